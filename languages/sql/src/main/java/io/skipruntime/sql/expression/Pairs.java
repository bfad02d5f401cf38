package io.skipruntime.sql.expression;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sums of pairs of numbers, exact: what correlations and the lines nearest to points are
 * computed of. The first number of a pair is y, the second x.
 */
record Pairs(BigDecimal x, BigDecimal y, BigDecimal xx, BigDecimal yy, BigDecimal xy) {

  static final Pairs NONE =
      new Pairs(
          BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

  private static final MathContext DIGITS = MathContext.DECIMAL128;

  Pairs plus(List<?> pair, int sign) {
    BigDecimal b = exact(pair.get(0));
    BigDecimal a = exact(pair.get(1));
    BigDecimal by = BigDecimal.valueOf(sign);
    return new Pairs(
        sum(x, a, by),
        sum(y, b, by),
        sum(xx, a.multiply(a), by),
        sum(yy, b.multiply(b), by),
        sum(xy, a.multiply(b), by));
  }

  private static BigDecimal exact(Object number) {
    return number instanceof Double inexact ? new BigDecimal(inexact) : Decimals.of(number);
  }

  /** The sum without zeros at its end, so that equal sums are equal values. */
  private static BigDecimal sum(BigDecimal sum, BigDecimal number, BigDecimal sign) {
    BigDecimal stripped = sum.add(number.multiply(sign)).stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  /**
   * The spread of some points: their means, and the sums of squares and products from those.
   *
   * @param count how many points there are
   */
  record Spread(long count, double x, double y, double xx, double yy, double xy) {
    @Nullable Double perXx(double of) {
      return xx == 0 ? null : (Double) (of / xx);
    }
  }

  Spread spread(long count) {
    BigDecimal n = BigDecimal.valueOf(count);
    BigDecimal sxx = xx.subtract(x.multiply(x).divide(n, DIGITS));
    BigDecimal syy = yy.subtract(y.multiply(y).divide(n, DIGITS));
    BigDecimal sxy = xy.subtract(x.multiply(y).divide(n, DIGITS));
    return new Spread(
        count,
        x.doubleValue() / count,
        y.doubleValue() / count,
        nothing(sxx, xx),
        nothing(syy, yy),
        sxy.doubleValue());
  }

  /** A sum of squares, 0 where only the rounding of a quotient is left of it. */
  private static double nothing(BigDecimal sum, BigDecimal squares) {
    boolean isRounding =
        sum.abs().compareTo(squares.abs().movePointLeft(DIGITS.getPrecision() - 2)) < 0;
    return isRounding ? 0 : sum.doubleValue();
  }
}
