package io.skipruntime.sql.expression;

import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.SqlType;
import java.math.BigDecimal;
import java.time.Instant;

/** Values that are some way from others, as the frames of windows need them. */
public final class Distance {

  private Distance() {}

  /** The value that is some way behind, or before, a number or a time. */
  public static Object from(Object value, Object offset, boolean isAfter) {
    if (offset instanceof SqlType.Interval interval) {
      requirePositive(Intervals.total(interval).signum());
      SqlType.Interval way = isAfter ? interval : Intervals.negated(interval);
      return Intervals.plus(value, way, SqlType.TIMESTAMPTZ);
    }
    if (!(value instanceof Number)) {
      throw SqlException.of(
          "42804",
          "RANGE with an offset needs ORDER BY of one number, or of a time by an interval");
    }
    if (value instanceof Double number) {
      double way = Decimals.inexact(offset);
      requirePositive((int) Math.signum(way));
      return isAfter ? number + way : number - way;
    }
    BigDecimal way = Decimals.of(offset);
    requirePositive(way.signum());
    return isAfter ? Decimals.of(value).add(way) : Decimals.of(value).subtract(way);
  }

  private static void requirePositive(int sign) {
    if (sign < 0) {
      throw SqlException.of("22013", "invalid preceding or following size in window function");
    }
  }

  /** Compares a value with one that {@link #from} gave. */
  public static int compare(Object value, Object limit) {
    return limit instanceof Instant instant
        ? Times.instant(value).compareTo(instant)
        : Comparison.compare(value, limit);
  }
}
