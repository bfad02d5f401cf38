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

  @Nullable Object result(AggregateKind kind, long count) {
    BigDecimal n = BigDecimal.valueOf(count);
    BigDecimal sxx = xx.subtract(x.multiply(x).divide(n, DIGITS));
    BigDecimal syy = yy.subtract(y.multiply(y).divide(n, DIGITS));
    BigDecimal sxy = xy.subtract(x.multiply(y).divide(n, DIGITS));
    double dxx = nothing(sxx, xx);
    double dyy = nothing(syy, yy);
    double dxy = sxy.doubleValue();
    return switch (kind) {
      case CORR -> dxx == 0 || dyy == 0 ? null : (Object) (dxy / Math.sqrt(dxx * dyy));
      case COVAR_POP -> dxy / count;
      case COVAR_SAMP -> count < 2 ? null : (Object) (dxy / (count - 1));
      case REGR_SLOPE -> dxx == 0 ? null : (Object) (dxy / dxx);
      case REGR_INTERCEPT ->
          dxx == 0 ? null : (Object) ((y.doubleValue() - x.doubleValue() * dxy / dxx) / count);
      case REGR_R2 ->
          dxx == 0 ? null : dyy == 0 ? (Object) 1.0 : (Object) (dxy * dxy / (dxx * dyy));
      case REGR_AVGX -> x.doubleValue() / count;
      case REGR_AVGY -> y.doubleValue() / count;
      case REGR_SXX -> dxx;
      case REGR_SYY -> dyy;
      default -> dxy;
    };
  }

  /** A sum of squares, 0 where only the rounding of a quotient is left of it. */
  private static double nothing(BigDecimal sum, BigDecimal squares) {
    boolean isRounding =
        sum.abs().compareTo(squares.abs().movePointLeft(DIGITS.getPrecision() - 2)) < 0;
    return isRounding ? 0 : sum.doubleValue();
  }
}
