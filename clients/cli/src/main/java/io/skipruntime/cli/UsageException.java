package io.skipruntime.cli;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A command was not understood, or names what is not there; the message is for its user. */
final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }

  /**
   * Returns if the number that an option is given is at least 1.
   *
   * @throws UsageException if it is less
   */
  static void requirePositive(String option, long number) {
    if (number < 1) {
      throw new UsageException(option + ": is to be at least 1, not " + number);
    }
  }

  /** One that says why a file that an option names cannot be read. */
  static UsageException unreadable(String option, Path file, IOException failure) {
    String reason =
        failure instanceof NoSuchFileException
            ? "there is no such file"
            : "it cannot be read: " + failure;
    return new UsageException(option + " " + file + ": " + reason);
  }
}
