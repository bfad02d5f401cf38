package io.skipruntime.engine.operator;

import io.skipruntime.engine.spi.TickingClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A clock that a test moves, from the beginning of 1970 on. Thread-safe. */
final class MovedClock implements TickingClock {

  private final List<Runnable> followers = new CopyOnWriteArrayList<>();
  private volatile Instant now = Instant.EPOCH;

  @Override
  public Instant instant() {
    return now;
  }

  /** Lets time pass, or puts the clock back. */
  void move(Duration time) {
    now = now.plus(time);
    followers.forEach(Runnable::run);
  }

  @Override
  public Runnable onMove(Runnable action) {
    followers.add(action);
    return () -> followers.remove(action);
  }

  /** How many services follow the clock. */
  int followerCount() {
    return followers.size();
  }
}
