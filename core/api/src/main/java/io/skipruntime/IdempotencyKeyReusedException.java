package io.skipruntime;

/**
 * A command is asked for under an idempotency key under which the same caller has asked for it with
 * other parameters. It has not been carried out.
 */
public final class IdempotencyKeyReusedException extends SkipException {

  private static final long serialVersionUID = 1L;

  /** Says which command it is. */
  public IdempotencyKeyReusedException(String command) {
    super(
        "command "
            + command
            + " was asked for under this idempotency key with other parameters; a new request needs"
            + " a new key");
  }
}
