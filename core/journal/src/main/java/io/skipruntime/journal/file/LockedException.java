package io.skipruntime.journal.file;

import java.io.IOException;

/** An exception that tells that a data directory is in use. */
public final class LockedException extends IOException {

  private static final long serialVersionUID = 1;

  /** With a message that says by whom, as far as it is known. */
  public LockedException(String message) {
    super(message);
  }
}
