package io.skipruntime.sql.expression;

import io.skipruntime.json.JsonNumber;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.SqlType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.regex.Pattern;

/**
 * The arithmetic of numbers as PostgreSQL does it: whole numbers that overflow fail, decimal
 * numbers are exact, and a quotient of decimal numbers has at least 16 significant digits ({@code
 * select_div_scale} of PostgreSQL's numeric.c).
 */
final class Decimals {

  private static final int DIGITS_OF_GROUP = 4;
  private static final int LEAST_SIGNIFICANT = 16;
  private static final int MOST_SCALE = 1_000;
  private static final int MOST_CHARACTERS = 10_000;

  /** What may stand between two digits. */
  private static final Pattern SEPARATOR = Pattern.compile("(?<=[0-9])_(?=[0-9])");

  private static final int FIRST_BEYOND_ASCII = 0x80;
  private static final BigInteger GROUP = BigInteger.valueOf(10_000);

  private Decimals() {}

  /** A number as a decimal. */
  static BigDecimal of(Object number) {
    return switch (number) {
      case BigDecimal decimal -> bounded(decimal);
      case Long whole -> BigDecimal.valueOf(whole);
      case Double inexact -> new BigDecimal(inexact);
      default -> throw new IllegalArgumentException(number.getClass() + " is no number");
    };
  }

  /**
   * The number, if it has no more digits than a number of JSON may have, before and behind the
   * point; to compute with others would take memory without a bound.
   */
  static BigDecimal bounded(BigDecimal number) {
    if (number.scale() > MOST_SCALE
        || number.scale() < -MOST_SCALE
        || number.precision() > JsonNumber.MAX_DIGITS) {
      throw SqlException.of(
          SqlException.OUT_OF_RANGE,
          "numeric out of range: more than " + JsonNumber.MAX_DIGITS + " digits");
    }
    return number;
  }

  /**
   * The number that a text is, in the digits 0 to 9: Java takes those of all scripts.
   *
   * @throws NumberFormatException if it is none
   */
  static BigDecimal written(String text) {
    if (!text.chars().allMatch(each -> each < FIRST_BEYOND_ASCII)) {
      throw new NumberFormatException(text);
    }
    return new BigDecimal(text);
  }

