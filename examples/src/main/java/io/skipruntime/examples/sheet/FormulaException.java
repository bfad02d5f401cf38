package io.skipruntime.examples.sheet;

/** A formula has no value; the message says why, in the words for the one who wrote it. */
final class FormulaException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  FormulaException(String message) {
    super(message, null, false, false);
  }
}
