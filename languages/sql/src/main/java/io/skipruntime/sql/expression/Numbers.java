package io.skipruntime.sql.expression;

import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.SqlType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/** Functions of numbers as PostgreSQL has them. */
final class Numbers {

  private static final long MOST_FACTORS = 1_000;

  private Numbers() {}

  /** The number of the part of a range, of equal parts from 1, that a number is in. */
  static Long bucket(BigDecimal number, BigDecimal low, BigDecimal high, long count) {
    int direction = high.compareTo(low);
    if (count <= 0 || direction == 0) {
      throw SqlException.of(
          "2201G",
          count <= 0 ? "count must be greater than zero" : "lower bound cannot equal upper bound");
    }
    if (number.compareTo(low) * direction < 0) {
      return 0L;
    }
    if (number.compareTo(high) * direction >= 0) {
      return count + 1;
    }
    return number
            .subtract(low)
            .multiply(BigDecimal.valueOf(count))
            .divide(high.subtract(low), 0, RoundingMode.FLOOR)
            .longValueExact()
        + 1;
  }

  static BigDecimal whole(BigDecimal number, BigDecimal divisor) {
    if (divisor.signum() == 0) {
      throw SqlException.of(SqlException.DIVISION_BY_ZERO, "division by zero");
    }
    return number.divide(divisor, 0, RoundingMode.DOWN);
  }

  static Double logarithm(double number) {
    if (number <= 0) {
      throw SqlException.of("2201E", "cannot take logarithm of a number that is not positive");
    }
    return Decimals.finite(Math.log10(number));
  }

  static BigDecimal logarithm(double base, double number) {
    if (base <= 0 || number <= 0) {
      throw SqlException.of("2201E", "cannot take logarithm of a number that is not positive");
    }
    if (base == 1) {
      throw SqlException.of(SqlException.DIVISION_BY_ZERO, "division by zero");
    }
    return new BigDecimal(Math.log(number) / Math.log(base), new MathContext(15));
  }

  static Long divisor(long one, long other) {
    return BigInteger.valueOf(one).gcd(BigInteger.valueOf(other)).longValueExact();
  }

  static Long multiple(long one, long other, SqlType type) {
    if (one == 0 || other == 0) {
      return 0L;
    }
    try {
      return Decimals.fitting(Math.abs(Math.multiplyExact(one / divisor(one, other), other)), type);
    } catch (ArithmeticException e) {
      throw Decimals.outOfRange(type);
    }
  }

  static BigDecimal factorial(long number) {
    if (number < 0 || number > MOST_FACTORS) {
      throw SqlException.of(
          SqlException.OUT_OF_RANGE, "factorial is of a number from 0 to " + MOST_FACTORS);
    }
    BigInteger product = BigInteger.ONE;
    for (long i = 2; i <= number; i++) {
      product = product.multiply(BigInteger.valueOf(i));
    }
    return new BigDecimal(product);
  }

  /** A number without zeros at the end of its fraction. */
  static BigDecimal trimmed(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
