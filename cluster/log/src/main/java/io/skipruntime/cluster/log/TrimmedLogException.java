package io.skipruntime.cluster.log;

import io.skipruntime.SkipException;

/** An exception that says that a log has given up a record which a reader has not read. */
public final class TrimmedLogException extends SkipException {

  private static final long serialVersionUID = 1L;

  /** An exception whose message says what is missing, and what to do. */
  public TrimmedLogException(String message) {
    super(message);
  }
}
