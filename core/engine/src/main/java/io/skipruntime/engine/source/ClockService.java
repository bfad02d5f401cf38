package io.skipruntime.engine.source;

import io.skipruntime.ClockResource;
import io.skipruntime.Entry;
import io.skipruntime.ExternalService;
import io.skipruntime.Unit;
import io.skipruntime.engine.spi.TickingClock;
import io.skipruntime.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The external service that delivers the present time, as {@link ClockResource} explains it.
 *
 * <ul>
 *   <li>A subscription has a thread of its own that waits for the next multiple of the granularity;
 *       with a {@link TickingClock} it has none. Nothing is subscribed, and there is no timer,
 *       while no function follows the clock.
 *   <li>What is delivered grows: if the clock is put back, also between two processes, the time
 *       stands still until the clock has come there again.
 *   <li>A time that the service refuses, because a function fails, is followed by the next one.
 * </ul>
 */
final class ClockService implements ExternalService {

  private final InstantSource clock;
  private final long granularityMillis;
  private final Map<String, Ticking> subscriptions = new ConcurrentHashMap<>();

  /** A service that delivers what a clock says. */
  ClockService(InstantSource clock, long granularityMillis) {
    this.clock = clock;
    this.granularityMillis = granularityMillis;
  }

  @Override
  public CompletionStage<Void> subscribe(
      String instance, String resource, Json params, Callbacks callbacks) {
    Ticking ticking = new Ticking(callbacks);
    subscriptions.put(instance, ticking);
    ticking.start();
    return ticking.first();
  }

  @Override
  public void unsubscribe(String instance) {
    Ticking ticking = subscriptions.remove(instance);
    if (ticking != null) {
      ticking.stop();
    }
  }

  /**
   * The deliveries of one subscription, one at a time. The clock is followed from before the first
   * one on, so that it does not move unseen while that is made.
   */
  private final class Ticking {

    private final Callbacks callbacks;
    private Instant last = Instant.MIN;
    private volatile Runnable end = () -> {};

    Ticking(Callbacks callbacks) {
      this.callbacks = callbacks;
    }

    synchronized CompletionStage<Void> first() {
      Instant now = now();
      return now.isAfter(last) ? deliver(now) : callbacks.update(List.of(), false);
    }

    private Instant now() {
      return ClockResource.rounded(clock.instant(), granularityMillis);
    }

    private CompletionStage<Void> deliver(Instant now) {
      last = now;
      return callbacks.update(List.of(Entry.of(Unit.UNIT, now)), true);
    }

    void start() {
      if (callbacks.isLoaded()) {
        callbacks.delivered(Unit.UNIT).forEach(restored -> last = (Instant) restored);
      }
      if (clock instanceof TickingClock ticking) {
        end = ticking.onMove(this::tickAndAwait);
        return;
      }
      ScheduledExecutorService timer =
          Executors.newSingleThreadScheduledExecutor(
              Thread.ofPlatform().daemon().name("skip-clock").factory());
      end = timer::shutdownNow;
      schedule(timer);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the timer ends with the subscription
    private void schedule(ScheduledExecutorService timer) {
      long untilNext = granularityMillis - Math.floorMod(clock.millis(), granularityMillis);
      timer.schedule(
          () -> {
            tick();
            if (!timer.isShutdown()) {
              schedule(timer);
            }
          },
          untilNext,
          TimeUnit.MILLISECONDS);
    }

    private synchronized CompletionStage<Void> tick() {
      Instant now = now();
      return now.isAfter(last) ? deliver(now) : CompletableFuture.completedStage(null);
    }

    private void tickAndAwait() {
      try {
        tick().toCompletableFuture().join();
      } catch (CompletionException refused) {
        // the status of the source says so, and the next time follows
        return;
      }
    }

    void stop() {
      end.run();
    }
  }
}
