package io.skipruntime.examples.sheet;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonNumber;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The arithmetic of formulas: decimal, rounded to 34 significant digits, so that 0.1 + 0.2 is 0.3.
 * What has no result is a {@link FormulaException}.
 */
final class Arithmetic {

  private static final MathContext PRECISION = MathContext.DECIMAL128;
  private static final int MAX_EXPONENT = 6_144;

  private Arithmetic() {}

  /** A value as a number. */
  static BigDecimal number(Json value) {
    if (value instanceof JsonNumber number) {
      return number.asDecimal();
    }
    throw new FormulaException("not a number: " + value);
  }

  /** A cell's value as a number; 0 if it is none. */
  static BigDecimal numberOrZero(Optional<Json> value) {
    return value.filter(JsonNumber.class::isInstance).map(Json::asDecimal).orElse(BigDecimal.ZERO);
  }

  static BigDecimal add(BigDecimal x, BigDecimal y) {
    return checked(() -> x.add(y, PRECISION));
  }

  static BigDecimal multiply(BigDecimal x, BigDecimal y) {
    return checked(() -> x.multiply(y, PRECISION));
  }

  static BigDecimal divide(BigDecimal x, BigDecimal y) {
    if (y.signum() == 0) {
      throw new FormulaException("division by zero");
    }
    return checked(() -> x.divide(y, PRECISION));
  }

  private static BigDecimal checked(Supplier<BigDecimal> operation) {
    BigDecimal result = operation.get();
    long exponent = (long) result.precision() - result.scale();
    if (result.signum() != 0 && Math.abs(exponent) > MAX_EXPONENT) {
      throw new FormulaException("the result is out of range");
    }
    return result;
  }
}
