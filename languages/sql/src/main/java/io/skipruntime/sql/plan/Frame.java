package io.skipruntime.sql.plan;

/**
 * The rows around a row that a function of a window takes.
 *
 * @param isRows whether rows are counted; else the values that they are in order by
 * @param from where they begin
 * @param to where they end
 */
public record Frame(boolean isRows, Bound from, Bound to) {

  /** The directions of an end of a frame. */
  public enum Direction {
    /** The first row of the partition. */
    START,
    /** So far before the row. */
    BEFORE,
    /** The row, or those that are equal to it in the order. */
    CURRENT,
    /** So far behind the row. */
    AFTER,
    /** The last row of the partition. */
    END
  }

  /**
   * An end of a frame.
   *
   * @param direction where it is
   * @param offset the cell that says how far; -1 for none
   */
  public record Bound(Direction direction, int offset) {}
}
