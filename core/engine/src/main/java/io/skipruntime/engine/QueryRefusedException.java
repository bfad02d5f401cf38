package io.skipruntime.engine;

import io.skipruntime.SkipException;

/** A query that is refused, or that fails while it runs. */
public final class QueryRefusedException extends SkipException {

  private static final long serialVersionUID = 1L;

  private final String state;
  private final int line;
  private final int column;

  /**
   * A refusal.
   *
   * @param state the code of the kind of error, as SQL has it
   * @param line the line of the part that is the reason, from 1; 0 for none
   * @param column its column, likewise
   */
  public QueryRefusedException(String message, String state, int line, int column) {
    super(message);
    this.state = state;
    this.line = line;
    this.column = column;
  }

  /** The code of the kind of error, as SQL has it. */
  public String state() {
    return state;
  }

  /** The line of the part that is the reason, from 1; 0 for none. */
  public int line() {
    return line;
  }

  /** The column of the part that is the reason, from 1; 0 for none. */
  public int column() {
    return column;
  }
}
