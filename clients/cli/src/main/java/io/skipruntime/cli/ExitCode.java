package io.skipruntime.cli;

/** The status that the process ends with. */
final class ExitCode {

  /** All was done. */
  static final int DONE = 0;

  /** The service refused, or is not as it should be. */
  static final int REFUSED = 1;

  /** The command was not understood, or names what is not there. */
  static final int USAGE = 2;

  /** The service cannot be reached. */
  static final int UNREACHABLE = 3;

  /** What the command has to print cannot be written. */
  static final int NOT_WRITTEN = 4;

  /** The command was interrupted before it had ended. */
  static final int INTERRUPTED = 130;

  /** The program that read what the command printed has ended, as shells say it. */
  static final int PIPE_CLOSED = 141;

  private ExitCode() {}
}
