package io.skipruntime.oracle;

import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.SkipException;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** An external service whose contents and failures a run determines. Thread-safe. */
final class ScriptedSource implements ExternalService {

  /** Its name in programs. */
  static final String NAME = "source";

  /** A resource of the service. */
  record Resource(Kind values, int params) {

    static Resource of(ExternalResource<?, ?> resource) {
      return new Resource(Kind.valueOf(resource.identifier()), (int) resource.params().asLong());
    }
  }

  private record Subscribed(Resource resource, Callbacks callbacks) {}

  private final Map<Resource, Map<Object, List<Object>>> contents = new HashMap<>();
  private final Set<Resource> refused = new HashSet<>();
  private final Set<Resource> throwing = new HashSet<>();
  private final Map<String, Subscribed> subscriptions = new HashMap<>();
  private final Map<Resource, String> latest = new HashMap<>();

  @Override
  public CompletionStage<Void> subscribe(
      String instance, String resource, Json params, Callbacks callbacks) {
    Resource wanted = new Resource(Kind.valueOf(resource), (int) params.asLong());
    Map<Object, List<Object>> initial;
    synchronized (this) {
      if (throwing.contains(wanted)) {
        throw new IllegalStateException("thrown");
      }
      if (refused.contains(wanted)) {
        return CompletableFuture.failedStage(new IllegalStateException("refused"));
      }
      subscriptions.put(instance, new Subscribed(wanted, callbacks));
      latest.put(wanted, instance);
      initial = contents(wanted);
    }
    return callbacks.update(entries(initial), true);
  }

  @Override
  public synchronized void unsubscribe(String instance) {
    subscriptions.remove(instance);
  }

  /** The exception of a request that needs a resource that cannot be had. */
  static final class Refused extends SkipException {
    private static final long serialVersionUID = 1L;

    Refused(Resource resource) {
      super("refused: " + resource);
    }
  }

  /** What a resource holds. */
  synchronized Map<Object, List<Object>> contents(Resource resource) {
    return contents.computeIfAbsent(resource, ScriptedSource::first);
  }

  private static Map<Object, List<Object>> first(Resource resource) {
    Map<Object, List<Object>> first = new TreeMap<>(CanonicalOrder.INSTANCE);
    first.put(1L, List.of(resource.values().of(resource.params())));
    return first;
  }

  /** How many resources are subscribed. */
  synchronized int subscriptionCount() {
    return subscriptions.size();
  }

  /** Gives a resource other contents. */
  synchronized void set(Resource resource, Map<Object, List<Object>> next) {
    contents.put(resource, next);
  }

  /** A source that refuses nothing, with the given contents. */
  static ScriptedSource with(Map<ExternalResource<?, ?>, Map<Object, List<Object>>> contents) {
    ScriptedSource source = new ScriptedSource();
    contents.forEach((external, entries) -> source.set(Resource.of(external), entries));
    return source;
  }

  synchronized boolean refuses(Resource resource) {
    return refused.contains(resource) || throwing.contains(resource);
  }

  synchronized void accept(Resource resource) {
    refused.remove(resource);
    throwing.remove(resource);
  }

  /** Lets new subscriptions of all resources succeed again. */
  synchronized void acceptAll() {
    refused.clear();
    throwing.clear();
  }

  synchronized void refuse(Resource resource) {
    refused.add(resource);
  }

  /** Lets new subscriptions of a resource make {@link #subscribe} itself fail. */
  synchronized void fail(Resource resource) {
    throwing.add(resource);
  }

  /** Where the present subscription of a resource takes its data; empty if there is none. */
  synchronized Optional<Callbacks> callbacks(Resource resource) {
    @Nullable String instance = latest.get(resource);
    return Optional.ofNullable(instance == null ? null : subscriptions.get(instance))
        .map(Subscribed::callbacks);
  }

  static List<Entry<Object, Object>> entries(Map<Object, List<Object>> contents) {
    List<Entry<Object, Object>> entries = new ArrayList<>();
    contents.forEach((key, values) -> entries.add(new Entry<>(key, values)));
    return entries;
  }
}
