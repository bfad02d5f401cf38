package io.skipruntime;

/**
 * A {@link Command} refuses what it is asked for, and says why. Nothing has changed then. The
 * reason is meant for the client that asked, also where the server tells clients nothing else of
 * the service: it must not contain secrets.
 */
public final class CommandRefusedException extends SkipException {

  private static final long serialVersionUID = 1L;

  /** The kinds of refusals. */
  public enum Kind {
    /** The state of the service does not allow it now; it may later. Over HTTP, status 409. */
    CONFLICT,
    /** The caller may not do it. Over HTTP, status 403. */
    FORBIDDEN,
    /** The parameters make no sense, whatever the state. Over HTTP, status 422. */
    INVALID
  }

  private final Kind kind;

  /**
   * A refusal.
   *
   * @param reason a sentence for the client
   */
  public CommandRefusedException(Kind kind, String reason) {
    super(reason);
    this.kind = kind;
  }

  /** A refusal because of the state that the service is in; see {@link Kind#CONFLICT}. */
  public static CommandRefusedException conflict(String reason) {
    return new CommandRefusedException(Kind.CONFLICT, reason);
  }

  /** A refusal because of who asks; see {@link Kind#FORBIDDEN}. */
  public static CommandRefusedException forbidden(String reason) {
    return new CommandRefusedException(Kind.FORBIDDEN, reason);
  }

  /** A refusal because of what is asked; see {@link Kind#INVALID}. */
  public static CommandRefusedException invalid(String reason) {
    return new CommandRefusedException(Kind.INVALID, reason);
  }

  /** Of which kind the refusal is. */
  public Kind kind() {
    return kind;
  }

  /** The reason, for the client. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
