package io.skipruntime.testkit.oracle;

/** The engine did something else than evaluation from scratch says; thrown to end a trial. */
final class Difference extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Difference(String message) {
    super(message);
  }

  Difference(String message, Throwable cause) {
    super(message + ": " + cause, cause);
  }
}
