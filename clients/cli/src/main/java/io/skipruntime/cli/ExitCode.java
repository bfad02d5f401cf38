package io.skipruntime.cli;

/** What the process ends with. */
final class ExitCode {

  /** All was done. */
  static final int DONE = 0;

  /** The service refused, or is not as it should be. */
  static final int REFUSED = 1;

  /** The command was not understood, or names what is not there. */
  static final int USAGE = 2;

  /** The service cannot be reached. */
  static final int UNREACHABLE = 3;

  private ExitCode() {}
}
