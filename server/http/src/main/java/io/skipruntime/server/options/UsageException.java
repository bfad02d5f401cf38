package io.skipruntime.server.options;

/** A command line has a mistake, or asks for help. */
public final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String usage;
  private final boolean isHelp;

  UsageException(String message, String usage, boolean isHelp) {
    super(message);
    this.usage = usage;
    this.isHelp = isHelp;
  }

  /** The options there are, for people. */
  public String usage() {
    return usage;
  }

  /** Whether the command line asks for help, and has no mistake. */
  public boolean isHelp() {
    return isHelp;
  }
}
