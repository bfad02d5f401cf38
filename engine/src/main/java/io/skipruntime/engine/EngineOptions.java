package io.skipruntime.engine;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a service is run.
 *
 * @param idleMillis after how many milliseconds without a subscriber or reader a resource instance
 *     is collected, at least 1
 * @param sourceTimeoutMillis how many milliseconds a request waits for an external source's first
 *     data, at least 1
 * @param resumeMillis for how many milliseconds at least a subscriber that was away is told only
 *     what changed, at least 1; deleted keys are remembered that long
 * @param verifyDeterminism whether every function is run twice, so that one whose results differ is
 *     reported; for tests
 * @param clock tells when something became idle
 * @param listener is told what the engine does; by default nobody is
 */
public record EngineOptions(
    long idleMillis,
    long sourceTimeoutMillis,
    long resumeMillis,
    boolean verifyDeterminism,
    InstantSource clock,
    Optional<Consumer<EngineEvent>> listener) {

  /** Checks the ranges. */
  public EngineOptions {
    if (idleMillis < 1 || sourceTimeoutMillis < 1 || resumeMillis < 1) {
      throw new IllegalArgumentException(
          "idleMillis, sourceTimeoutMillis and resumeMillis must be at least 1");
    }
  }

  /** 30 seconds, 30 seconds, 5 minutes, and the system's clock. */
  public static EngineOptions defaults() {
    return new EngineOptions(
        30_000, 30_000, 300_000, false, InstantSource.system(), Optional.empty());
  }

  /** These options with another time until an instance is collected. */
  public EngineOptions withIdleMillis(long millis) {
    return new EngineOptions(
        millis, sourceTimeoutMillis, resumeMillis, verifyDeterminism, clock, listener);
  }

  /** These options with another time to wait for a source. */
  public EngineOptions withSourceTimeoutMillis(long millis) {
    return new EngineOptions(idleMillis, millis, resumeMillis, verifyDeterminism, clock, listener);
  }

  /** These options with another time for which subscribers can resume. */
  public EngineOptions withResumeMillis(long millis) {
    return new EngineOptions(
        idleMillis, sourceTimeoutMillis, millis, verifyDeterminism, clock, listener);
  }

  /** These options, with every function run twice and the results compared. */
  public EngineOptions withVerifyDeterminism() {
    return new EngineOptions(idleMillis, sourceTimeoutMillis, resumeMillis, true, clock, listener);
  }

  /** These options with another clock. */
  public EngineOptions withClock(InstantSource otherClock) {
    return new EngineOptions(
        idleMillis, sourceTimeoutMillis, resumeMillis, verifyDeterminism, otherClock, listener);
  }

  /** These options with a listener. */
  public EngineOptions withListener(Consumer<EngineEvent> eventListener) {
    return new EngineOptions(
        idleMillis,
        sourceTimeoutMillis,
        resumeMillis,
        verifyDeterminism,
        clock,
        Optional.of(eventListener));
  }
}
