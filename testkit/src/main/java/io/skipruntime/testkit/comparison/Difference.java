package io.skipruntime.testkit.comparison;

/** The engine did something else than evaluation from scratch says; thrown to end a trial. */
public final class Difference extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A difference in words. */
  public Difference(String message) {
    super(message);
  }

  /** A difference that shows in a failure. */
  public Difference(String message, Throwable cause) {
    super(message + ": " + cause, cause);
  }
}
