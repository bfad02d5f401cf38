package io.skipruntime;

import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The function that {@link EagerCollection#window} computes for each row, of the rows of its
 * partition in their order. Each has a form with a function of the row's value and of what was
 * computed, whose result the row then has.
 *
 * <p>Immutable. The functions are pure, and capture immutable values only.
 *
 * @param <V> type of the values
 * @param <R> type of the results
 */
public sealed interface WindowFunction<V, R> {

  /**
   * The row that is some rows before this one, if there is one.
   *
   * @param rows how many: at least 1
   * @param combine makes the result of a row's value and of that of the other
   */
  static <V, R> WindowFunction<V, R> lag(
      int rows, BiFunction<? super V, Optional<V>, ? extends R> combine) {
    return new Neighbour<>(requirePositive("lag", rows), false, combine);
  }

  /** The row that is some rows after this one, if there is one; see {@link #lag}. */
  static <V, R> WindowFunction<V, R> lead(
      int rows, BiFunction<? super V, Optional<V>, ? extends R> combine) {
    return new Neighbour<>(requirePositive("lead", rows), true, combine);
  }

  /**
   * The first row of the partition.
   *
   * @param combine makes the result of a row's value and of that of the first
   */
  static <V, R> WindowFunction<V, R> first(BiFunction<? super V, ? super V, ? extends R> combine) {
    return new End<>(false, combine);
  }

  /** The last row of the partition; see {@link #first}. */
  static <V, R> WindowFunction<V, R> last(BiFunction<? super V, ? super V, ? extends R> combine) {
    return new End<>(true, combine);
  }

  /** The number of the row in its partition, from 1. */
  static <V> WindowFunction<V, Long> rowNumber() {
    return rowNumber(Second.of());
  }

  /** As {@link #rowNumber()}, with a result that is made of a row's value and its number. */
  static <V, R> WindowFunction<V, R> rowNumber(BiFunction<? super V, Long, ? extends R> combine) {
    return new Ranked<>(Ranking.ROW_NUMBER, combine);
  }

  /** The number of the first of the rows that are equal to this one in the order. */
  static <V> WindowFunction<V, Long> rank() {
    return rank(Second.of());
  }

  /** As {@link #rank()}, with a result that is made of a row's value and its rank. */
  static <V, R> WindowFunction<V, R> rank(BiFunction<? super V, Long, ? extends R> combine) {
    return new Ranked<>(Ranking.RANK, combine);
  }

  /** How many different places in the order there are up to that of the row. */
  static <V> WindowFunction<V, Long> denseRank() {
    return denseRank(Second.of());
  }

  /** As {@link #denseRank()}, with a result that is made of a row's value and its rank. */
  static <V, R> WindowFunction<V, R> denseRank(BiFunction<? super V, Long, ? extends R> combine) {
    return new Ranked<>(Ranking.DENSE_RANK, combine);
  }

  /** The result of an aggregator over the rows of the partition up to this one. */
  static <V, R> WindowFunction<V, R> running(Aggregator<? super V, ?, R> aggregator) {
    return running(aggregator, Second.of());
  }

  /** As {@link #running(Aggregator)}, with a result that is made of a row's value and that one. */
  static <V, X, R> WindowFunction<V, R> running(
      Aggregator<? super V, ?, X> aggregator,
      BiFunction<? super V, ? super X, ? extends R> combine) {
    return new Aggregated<>(aggregator, Integer.MAX_VALUE, combine);
  }

  /**
   * The result of an aggregator over some rows, of which this is the last.
   *
   * @param rows how many, if there are as many: at least 1
   */
  static <V, R> WindowFunction<V, R> rows(int rows, Aggregator<? super V, ?, R> aggregator) {
    return rows(rows, aggregator, Second.of());
  }

  /**
   * As {@link #rows(int, Aggregator)}, with a result that is made of a row's value and that one.
   */
  static <V, X, R> WindowFunction<V, R> rows(
      int rows,
      Aggregator<? super V, ?, X> aggregator,
      BiFunction<? super V, ? super X, ? extends R> combine) {
    return new Aggregated<>(aggregator, requirePositive("rows", rows), combine);
  }

  private static int requirePositive(String function, int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException(
          function + "(" + rows + "): the number of rows must be at least 1");
    }
    return rows;
  }

  /** What the result of a row is made by: a function of its value and of what was computed. */
  BiFunction<? super V, ?, ? extends R> combine();

  /** The ways of numbering the rows of a partition. */
  enum Ranking {
    /** Each row has a number of its own. */
    ROW_NUMBER,
    /** Equal rows have the number of the first of them. */
    RANK,
    /** Equal rows have one number, and the next ones have the next. */
    DENSE_RANK
  }

  /**
   * The functions {@link #lag} and {@link #lead}.
   *
   * @param rows how far the other row is
   * @param isAfter whether it comes after
   * @param combine see {@link WindowFunction#combine}
   */
  record Neighbour<V, R>(
      int rows, boolean isAfter, BiFunction<? super V, Optional<V>, ? extends R> combine)
      implements WindowFunction<V, R> {}

  /**
   * The functions {@link #first} and {@link #last}.
   *
   * @param isLast whether it is the last row
   * @param combine see {@link WindowFunction#combine}
   */
  record End<V, R>(boolean isLast, BiFunction<? super V, ? super V, ? extends R> combine)
      implements WindowFunction<V, R> {}

  /**
   * The functions {@link #rowNumber}, {@link #rank} and {@link #denseRank}.
   *
   * @param ranking which of them
   * @param combine see {@link WindowFunction#combine}
   */
  record Ranked<V, R>(Ranking ranking, BiFunction<? super V, Long, ? extends R> combine)
      implements WindowFunction<V, R> {}

  /**
   * The functions {@link #running} and {@link #rows}.
   *
   * @param aggregator what the rows are given to
   * @param rows how many rows there are at most; {@link Integer#MAX_VALUE} for all up to this one
   * @param combine see {@link WindowFunction#combine}
   */
  record Aggregated<V, X, R>(
      Aggregator<? super V, ?, X> aggregator,
      int rows,
      BiFunction<? super V, ? super X, ? extends R> combine)
      implements WindowFunction<V, R> {}

  /** The function that gives what was computed. */
  enum Second implements BiFunction<Object, Object, Object> {
    /** The function. */
    INSTANCE;

    @Override
    public Object apply(Object value, Object computed) {
      return computed;
    }

    @SuppressWarnings("unchecked") // it gives what it is given
    static <V, X> BiFunction<V, X, X> of() {
      return (BiFunction<V, X, X>) (BiFunction<?, ?, ?>) INSTANCE;
    }
  }
}
