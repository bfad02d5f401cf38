package io.skipruntime.sql.expression;

import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.SqlType;
import java.math.BigDecimal;
import java.util.List;

/**
 * The order of values of SQL that are not NULL: numbers by what they are, text by its code points,
 * all others in the order of their JSON. A decimal number is compared with an inexact one as
 * PostgreSQL does it, as an inexact one.
 */
final class Comparison {

  private Comparison() {}

  /** Compares two values of types that can be compared. */
  static int compare(Object a, Object b) {
    if (a instanceof Long x && b instanceof Long y) {
      return Long.compare(x, y);
    }
    if (a instanceof Double || b instanceof Double) {
      return a instanceof Number x && b instanceof Number y
          ? Double.compare(x.doubleValue() + 0.0, y.doubleValue() + 0.0)
          : compareJson(a, b);
    }
    if (a instanceof BigDecimal x) {
      return b instanceof Json ? compareJson(a, b) : x.compareTo(Decimals.of(b));
    }
    if (b instanceof BigDecimal y) {
      return a instanceof Json ? compareJson(a, b) : Decimals.of(a).compareTo(y);
    }
    if (a.getClass() != b.getClass() && Times.isTime(a) && Times.isTime(b)) {
      return Times.instant(a).compareTo(Times.instant(b));
    }
    if (a instanceof SqlType.Interval x && b instanceof SqlType.Interval y) {
      return Intervals.total(x).compareTo(Intervals.total(y));
    }
    return a instanceof List<?> x && b instanceof List<?> y
        ? compareArrays(x, y)
        : compareJson(a, b);
  }

  /** Compares elements of arrays; NULL is greater than any other. */
  static int compareElements(Object a, Object b) {
    boolean isNull = a == Json.NULL;
    boolean isOtherNull = b == Json.NULL;
    return isNull || isOtherNull ? Boolean.compare(isNull, isOtherNull) : compare(a, b);
  }

  /** Compares arrays element by element. */
  private static int compareArrays(List<?> a, List<?> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      int order = compareElements(a.get(i), b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  private static int compareJson(Object a, Object b) {
    return CanonicalOrder.INSTANCE.compare(a, b);
  }
}
