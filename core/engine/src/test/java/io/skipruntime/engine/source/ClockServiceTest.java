package io.skipruntime.engine.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.ClockResource;
import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.SourceStatus;
import io.skipruntime.engine.MovedClock;
import io.skipruntime.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ClockServiceTest {

  private static final Instant FIRST = Instant.parse("2030-01-01T00:00:00Z");

  /** The place where the clock delivers; it runs a step while the first time is delivered. */
  private static final class Delivered implements ExternalService.Callbacks {
    private final List<Object> times;
    private final Runnable atFirst;

    Delivered(List<Object> times, Runnable atFirst) {
      this.times = times;
      this.atFirst = atFirst;
    }

    @Override
    public CompletionStage<Void> update(List<? extends Entry<?, ?>> entries, boolean isInitial) {
      if (times.isEmpty()) {
        atFirst.run();
      }
      entries.forEach(entry -> times.addAll(entry.values()));
      return CompletableFuture.completedStage(null);
    }

    @Override
    public ExternalResource<?, ?> resource() {
      return ClockResource.present();
    }

    @Override
    public boolean isLoaded() {
      return !times.isEmpty();
    }

    @Override
    public List<?> delivered(Object key) {
      return times.isEmpty() ? List.of() : List.of(times.getLast());
    }

    @Override
    public Map<String, Json> positions() {
      return Map.of();
    }

    @Override
    public ExternalService.Delivery begin() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void error(Throwable reason) {
      throw new IllegalStateException(reason);
    }

    @Override
    public void report(SourceStatus.Lag lag) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void report(SourceStatus.Progress progress) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void warn(List<String> warnings) {
      throw new UnsupportedOperationException();
    }
  }

  private final MovedClock clock = new MovedClock(FIRST);
  private final ClockService service = new ClockService(clock, 1_000);

  private void subscribe(Delivered delivered) {
    service.subscribe("one", "present", Json.of(1), delivered).toCompletableFuture().join();
  }

  @Test
  void time_isDelivered_whenTheClockHasMoved_untilTheEnd() {
    List<Object> times = new CopyOnWriteArrayList<>();
    subscribe(new Delivered(times, () -> {}));
    assertThat(times).containsExactly(FIRST);
    clock.set(FIRST.plusMillis(2_999));
    assertThat(times).containsExactly(FIRST, FIRST.plusSeconds(2));
    service.unsubscribe("one");
    clock.set(FIRST.plusSeconds(9));
    assertThat(times).containsExactly(FIRST, FIRST.plusSeconds(2));
  }

  @Test
  void clockThatMovesDuringTheFirstDelivery_hasDeliveredThat_whenItHasMoved() throws Exception {
    List<Object> times = new CopyOnWriteArrayList<>();
    CompletableFuture<List<Object>> seen = new CompletableFuture<>();
    Thread mover =
        new Thread(() -> {
          clock.set(FIRST.plusSeconds(1));
          seen.complete(List.copyOf(times));
        });
    subscribe(
        new Delivered(
            times,
            () -> {
              mover.start();
              while (mover.isAlive() && mover.getState() != Thread.State.BLOCKED) {
                Thread.onSpinWait(); // until it waits for this delivery, or has not waited
              }
            }));
    assertThat(seen.get()).containsExactly(FIRST, FIRST.plusSeconds(1));
    mover.join();
  }
}
