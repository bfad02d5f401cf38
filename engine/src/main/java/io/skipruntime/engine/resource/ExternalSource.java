package io.skipruntime.engine.resource;

import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.SourceStatus;
import io.skipruntime.engine.operator.InputNode;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.Codec;
import io.skipruntime.json.Codecs;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A subscription of one external resource, and the node that mirrors it.
 *
 * <ul>
 *   <li>{@link #pending} holds what was delivered and is not in the node: all of it as long as
 *       there is no node, and what could not be applied because a function failed. It goes in with
 *       the next delivery.
 *   <li>{@link #replaces} says whether the pending entries are all there are.
 *   <li>All fields are for the holder of the service's write lock, but {@link #arrival} and {@link
 *       #status}.
 * </ul>
 */
final class ExternalSource {

  private final ExternalResource<?, ?> resource;
  private final ExternalService service;
  private final String instance = UUID.randomUUID().toString();
  private final Codec<?> keys;
  private final Codec<?> values;
  private final CompletableFuture<Void> arrival = new CompletableFuture<>();
  private boolean subscribed;
  private Map<Object, List<?>> pending = new LinkedHashMap<>();
  private boolean replaces;
  private Instant lastWanted;
  private volatile SourceStatus status;
  @Nullable InputNode node;

  ExternalSource(ExternalResource<?, ?> resource, ExternalService service, Instant now) {
    this.resource = resource;
    this.service = service;
    this.keys = Codecs.of(resource.keyType());
    this.values = Codecs.of(resource.valueType());
    this.lastWanted = now;
    this.status = statusOf(resource, SourceStatus.State.LOADING, null, now);
  }

  ExternalResource<?, ?> resource() {
    return resource;
  }

  /** How the source is doing. May be called by any thread. */
  SourceStatus status() {
    return status;
  }

  /** Whether the source has been in its state since the given time or before. */
  boolean isUnchangedSince(Instant time) {
    return !status.since().isAfter(time);
  }

  /** Notes that a function asked for the source. */
  void wanted(Instant now) {
    lastWanted = now;
  }

  /** Whether no function has asked for the source after the given time. */
  boolean isUnwantedSince(Instant time) {
    return !lastWanted.isAfter(time);
  }

  void become(SourceStatus.State state, @Nullable String reason, Instant now) {
    Instant since = state == status.state() ? status.since() : now;
    status = statusOf(resource, state, reason, since);
  }

  private static SourceStatus statusOf(
      ExternalResource<?, ?> resource,
      SourceStatus.State state,
      @Nullable String reason,
      Instant since) {
    return new SourceStatus(
        resource.service(),
        resource.identifier(),
        resource.params(),
        state,
        since,
        Optional.ofNullable(reason));
  }

  /** Whether there is data for a node. */
  boolean isLoaded() {
    return arrival.isDone() && !arrival.isCompletedExceptionally();
  }

  CompletableFuture<Void> arrival() {
    return arrival;
  }

  /** Whether the caller is to subscribe, as nobody has. */
  boolean takeSubscription() {
    boolean first = !subscribed;
    subscribed = true;
    return first;
  }

  CompletionStage<Void> subscribe(ExternalService.Callbacks callbacks) {
    return service.subscribe(instance, resource.identifier(), resource.params(), callbacks);
  }

  void unsubscribe() {
    service.unsubscribe(instance);
  }

  /** Decodes a delivery; the result is by canonical key. */
  Map<Object, List<?>> decode(List<? extends Entry<?, ?>> entries) {
    Map<Object, List<?>> decoded = new LinkedHashMap<>();
    for (Entry<?, ?> entry : entries) {
      List<Object> list =
          entry.values().stream().<Object>map(value -> values.accept(value)).toList();
      decoded.put(CanonicalKey.of(keys.accept(entry.key())), list);
    }
    return decoded;
  }

  /** Adds a delivery to what is pending. */
  void add(Map<Object, List<?>> entries, boolean isInitial) {
    if (isInitial) {
      pending = new LinkedHashMap<>();
      replaces = true;
    }
    pending.putAll(entries);
  }

  Map<Object, List<?>> pending() {
    return pending;
  }

  boolean replaces() {
    return replaces;
  }

  /** Notes that what was pending is in the node now. */
  void applied() {
    pending = new LinkedHashMap<>();
    replaces = false;
  }

  String describe() {
    return resource.service() + "/" + resource.identifier() + resource.params();
  }
}
