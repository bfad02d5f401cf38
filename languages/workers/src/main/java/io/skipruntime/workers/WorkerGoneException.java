package io.skipruntime.workers;

/** A worker has ended while it was waited for. What it was to do can be done by another one. */
final class WorkerGoneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean isLate;

  /**
   * An end.
   *
   * @param isLate whether the process was ended, as what it did took longer than it may
   */
  WorkerGoneException(String how, boolean isLate) {
    super(how, null, false, false);
    this.isLate = isLate;
  }

  /** Whether the process was ended, as what it did took longer than it may. */
  boolean isLate() {
    return isLate;
  }
}
