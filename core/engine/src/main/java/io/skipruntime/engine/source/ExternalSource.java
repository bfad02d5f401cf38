package io.skipruntime.engine.source;

import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.SourceStatus;
import io.skipruntime.SourceStatus.State;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.operator.InputNode;
import io.skipruntime.engine.operator.WrittenEntries;
import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.CanonicalValue;
import io.skipruntime.json.Codec;
import io.skipruntime.json.Codecs;
import io.skipruntime.json.FailureText;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A subscription of one external resource, and the node that mirrors it.
 *
 * <ul>
 *   <li>{@link #pending} holds what was delivered and is not in the node: all of it as long as
 *       there is no node, and what could not be applied because a function failed. It goes in with
 *       the next delivery.
 *   <li>{@link #replaces} says whether the pending entries are all there are.
 *   <li>{@link #rejection} is why the last delivery was not accepted; null if it was.
 *   <li>{@link #isUnconfirmed} from a restart until the source delivers or confirms.
 *   <li>A source that has failed stays so, whatever it reports later: who needs it subscribes
 *       again.
 *   <li>{@link #delivered} finds what was delivered before by another process; null if this one has
 *       all that was delivered.
 *   <li>{@link #isHeld} says whether the node is held, whether functions use it or not.
 *   <li>All fields are for the holder of the service's write lock, but {@link #arrival} and {@link
 *       #status}.
 * </ul>
 */
final class ExternalSource {

  private static final Logger LOGGER = System.getLogger(ExternalSource.class.getName());

  private final ExternalResource<?, ?> resource;
  private final CollectionId.External id;
  private final ServiceInUse from;
  private final Runnable stalenessChanged;
  private final SourceReport report;
  private final String instance = UUID.randomUUID().toString();
  private final Codec<?> keys;
  private final Codec<?> values;
  private final SubscriptionLife life = new SubscriptionLife();
  private volatile CompletableFuture<Void> arrival = new CompletableFuture<>();
  private WrittenEntries pending = new WrittenEntries(0);
  private boolean replaces;
  private @Nullable Throwable rejection;
  private boolean isUnconfirmed;
  private Instant lastWanted;
  @Nullable InputNode node;
  boolean isHeld;
  @Nullable Function<Object, @Nullable ValueList> delivered;

  /**
   * A source that is not subscribed.
   *
   * @param stalenessChanged is run, by any thread, when it is seen to be stale, or not any more
   */
  ExternalSource(
      ExternalResource<?, ?> resource, ServiceInUse from, Instant now, Runnable stalenessChanged) {
    this(resource, from, now, stalenessChanged, new SourceReport(resource, now, stalenessChanged));
  }

  private ExternalSource(
      ExternalResource<?, ?> resource,
      ServiceInUse from,
      Instant now,
      Runnable stalenessChanged,
      SourceReport report) {
    this.resource = resource;
    this.report = report;
    this.id = RestoredData.idOf(resource);
    this.from = from;
    this.stalenessChanged = stalenessChanged;
    this.keys = Codecs.of(resource.keyType());
    this.values = Codecs.of(resource.valueType());
    this.lastWanted = now;
  }

  ExternalResource<?, ?> resource() {
    return resource;
  }

  /** The external service that it is subscribed to, or will be. */
  ServiceInUse from() {
    return from;
  }

  /** What names the data in a journal. */
  CollectionId.External id() {
    return id;
  }

  /** How the source is doing. May be called by any thread. */
  SourceStatus status() {
    return report.status();
  }

  /** What is said of it. */
  SourceReport report() {
    return report;
  }

  /** Whether the source has been in its state since the given time or before. */
  boolean isUnchangedSince(Instant time) {
    return !status().since().isAfter(time);
  }

  /** Notes that a function asked for the source. */
  void wanted(Instant now) {
    lastWanted = now;
  }

  /** Whether no function has asked for the source after the given time. */
  boolean isUnwantedSince(Instant time) {
    return !lastWanted.isAfter(time);
  }

  /** Notes that all that the source has is in the service's state, or will be with its node. */
  void live(Instant now) {
    rejection = null;
    isUnconfirmed = false;
    if (!hasFailed()) {
      report.live(now);
    }
  }

  /** Notes that a difference was accepted; before there is data, it makes none. */
  void delivered(Instant now) {
    rejection = null;
    if (isLoaded()) {
      live(now);
    }
  }

  /** Whether all it has is of an earlier process, and nothing has said that it is current. */
  boolean isUnconfirmed() {
    return isUnconfirmed;
  }

  /** Notes that the source reported an error. */
  void troubled(String reason, Instant now) {
    if (!hasFailed() && !from.isReplaced()) {
      report.troubled(isLoaded() ? State.STALE : State.LOADING, reason, now);
    }
  }

  /** Why the last delivery was not accepted; null if it was. */
  @Nullable Throwable rejection() {
    return rejection;
  }

  /** Notes that the source has no data and will not have any. */
  void failed(String reason, Instant now) {
    report.enters(State.FAILED, reason, now);
  }

  /** Notes that a delivery was refused, which leaves the source stale. */
  void refused(Throwable failure, Instant now) {
    rejection = failure;
    troubled(messageOf(failure), now);
  }

  /** What a failure says, for people. */
  static String messageOf(Throwable reported) {
    Throwable cause = reported.getCause();
    Throwable failure = reported instanceof CompletionException && cause != null ? cause : reported;
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : FailureText.of(message);
  }

  /** The values of a key, as delivered last; null if there are none. */
  @Nullable ValueList lookUp(Object key) {
    if (pending.contains(key)) {
      return pending.valuesOf(key);
    }
    if (replaces) {
      return null;
    }
    if (delivered != null) {
      return delivered.apply(key);
    }
    InputNode mirror = node;
    return mirror == null ? null : mirror.contents().get(key);
  }

  /** Makes what is pending part of a transaction, if there is a node for it. */
  void applyPending(Transaction transaction) {
    InputNode mirror = node;
    if (mirror == null || !hasPending()) {
      return;
    }
    if (replaces) {
      mirror.replace(pending, transaction);
    } else {
      mirror.write(pending, transaction);
    }
    transaction.afterCommit(this::applied);
  }

  /** Whether it could not be subscribed. */
  boolean hasFailed() {
    return arrival.isCompletedExceptionally();
  }

  /** Whether there is data for a node. */
  boolean isLoaded() {
    return arrival.isDone() && !hasFailed();
  }

  CompletableFuture<Void> arrival() {
    return arrival;
  }

  /** Whether the caller is to subscribe, since no thread has, and it was not given back. */
  boolean takeSubscription() {
    return life.begin();
  }

  /**
   * Subscribes, for the thread that has {@link #takeSubscription}.
   *
   * @param writer unsubscribes if the source was given back meanwhile
   */
  CompletionStage<Void> subscribe(ExternalService.Callbacks callbacks, IntakeWriter writer) {
    try {
      return from.service()
          .subscribe(instance, resource.identifier(), resource.params(), callbacks);
    } finally {
      if (life.begun()) {
        writer.giveBack(this::unsubscribe);
      }
    }
  }

  /** Whether {@link #giveBack} was called. */
  boolean isGivenBack() {
    return life.isOver();
  }

  /** Another source of the same resource, which is not subscribed. */
  ExternalSource again(Instant now) {
    return new ExternalSource(resource, from, now, stalenessChanged);
  }

  /**
   * The source of the same resource that takes the place of this one, with its data and those who
   * wait for it, from another external service, which is not subscribed. Its data counts as stale
   * until that service delivers or confirms.
   */
  ExternalSource movedTo(ServiceInUse other, Instant now) {
    ExternalSource moved =
        new ExternalSource(resource, other, now, stalenessChanged, report.next(now));
    moved.arrival = arrival;
    moved.pending = pending;
    moved.replaces = replaces;
    moved.lastWanted = lastWanted;
    moved.node = node;
    if (isLoaded()) {
      moved.isUnconfirmed = true;
      moved.report.begins(State.STALE, "reloaded, reconnecting", now);
    }
    return moved;
  }

  /** Lets those who wait for this source wait for the one that takes its place. */
  void followedBy(ExternalSource next) {
    CompletableFuture<Void> waitedFor = arrival;
    var unused =
        next.arrival.whenComplete((none, failure) -> {
          if (failure == null) {
            waitedFor.complete(null);
          } else {
            waitedFor.completeExceptionally(failure);
          }
        });
  }

  /**
   * Ends the subscription, if there is one, and lets none begin. May be called by any thread, and
   * several times.
   *
   * @param writer unsubscribes
   */
  void giveBack(IntakeWriter writer) {
    if (life.end()) {
      writer.giveBack(this::unsubscribe);
    }
  }

  /** As {@link #giveBack(IntakeWriter)}, and unsubscribes before it returns. */
  void giveBackNow() {
    if (life.end()) {
      try {
        unsubscribe();
      } catch (RuntimeException e) {
        LOGGER.log(
            Level.WARNING,
            "the external source " + describe() + " failed to end",
            FailureText.loggable(e));
      }
    }
  }

  private void unsubscribe() {
    from.service().unsubscribe(instance);
  }

  /** Decodes a delivery; the result is by canonical key. */
  WrittenEntries decode(List<? extends Entry<?, ?>> entries) {
    WrittenEntries decoded = new WrittenEntries(entries.size());
    for (Entry<?, ?> entry : entries) {
      decoded.put(decodedKey(entry.key()), decodedValues(entry.values()));
    }
    return decoded;
  }

  /** The canonical key of a key that was delivered or recorded. */
  Object decodedKey(Object key) {
    return CanonicalKey.stored(keys.accept(key));
  }

  /** The values of values that were delivered or recorded; null if there are none. */
  @Nullable ValueList decodedValues(List<?> given) {
    int size = given.size();
    if (size == 1) {
      return ValueList.of(CanonicalValue.of(values.accept(given.getFirst())));
    }
    Object[] list = new Object[size];
    for (int i = 0; i < size; i++) {
      list[i] = CanonicalValue.of(values.accept(given.get(i)));
    }
    return size == 0 ? null : ValueList.copyOf(list, 0, size);
  }

  /** Decodes what was recorded; the result is by canonical key. */
  WrittenEntries decode(Iterable<EntryBlock> blocks) {
    WrittenEntries decoded = new WrittenEntries(0);
    for (EntryBlock block : blocks) {
      for (int i = 0; i < block.size(); i++) {
        decoded.put(decodedKey(block.key(i)), decodedValues(block.values(i)));
      }
    }
    return decoded;
  }

  /**
   * Notes that there is data of an earlier process, which counts as stale until it is confirmed.
   */
  void restored(WrittenEntries entries, Instant now) {
    add(entries, true);
    isUnconfirmed = true;
    report.begins(State.STALE, "restored, reconnecting", now);
    arrival.complete(null);
  }

  /**
   * Notes that another process has delivered data, up to the positions that are known; it counts as
   * stale until it is confirmed.
   */
  void continued(Instant now) {
    isUnconfirmed = true;
    report.begins(State.STALE, "reconnecting", now);
    arrival.complete(null);
  }

  /** Notes that all that was delivered is given up, so that there is no data. */
  void unload(Instant now) {
    applied();
    if (isLoaded()) {
      arrival = new CompletableFuture<>();
    }
    report.enters(State.LOADING, null, now);
  }

  /** Notes how the source is doing, as the process says that reads it. */
  void told(SourceStatus known) {
    report.become(known);
  }

  /** Adds a delivery to what is pending. */
  void add(WrittenEntries entries, boolean isInitial) {
    if (isInitial) {
      pending = new WrittenEntries(entries.size());
      replaces = true;
    }
    if (pending.size() == 0) {
      pending = entries;
    } else {
      pending.putAll(entries);
    }
  }

  /** Whether there is anything that is not in the node. */
  boolean hasPending() {
    return replaces || pending.size() > 0;
  }

  WrittenEntries pending() {
    return pending;
  }

  boolean replaces() {
    return replaces;
  }

  /** Notes that what was pending is in the node now. */
  void applied() {
    pending = new WrittenEntries(0);
    replaces = false;
  }

  String describe() {
    return resource.service() + "/" + resource.identifier() + resource.params();
  }

  /** What is wrong when the data does not come in time. */
  String problem() {
    return status().reason().map(reason -> ": " + reason).orElse("");
  }
}
