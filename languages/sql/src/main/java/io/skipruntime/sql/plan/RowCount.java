package io.skipruntime.sql.plan;

import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.expression.Expression;
import java.util.Optional;

/** The numbers of OFFSET and LIMIT. */
public final class RowCount {

  private RowCount() {}

  /**
   * The number of rows that an expression without cells says.
   *
   * @param absent the number for none, and for NULL
   */
  public static int of(Optional<Expression> expression, int absent) {
    Object value = expression.map(each -> each.evaluate(new Object[0])).orElse(null);
    if (value == null) {
      return absent;
    }
    long number = ((Number) value).longValue();
    if (number < 0) {
      throw SqlException.of("2201W", "LIMIT and OFFSET must not be negative");
    }
    return (int) Math.min(number, Integer.MAX_VALUE);
  }
}
