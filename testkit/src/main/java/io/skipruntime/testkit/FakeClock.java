package io.skipruntime.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that moves only when it is told to. Thread-safe. */
public final class FakeClock implements InstantSource {

  private Instant now = Instant.parse("2025-01-01T00:00:00Z");

  @Override
  public synchronized Instant instant() {
    return now;
  }

  /** Lets time pass. */
  public synchronized void advance(Duration time) {
    now = now.plus(time);
  }

  /** Lets that many milliseconds pass. */
  public void advanceMillis(long millis) {
    advance(Duration.ofMillis(millis));
  }
}
