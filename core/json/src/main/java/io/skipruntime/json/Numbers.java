package io.skipruntime.json;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * The order of numbers of all supported classes by their exact value, a double or float counting as
 * the number that its shortest decimal text denotes.
 *
 * <p>Rounding to the nearest double keeps order, so two doubles compare as doubles. A double below
 * 2<sup>53</sup> lies on the same side of every whole number as its shortest text does, since all
 * whole numbers there are doubles themselves.
 */
final class Numbers {

  /** Every whole number below this bound, 2<sup>53</sup>, is a double. */
  static final double EXACT_DOUBLE_BOUND = 0x1p53;

  private Numbers() {}

  /** Compares two values whose classes {@link #isNumber} accepts. */
  static int compare(Object a, Object b) {
    if (a instanceof Double x && b instanceof Double y) {
      return Double.compare(finite(x) + 0.0, finite(y) + 0.0);
    }
    if (isLong(a)) {
      long x = longValue(a);
      if (isLong(b)) {
        return Long.compare(x, longValue(b));
      }
      if (b instanceof Double y && Math.abs(y) < EXACT_DOUBLE_BOUND) {
        return compareExactly(x, y);
      }
    } else if (isLong(b) && a instanceof Double x && Math.abs(x) < EXACT_DOUBLE_BOUND) {
      return -compareExactly(longValue(b), x);
    }
    return decimal(a).compareTo(decimal(b));
  }

  private static int compareExactly(long a, double b) {
    int whole = Long.compare(a, (long) b);
    return whole != 0 ? whole : Double.compare(0.0, b - (long) b + 0.0);
  }

  /** True for a value of a number class, {@link JsonNumber} included. */
  static boolean isNumber(Object value) {
    return isLong(value)
        || value instanceof Double
        || value instanceof Float
        || value instanceof BigDecimal
        || value instanceof BigInteger
        || value instanceof JsonNumber;
  }

  /** True if the value is held as a whole number of at most 64 bits. */
  private static boolean isLong(Object value) {
    return value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte
        || (value instanceof JsonNumber number && number.isLong());
  }

  private static long longValue(Object value) {
    return value instanceof JsonNumber number ? number.asLong() : ((Number) value).longValue();
  }

  /** The exact value of a number, not necessarily without trailing zeros. */
  static BigDecimal decimal(Object value) {
    return switch (value) {
      case BigDecimal decimal -> decimal;
      case BigInteger integer -> new BigDecimal(integer);
      case Double number -> decimal(number.doubleValue());
      case Float number -> {
        finite(number);
        yield new BigDecimal(Float.toString(number));
      }
      case JsonNumber number -> number.asDecimal();
      default -> BigDecimal.valueOf(((Number) value).longValue());
    };
  }

  static BigDecimal decimal(double value) {
    return BigDecimal.valueOf(finite(value));
  }

  /** Returns a number that JSON has. */
  static double finite(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(value + " is not a JSON number");
    }
    return value;
  }
}
