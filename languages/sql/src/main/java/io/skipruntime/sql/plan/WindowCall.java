package io.skipruntime.sql.plan;

import io.skipruntime.WindowFunction;
import io.skipruntime.sql.catalog.SqlType;
import io.skipruntime.sql.expression.Aggregation;
import io.skipruntime.sql.expression.Cells;
import io.skipruntime.sql.expression.SortKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call of a function over the rows around a row: those of its partition, in an order. Immutable.
 *
 * @param partition the cells that the rows of a partition have in common
 * @param order the cells by which the rows are in order
 * @param ties the number of cells, from the first, that decide between rows that are equal in the
 *     order; 0 if they stay equal
 * @param function the function
 * @param type the type of its result
 */
public record WindowCall(
    List<Integer> partition, List<SortKey> order, int ties, Of function, SqlType type) {

  /** Copies the lists. */
  public WindowCall {
    partition = List.copyOf(partition);
    order = List.copyOf(order);
  }

  /** A function over the rows of a partition. */
  public sealed interface Of {}

  /** The number of the row, in one of the ways of numbering. */
  public record Ranked(WindowFunction.Ranking ranking) implements Of {}

  /**
   * A cell of a row that is some rows away.
   *
   * @param cell index of the cell
   * @param rows how far the row is: at least 1
   * @param isAfter whether it comes after
   * @param otherwise the cell of the row itself that is taken if there is no such row; -1 for NULL
   */
  public record Neighbour(int cell, int rows, boolean isAfter, int otherwise) implements Of {}

  /**
   * A cell of the row at an end of the partition.
   *
   * @param cell index of the cell
   * @param isLast whether it is the last row
   */
  public record End(int cell, boolean isLast) implements Of {}

  /**
   * An aggregate of some rows, of which this is the last.
   *
   * @param aggregation the aggregate
   * @param rows how many rows there are at most; {@link Integer#MAX_VALUE} for all up to this one
   */
  public record Running(Aggregation aggregation, int rows) implements Of {}

  /** An aggregate of all rows of the partition. */
  public record Whole(Aggregation aggregation) implements Of {}

  /** The functions that {@link FramedRows} computes. */
  public enum FramedKind {
    /** An aggregate of the frame. */
    AGGREGATE,
    /** A cell of the first row of the frame. */
    FIRST,
    /** A cell of the last row of the frame. */
    LAST,
    /** A cell of a row of the frame, by its number. */
    NTH,
    /** The number of one of so many equal parts of the partition. */
    PARTS,
    /** The part of the other rows that are before. */
    PERCENT_RANK,
    /** The part of the rows that are not behind. */
    CUMULATIVE
  }

  /**
   * A function of a frame, or of the number of rows.
   *
   * @param kind the function
   * @param aggregation the aggregate, if it is one
   * @param cell the cell of its first argument; -1 if it has none
   * @param other the cell of its second argument, likewise
   * @param frame the rows that it takes
   */
  public record Framed(
      FramedKind kind, Optional<Aggregation> aggregation, int cell, int other, Frame frame)
      implements Of {}

  /** The call with other cells in common, beside those that it has. */
  WindowCall within(List<Integer> more) {
    List<Integer> wider = new ArrayList<>(partition);
    more.stream().filter(cell -> !wider.contains(cell)).forEach(wider::add);
    return new WindowCall(wider, order, ties, function, type);
  }

  /** The place of a row in the order, whose canonical order is that of the rows. */
  public List<Object> position(@Nullable Object[] row) {
    List<Object> position = new ArrayList<>(SortKey.position(order, row));
    if (ties > 0) {
      position.addAll(Cells.list(row).subList(0, ties));
    }
    return List.copyOf(position);
  }
}
