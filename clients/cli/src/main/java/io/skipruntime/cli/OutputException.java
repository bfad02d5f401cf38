package io.skipruntime.cli;

import java.io.IOException;

/** An exception that says that a command's output could not be written. */
final class OutputException extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final String BROKEN_PIPE = "Broken pipe";

  OutputException(IOException cause) {
    super(cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause);
  }

  /** Whether the program that reads it has ended, which is not for the user to hear of. */
  boolean isPipeClosed() {
    return String.valueOf(getMessage()).contains(BROKEN_PIPE);
  }
}
