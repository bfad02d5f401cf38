package io.skipruntime.json;

/**
 * A reason why a value does not decode.
 *
 * @param pointer where, as a JSON pointer (RFC 6901) relative to the value; empty for the value
 *     itself
 * @param kind what kind of reason
 * @param detail the reason, for people
 */
public record Problem(String pointer, Kind kind, String detail) {

  /** Cuts a reason that is very long; see {@link FailureText}. */
  public Problem {
    detail = FailureText.of(detail);
  }

  /** The kinds of problem. */
  public enum Kind {
    /** Not of the type that is expected. */
    INVALID,
    /** A number of the right kind that the type cannot hold. */
    NUMBER_OUT_OF_RANGE
  }

  /** The pointer, unless it is empty, and the reason. */
  @Override
  public String toString() {
    return pointer.isEmpty() ? detail : pointer + ": " + detail;
  }
}
