package io.skipruntime.workers;

/** A worker has ended while it was waited for. What it was to do can be done by another one. */
final class WorkerGoneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WorkerGoneException(String how) {
    super(how, null, false, false);
  }
}
