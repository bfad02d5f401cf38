package io.skipruntime.spring.security;

import io.skipruntime.Entry;
import io.skipruntime.ExternalService;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The permissions of users as an external source: for a resource and its parameters, whether the
 * resource's guard lets its user in. Those in use are checked again every so often, and delivered
 * when they have changed. A check that fails makes its source stale, and the answer before it
 * stands. All checks run on one thread, which may wait for a database of users.
 */
final class Permissions implements ExternalService {

  /** The name of the external service. */
  static final String SERVICE = "skip-permissions";

  /** The key that has the answer. */
  static final String KEY = "allowed";

  private final Map<String, Guard> guards;
  private final Map<String, Watched> watched = new ConcurrentHashMap<>();
  private final long againMillis;
  private @Nullable ScheduledExecutorService thread;

  /** The permissions of guards by their resources, checked again after so many milliseconds. */
  Permissions(Map<String, Guard> guards, long againMillis) {
    this.guards = Map.copyOf(guards);
    this.againMillis = againMillis;
  }

  @Override
  public CompletionStage<Void> subscribe(
      String instance, String resource, Json params, Callbacks callbacks) {
    Guard guard = Objects.requireNonNull(guards.get(resource), "guarded resources have a guard");
    Watched permission = new Watched(guard, params, callbacks);
    watched.put(instance, permission);
    return CompletableFuture.supplyAsync(permission::first, thread()).thenCompose(done -> done);
  }

  private synchronized ScheduledExecutorService thread() {
    ScheduledExecutorService present = thread;
    if (present == null) {
      present =
          Executors.newSingleThreadScheduledExecutor(
              Thread.ofPlatform().name("skip-permissions").daemon().factory());
      var unused =
          present.scheduleWithFixedDelay(
              this::checkAll, againMillis, againMillis, TimeUnit.MILLISECONDS);
      thread = present;
    }
    return present;
  }

  @Override
  public void unsubscribe(String instance) {
    watched.remove(instance);
  }

  private void checkAll() {
    watched.values().forEach(Watched::check);
  }

  @Override
  public synchronized CompletionStage<Void> shutdown() {
    if (thread != null) {
      thread.shutdownNow();
    }
    return CompletableFuture.completedStage(null);
  }

  /** A permission that is in use; for the thread of checks. */
  private static final class Watched {

    private final Guard guard;
    private final Json params;
    private final Callbacks callbacks;
    private @Nullable Boolean delivered;

    Watched(Guard guard, Json params, Callbacks callbacks) {
      this.guard = guard;
      this.params = params;
      this.callbacks = callbacks;
    }

    /** Delivers the answer as it is now. */
    CompletionStage<Void> first() {
      return deliver(guard.holds(params));
    }

    /** Delivers the answer if it is another one now. */
    void check() {
      try {
        boolean holds = guard.holds(params);
        if (delivered == null || delivered != holds) {
          var unused = deliver(holds);
        }
      } catch (RuntimeException e) {
        callbacks.error(e);
      }
    }

    private CompletionStage<Void> deliver(boolean holds) {
      delivered = holds;
      return callbacks.update(List.of(Entry.of(KEY, holds)), true);
    }
  }
}
