package io.skipruntime.workers;

import io.skipruntime.Entry;
import io.skipruntime.ExternalService;
import io.skipruntime.SkipException;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The external services of one service that run in the worker, and what they are subscribed to.
 * Thread-safe.
 */
final class WorkerSources {

  /** A subscription, and what subscribes it again in another process. */
  private record Subscription(
      String external, String resource, Json params, ExternalService.Callbacks callbacks) {}

  private final long service;
  private final Requests requests;
  private final Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();
  private final Map<String, ExternalService> services = new ConcurrentHashMap<>();

  /**
   * The external services of a service, without subscriptions.
   *
   * @param service what the worker calls it
   */
  WorkerSources(long service, Requests requests) {
    this.service = service;
    this.requests = requests;
  }

  /** The external service of a name: always the same, so that it outlives a reload. */
  ExternalService of(String name) {
    return services.computeIfAbsent(name, Source::new);
  }

  /** Takes data that the worker delivers. */
  CompletionStage<Void> deliver(
      String instance, List<Entry<Json, Json>> entries, boolean isInitial) {
    Subscription subscription = subscriptions.get(instance);
    return subscription == null
        ? CompletableFuture.completedStage(null)
        : subscription.callbacks().update(entries, isInitial);
  }

  /** Takes a report that a source cannot be read. */
  void trouble(String instance, String message) {
    Subscription subscription = subscriptions.get(instance);
    if (subscription != null) {
      subscription.callbacks().error(new SkipException(message));
    }
  }

  /** Subscribes a new process to all that there is. */
  void subscribeAgain() {
    subscriptions.forEach((instance, subscription) -> {
      var unused =
          subscribe(instance, subscription)
              .exceptionally(e -> {
                subscription.callbacks().error(e);
                return Json.NULL;
              });
    });
  }

  private CompletableFuture<Json> subscribe(String instance, Subscription subscription) {
    return requests.send(
        "subscribe",
        frame ->
            frame
                .write(service)
                .write(subscription.external())
                .write(instance)
                .write(subscription.resource())
                .write((Object) subscription.params()));
  }

  /** An external service that runs in the worker. */
  private final class Source implements ExternalService {
    private final String name;

    Source(String name) {
      this.name = name;
    }

    @Override
    public CompletionStage<Void> subscribe(
        String instance, String resource, Json params, Callbacks callbacks) {
      Subscription subscription = new Subscription(name, resource, params, callbacks);
      subscriptions.put(instance, subscription);
      return WorkerSources.this.subscribe(instance, subscription).thenApply(done -> null);
    }

    @Override
    public void unsubscribe(String instance) {
      subscriptions.remove(instance);
      requests.tell(
          new JsonWriter()
              .beginArray()
              .write("unsubscribe")
              .write(service)
              .write(name)
              .write(instance)
              .endArray());
    }

    @Override
    public CompletionStage<Void> shutdown() {
      return requests
          .send("shutdown", frame -> frame.write(service).write(name))
          .<Void>thenApply(done -> null)
          .exceptionally(gone -> null);
    }
  }
}
