package io.skipruntime.engine;

import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is moved. */
public final class TestClock implements InstantSource {

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @Override
  public synchronized Instant instant() {
    return now;
  }

  /** Moves the clock. */
  public synchronized void advanceMillis(long millis) {
    now = now.plusMillis(millis);
  }
}
