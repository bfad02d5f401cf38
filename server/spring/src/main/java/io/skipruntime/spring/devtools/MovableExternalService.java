package io.skipruntime.spring.devtools;

import io.skipruntime.ExternalService;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An external service whose subscriptions can move to another one. Thread-safe; no lock is held
 * while one of the two is called.
 *
 * <ul>
 *   <li>{@code current} takes new subscriptions.
 *   <li>{@code earlier} are the services before it that may have open subscriptions.
 *   <li>{@code open} has each open subscription, with the service that has it.
 * </ul>
 */
final class MovableExternalService implements ExternalService {

  private final Map<String, Subscription> open = new HashMap<>();
  private final List<ExternalService> earlier = new ArrayList<>();
  private @Nullable ExternalService current;

  /** An open subscription. */
  private record Subscription(
      ExternalService at, String instance, String resource, Json params, Callbacks callbacks) {

    Subscription movedTo(ExternalService other) {
      return new Subscription(other, instance, resource, params, callbacks);
    }

    CompletionStage<Void> begin() {
      return at.subscribe(instance, resource, params, callbacks);
    }
  }

  /** Lets another service take the subscriptions from now on. */
  synchronized void next(ExternalService other) {
    if (current != null) {
      earlier.add(current);
    }
    current = other;
  }

  private synchronized ExternalService current() {
    ExternalService now = current;
    if (now == null) {
      throw new IllegalStateException("there is no service yet");
    }
    return now;
  }

  /** Moves all subscriptions of earlier services to the current one, and ends those services. */
  void moveAll() {
    ExternalService now = current();
    List<Subscription> moving;
    List<ExternalService> ending;
    synchronized (this) {
      moving = open.values().stream().filter(each -> each.at != now).toList();
      moving.forEach(each -> open.put(each.instance, each.movedTo(now)));
      ending = List.copyOf(earlier);
      earlier.clear();
    }
    for (Subscription each : moving) {
      each.at.unsubscribe(each.instance);
      var unused =
          each.movedTo(now)
              .begin()
              .whenComplete((done, failure) -> {
                if (failure != null) {
                  each.callbacks.error(failure);
                }
              });
    }
    ending.forEach(ExternalService::shutdown);
  }

  @Override
  public CompletionStage<Void> subscribe(
      String instance, String resource, Json params, Callbacks callbacks) {
    Subscription opened = new Subscription(current(), instance, resource, params, callbacks);
    synchronized (this) {
      open.put(instance, opened);
    }
    return opened.begin();
  }

  @Override
  public void unsubscribe(String instance) {
    Subscription closed;
    synchronized (this) {
      closed = open.remove(instance);
    }
    if (closed != null) {
      closed.at.unsubscribe(instance);
    }
  }

  @Override
  public CompletionStage<Void> shutdown() {
    ExternalService last;
    synchronized (this) {
      last = current;
    }
    return last == null ? CompletableFuture.completedStage(null) : last.shutdown();
  }
}
