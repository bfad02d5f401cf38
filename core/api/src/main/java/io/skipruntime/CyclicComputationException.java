package io.skipruntime;

/** An entry of a lazy collection needs itself; the message names the cycle. */
public class CyclicComputationException extends SkipException {

  private static final long serialVersionUID = 1L;

  /** A cycle, described from the entry back to itself. */
  public CyclicComputationException(String message) {
    super(message);
  }
}
