package io.skipruntime.engine;

import io.skipruntime.engine.spi.TickingClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A clock that a test moves, and that services follow. Thread-safe. */
public final class MovedClock implements TickingClock {

  private final List<Runnable> followers = new CopyOnWriteArrayList<>();
  private volatile Instant now;

  /** A clock that shows the beginning of 1970. */
  public MovedClock() {
    this(Instant.EPOCH);
  }

  /** A clock that shows a time. */
  public MovedClock(Instant now) {
    this.now = now;
  }

  @Override
  public Instant instant() {
    return now;
  }

  /** Lets time pass, or puts the clock back. */
  public void move(Duration time) {
    set(now.plus(time));
  }

  /** Lets the clock show a time. */
  public void set(Instant time) {
    now = time;
    followers.forEach(Runnable::run);
  }

  @Override
  public Runnable onMove(Runnable action) {
    followers.add(action);
    return () -> followers.remove(action);
  }

  /** How many services follow the clock. */
  public int followerCount() {
    return followers.size();
  }
}
