package io.skipruntime.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * An exact JSON number.
 *
 * <ul>
 *   <li>a whole number that fits 64 bits is held in {@code whole}, and {@code decimal} is null
 *   <li>any other number is held in {@code decimal}, without trailing zeros; {@code whole} is 0
 * </ul>
 *
 * <p>So 1, 1.0 and 1e0 are one number, and −0 is 0. A number has at most {@value #MAX_DIGITS}
 * significant digits and a magnitude between 10<sup>−{@value #MAX_EXPONENT}</sup> and
 * 10<sup>{@value #MAX_EXPONENT}</sup>; every operation here takes time in the number of digits,
 * whatever the exponent.
 */
public final class JsonNumber implements Json {

  /** The largest number of significant digits. */
  public static final int MAX_DIGITS = 1_000;

  /** The largest exponent in scientific notation, and minus the smallest. */
  public static final int MAX_EXPONENT = 999_999_999;

  private static final int MAX_PLAIN_EXPONENT = 20;
  private static final int LONG_DIGITS = 19;
  private static final int DOUBLE_EXPONENT_BOUND = 400;

  private final long whole;
  private final @Nullable BigDecimal decimal;

  private JsonNumber(long whole, @Nullable BigDecimal decimal) {
    this.whole = whole;
    this.decimal = decimal;
  }

  /** A whole number. */
  public static JsonNumber of(long value) {
    return new JsonNumber(value, null);
  }

  /**
   * The number that the shortest decimal text of {@code value} denotes.
   *
   * @throws IllegalArgumentException for NaN and the infinities
   */
  public static JsonNumber of(double value) {
    if ((long) value == value && Math.abs(value) < Numbers.EXACT_DOUBLE_BOUND) {
      return of((long) value);
    }
    return of(Numbers.decimal(value));
  }

  /**
   * An exact whole number.
   *
   * @throws IllegalArgumentException beyond the limits stated above
   */
  public static JsonNumber of(BigInteger value) {
    return value.bitLength() < Long.SIZE ? of(value.longValue()) : of(new BigDecimal(value));
  }

  /**
   * An exact number.
   *
   * @throws IllegalArgumentException beyond the limits stated above
   */
  public static JsonNumber of(BigDecimal value) {
    if (value.signum() == 0) {
      return of(0L);
    }
    requireWithinLimits(value);
    BigDecimal stripped = value.stripTrailingZeros();
    if (stripped.scale() <= 0 && exponent(stripped) < LONG_DIGITS) {
      BigInteger integer = stripped.toBigIntegerExact();
      if (integer.bitLength() < Long.SIZE) {
        return of(integer.longValue());
      }
    }
    return new JsonNumber(0, stripped);
  }

  /**
   * Checks that there is such a number.
   *
   * @throws IllegalArgumentException beyond the limits stated above
   */
  static void requireWithinLimits(BigDecimal value) {
    if (value.precision() > MAX_DIGITS) {
      throw new IllegalArgumentException("a number of more than " + MAX_DIGITS + " digits");
    }
    if (value.signum() != 0 && Math.abs(exponent(value)) > MAX_EXPONENT) {
      throw new IllegalArgumentException(
          "a number with an exponent beyond " + MAX_EXPONENT + " or -" + MAX_EXPONENT);
    }
  }

  /** True if this is a whole number that fits 64 bits. */
  public boolean isLong() {
    return decimal == null;
  }

  /** True if this is a whole number, of any size. */
  public boolean isWhole() {
    return decimal == null || decimal.scale() <= 0;
  }

  /** The exponent of this number in scientific notation. */
  long exponent() {
    return exponent(asDecimal());
  }

  private static long exponent(BigDecimal value) {
    return (long) value.precision() - value.scale() - 1;
  }

  /** A text of a number that JSON allows, the same for equal numbers without trailing zeros. */
  static String text(BigDecimal stripped) {
    boolean plain = stripped.scale() < 0 && exponent(stripped) <= MAX_PLAIN_EXPONENT;
    return plain ? stripped.toPlainString() : stripped.toString();
  }

  @Override
  public JsonKind kind() {
    return JsonKind.NUMBER;
  }

  @Override
  public long asLong() {
    if (decimal != null) {
      throw JsonText.notA("a whole number of 64 bits", this);
    }
    return whole;
  }

  @Override
  public double asDouble() {
    if (decimal == null) {
      return (double) whole;
    }
    long exponent = exponent(decimal);
    if (exponent > DOUBLE_EXPONENT_BOUND) {
      return decimal.signum() * Double.POSITIVE_INFINITY;
    }
    return exponent < -DOUBLE_EXPONENT_BOUND ? 0.0 : decimal.doubleValue() + 0.0;
  }

  @Override
  public BigDecimal asDecimal() {
    return decimal == null ? BigDecimal.valueOf(whole).stripTrailingZeros() : decimal;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof JsonNumber number) || whole != number.whole) {
      return false;
    }
    return decimal == null ? number.decimal == null : decimal.equals(number.decimal);
  }

  @Override
  public int hashCode() {
    return decimal == null ? Long.hashCode(whole) : decimal.hashCode();
  }

  @Override
  public int compareTo(Json other) {
    return JsonOrder.compare(this, other);
  }

  @Override
  public String toString() {
    return decimal == null ? Long.toString(whole) : text(decimal);
  }
}
