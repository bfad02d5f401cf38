package io.skipruntime.engine;

import io.skipruntime.ServiceBrokenException;
import io.skipruntime.engine.commit.TransactionRunner;
import io.skipruntime.engine.spi.StuckFunction;
import java.util.Optional;

/**
 * The faults that keep a service from its work: an error that broke it for good, and a function
 * that holds up all writes. Thread-safe; keeps no transaction waiting.
 */
public final class ServiceHealth {

  private final TransactionRunner runner;
  private final EngineOptions options;

  ServiceHealth(TransactionRunner runner, EngineOptions options) {
    this.runner = runner;
    this.options = options;
  }

  /** Why the service is broken, and refuses everything; empty if it is not. */
  public Optional<ServiceBrokenException> broken() {
    return runner.broken();
  }

  /**
   * Makes the service broken, as if an error of the machine had met it: for a program that finds
   * that it cannot go on itself, such as a server whose threads have died.
   */
  public void breakDown(Throwable cause) {
    ServiceBrokenException reason = runner.breakDown(cause);
    System.getLogger(ServiceHealth.class.getName())
        .log(System.Logger.Level.TRACE, "broken from outside", reason);
  }

  /** What has run for so many milliseconds and holds up all writes; empty if nothing has. */
  public Optional<StuckFunction> stuckFor(long millis) {
    return runner.stuckFor(millis);
  }

  /** As {@link #stuckFor}, for {@link EngineOptions#stuckMillis}. */
  public Optional<StuckFunction> stuck() {
    return stuckFor(options.stuckMillis());
  }
}
