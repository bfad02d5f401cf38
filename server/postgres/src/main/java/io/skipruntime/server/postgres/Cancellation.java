package io.skipruntime.server.postgres;

/** The wish that the statement ends which a connection runs. Thread-safe. */
final class Cancellation {

  private boolean isRunning;
  private volatile boolean isRequested;

  /** A statement begins. */
  synchronized void begin() {
    isRunning = true;
    isRequested = false;
  }

  /** The statement has ended. */
  synchronized void end() {
    isRunning = false;
    isRequested = false;
  }

  /** Asks for the end of the statement that runs; does nothing if none does. */
  synchronized void request() {
    isRequested = isRunning;
  }

  /** Whether the statement that runs is to end. */
  boolean isRequested() {
    return isRequested;
  }
}