  /** The decimal number that a text is, with its fraction as it stands there. */
  static BigDecimal parsed(String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw outOfRange(SqlType.NUMERIC);
    }
    BigDecimal number = bounded(written(SEPARATOR.matcher(text.strip()).replaceAll("")));
    return number.scale() < 0 ? number.setScale(0) : number;
  }

  static Object plus(Object a, Object b, SqlType type) {
    return switch (type) {
      case NUMERIC -> of(a).add(of(b));
      case DOUBLE -> finite(inexact(a) + inexact(b));
      default -> whole(() -> Math.addExact((Long) a, (Long) b), type);
    };
  }

  static Object minus(Object a, Object b, SqlType type) {
    return switch (type) {
      case NUMERIC -> of(a).subtract(of(b));
      case DOUBLE -> finite(inexact(a) - inexact(b));
      default -> whole(() -> Math.subtractExact((Long) a, (Long) b), type);
    };
  }

  static Object times(Object a, Object b, SqlType type) {
    return switch (type) {
      case NUMERIC -> of(a).multiply(of(b));
      case DOUBLE -> finite(inexact(a) * inexact(b));
      default -> whole(() -> Math.multiplyExact((Long) a, (Long) b), type);
    };
  }

  static Object dividedBy(Object a, Object b, SqlType type) {
    requireNotZero(b);
    return switch (type) {
      case NUMERIC -> quotient(of(a), of(b));
      case DOUBLE -> finite(inexact(a) / inexact(b));
      default -> whole(() -> Math.divideExact((Long) a, (Long) b), type);
    };
  }

  static Object modulo(Object a, Object b, SqlType type) {
    requireNotZero(b);
    return switch (type) {
      case NUMERIC -> {
        BigDecimal x = of(a);
        BigDecimal y = of(b);
        yield x.remainder(y).setScale(Math.max(x.scale(), y.scale()), RoundingMode.UNNECESSARY);
      }
      case DOUBLE -> finite(inexact(a) % inexact(b));
      default -> (Long) a % (Long) b;
    };
  }

  static Object negated(Object a, SqlType type) {
    return switch (type) {
      case NUMERIC -> of(a).negate();
      case DOUBLE -> -inexact(a);
      default -> whole(() -> Math.negateExact((Long) a), type);
    };
  }

  static Object absolute(Object a, SqlType type) {
    return switch (type) {
      case NUMERIC -> of(a).abs();
      case DOUBLE -> Math.abs(inexact(a));
      default -> whole(() -> Math.absExact((Long) a), type);
    };
  }

  private static void requireNotZero(Object divisor) {
    boolean isZero =
        divisor instanceof BigDecimal decimal
            ? decimal.signum() == 0
            : ((Number) divisor).doubleValue() == 0;
    if (isZero) {
      throw SqlException.of(SqlException.DIVISION_BY_ZERO, "division by zero");
    }
  }

  static double inexact(Object number) {
    return ((Number) number).doubleValue();
  }

  static Double finite(double number) {
    if (Double.isInfinite(number) || Double.isNaN(number)) {
      throw SqlException.of(SqlException.OUT_OF_RANGE, "value out of range: overflow");
    }
    return number == 0 ? 0.0 : number;
  }

  /** A calculation that may overflow 64 bits. */
  @FunctionalInterface
  private interface Whole {
    long calculate();
  }

  private static Long whole(Whole calculation, SqlType type) {
    try {
      return fitting(calculation.calculate(), type);
    } catch (ArithmeticException e) {
      throw outOfRange(type);
    }
  }

  /** The number, if it fits its type. */
  static Long fitting(long number, SqlType type) {
    if (type == SqlType.INTEGER && number != (int) number) {
      throw outOfRange(type);
    }
    return number;
  }

  static SqlException outOfRange(SqlType type) {
    return SqlException.of(SqlException.OUT_OF_RANGE, type.postgres() + " out of range");
  }

  /** The quotient of two decimal numbers, rounded to the scale that PostgreSQL gives it. */
  static BigDecimal quotient(BigDecimal a, BigDecimal b) {
    int weight = weight(a) - weight(b);
    if (firstGroup(a).compareTo(firstGroup(b)) <= 0) {
      weight--;
    }
    int scale = LEAST_SIGNIFICANT - weight * DIGITS_OF_GROUP;
    scale = Math.max(scale, Math.max(0, Math.max(a.scale(), b.scale())));
    return a.divide(b, Math.min(scale, MOST_SCALE), RoundingMode.HALF_UP);
  }

  /** The exponent of the first group of four digits, as PostgreSQL stores them; 0 for zero. */
  private static int weight(BigDecimal number) {
    if (number.signum() == 0) {
      return 0;
    }
    int exponent = number.precision() - number.scale() - 1;
    return Math.floorDiv(exponent, DIGITS_OF_GROUP);
  }

  private static BigInteger firstGroup(BigDecimal number) {
    if (number.signum() == 0) {
      return BigInteger.ZERO;
    }
    return number
        .abs()
        .movePointLeft(weight(number) * DIGITS_OF_GROUP)
        .setScale(0, RoundingMode.DOWN)
        .toBigInteger()
        .mod(GROUP);
  }

  /** The square root of a decimal number, to the scale that PostgreSQL gives it. */
  static BigDecimal root(BigDecimal number) {
    if (number.signum() < 0) {
      throw SqlException.of("2201F", "cannot take square root of a negative number");
    }
    if (number.signum() == 0) {
      return number;
    }
    int weight = Math.floorDiv(weight(number) * DIGITS_OF_GROUP, 2) + 1;
    int scale = Math.max(Math.max(LEAST_SIGNIFICANT - weight, number.scale()), 0);
    int precision = Math.max(1, number.precision() - number.scale()) + scale + 2;
    return number
        .sqrt(new MathContext(precision, RoundingMode.HALF_UP))
        .setScale(scale, RoundingMode.HALF_UP);
  }
}
