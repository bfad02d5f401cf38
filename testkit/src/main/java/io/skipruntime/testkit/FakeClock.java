package io.skipruntime.testkit;

import io.skipruntime.engine.spi.TickingClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A clock that moves only when it is told to. A service with it has the time of the clock when
 * {@link #advance} returns, unless a function refuses that time. Thread-safe.
 */
public final class FakeClock implements TickingClock {

  private final List<Runnable> followers = new CopyOnWriteArrayList<>();
  private Instant now = Instant.parse("2025-01-01T00:00:00Z");

  @Override
  public synchronized Instant instant() {
    return now;
  }

  /** Lets time pass. */
  public void advance(Duration time) {
    synchronized (this) {
      now = now.plus(time);
    }
    followers.forEach(Runnable::run);
  }

  @Override
  public Runnable onMove(Runnable action) {
    followers.add(action);
    return () -> followers.remove(action);
  }

  /** Lets that many milliseconds pass. */
  public void advanceMillis(long millis) {
    advance(Duration.ofMillis(millis));
  }
}
