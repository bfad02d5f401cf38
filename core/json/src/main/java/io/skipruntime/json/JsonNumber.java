package io.skipruntime.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * An exact JSON number, which keeps how it was written.
 *
 * <ul>
 *   <li>{@code isLong} is true of a whole number that fits 64 bits; {@code whole} is its value, and
 *       0 of any other
 *   <li>{@code decimal} is the number with the scale that it was written with; it is null where the
 *       text is that of {@code whole}
 *   <li>{@code isShortest} is true of a double beyond the plain range, which is written with an
 *       exponent
 * </ul>
 *
 * <p>So 1, 1.0 and 1e0 are equal and one key, and their texts are 1, 1.0 and 1; −0 is 0. A number
 * that can have been written without an exponent is written without one. A number has at most
 * {@value #MAX_DIGITS} significant digits and a magnitude between 10<sup>−{@value
 * #MAX_EXPONENT}</sup> and 10<sup>{@value #MAX_EXPONENT}</sup>; every operation here takes time in
 * the number of digits, whatever the exponent.
 */
public final class JsonNumber implements Json {

  /** The largest number of significant digits. */
  public static final int MAX_DIGITS = 1_000;

  /** The largest exponent in scientific notation, and minus the smallest. */
  public static final int MAX_EXPONENT = 999_999_999;

  /** The largest exponent of a BigDecimal, and minus the smallest. */
  static final int MAX_DECIMAL_EXPONENT = 9_999;

  private static final int MAX_PLAIN_EXPONENT = 20;
  private static final int LONG_DIGITS = 19;
  private static final int DOUBLE_EXPONENT_BOUND = 400;

  private final long whole;
  private final boolean isLong;
  private final boolean isShortest;
  private final @Nullable BigDecimal decimal;

  private JsonNumber(long whole, @Nullable BigDecimal written) {
    this.whole = whole;
    this.isLong = true;
    this.isShortest = false;
    this.decimal = written;
  }

  private JsonNumber(BigDecimal decimal, boolean isShortest) {
    this.whole = 0;
    this.isLong = false;
    this.isShortest = isShortest;
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
    return ofShortest(Numbers.decimal(value));
  }

  /** The number of a double or a float, given by its shortest decimal text. */
  static JsonNumber ofShortest(BigDecimal text) {
    BigDecimal stripped = text.stripTrailingZeros();
    JsonNumber number = of(stripped);
    return number.isLong ? number : new JsonNumber(stripped, true);
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
   * An exact number, with the scale that it has.
   *
   * @throws IllegalArgumentException beyond the limits stated above
   */
  public static JsonNumber of(BigDecimal value) {
    if (value.signum() == 0) {
      return new JsonNumber(0, value.scale() > 0 && value.scale() <= MAX_DIGITS ? value : null);
    }
    requireWithinLimits(value);
    if (value.scale() > 0 || exponent(value) < LONG_DIGITS) {
      BigDecimal stripped = value.stripTrailingZeros();
      if (stripped.scale() <= 0 && exponent(stripped) < LONG_DIGITS) {
        BigInteger integer = stripped.toBigIntegerExact();
        if (integer.bitLength() < Long.SIZE) {
          return new JsonNumber(integer.longValue(), value.scale() > 0 ? value : null);
        }
      }
    }
    return new JsonNumber(value, false);
  }

  /**
   * Checks that there is such a number.
   *
   * @throws IllegalArgumentException beyond the limits stated above
   */
  static void requireWithinLimits(BigDecimal value) {
    requireWithinLimits(value, MAX_EXPONENT);
  }

  private static void requireWithinLimits(BigDecimal value, int maxExponent) {
    if (value.precision() > MAX_DIGITS) {
      throw new IllegalArgumentException("a number of more than " + MAX_DIGITS + " digits");
    }
    if (value.signum() != 0 && Math.abs(exponent(value)) > maxExponent) {
      throw new IllegalArgumentException(
          "a number with an exponent beyond " + maxExponent + " or -" + maxExponent);
    }
  }

  /** True if this is a whole number that fits 64 bits. */
  public boolean isLong() {
    return isLong;
  }

  /** True if this is a whole number, of any size. */
  public boolean isWhole() {
    return isLong || decimal().scale() <= 0 || decimal().stripTrailingZeros().scale() <= 0;
  }

  /** True if the text of this number is that of {@link #asLong}. */
  public boolean isWrittenAsLong() {
    return decimal == null;
  }

  /** The exponent of this number in scientific notation. */
  long exponent() {
    return exponent(asDecimal());
  }

  private static long exponent(BigDecimal value) {
    return (long) value.precision() - value.scale() - 1;
  }

  /**
   * A text of a number that JSON allows, with all its digits: without an exponent where the number
   * can have been written so within {@value #MAX_DIGITS} digits.
   */
  static String text(BigDecimal value) {
    boolean plain =
        value.scale() >= 0 ? value.scale() <= MAX_DIGITS : exponent(value) <= MAX_PLAIN_EXPONENT;
    return plain ? value.toPlainString() : value.toString();
  }

  /** The text of a double or float whose shortest decimal text is that of {@code stripped}. */
  static String shortestText(BigDecimal stripped) {
    boolean plain = stripped.scale() < 0 && exponent(stripped) <= MAX_PLAIN_EXPONENT;
    return plain ? stripped.toPlainString() : stripped.toString();
  }

  /** This number without trailing zeros after the point: the same as a key. */
  JsonNumber stripped() {
    if (decimal == null) {
      return this;
    }
    if (isLong) {
      return of(whole);
    }
    BigDecimal stripped = withoutTrailingZeros(decimal);
    return stripped.scale() == decimal.scale() && !isShortest ? this : of(stripped);
  }

  /** An equal number without zeros at the end of its fraction, and without a negative scale. */
  static BigDecimal withoutTrailingZeros(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    boolean isShort = stripped.scale() < 0 && exponent(stripped) < MAX_DIGITS;
    return isShort ? stripped.setScale(0) : stripped;
  }

  /**
   * The number as it is read back from its text: with its scale, unless that is one of which the
   * text says nothing.
   *
   * @throws IllegalArgumentException if a codec would not read it back
   */
  static BigDecimal readable(BigDecimal value) {
    requireWithinLimits(value, MAX_DECIMAL_EXPONENT);
    if (value.signum() == 0 && value.scale() > MAX_DIGITS) {
      return BigDecimal.ZERO;
    }
    boolean isPlain = value.scale() < 0 && exponent(value) <= MAX_PLAIN_EXPONENT;
    return isPlain ? value.setScale(0) : value;
  }

  private BigDecimal decimal() {
    return decimal == null ? BigDecimal.valueOf(whole) : decimal;
  }

  @Override
  public JsonKind kind() {
    return JsonKind.NUMBER;
  }

  @Override
  public long asLong() {
    if (!isLong) {
      throw JsonText.notA("a whole number of 64 bits", this);
    }
    return whole;
  }

  @Override
  public double asDouble() {
    if (isLong) {
      return (double) whole;
    }
    BigDecimal value = decimal();
    long exponent = exponent(value);
    if (exponent > DOUBLE_EXPONENT_BOUND) {
      return value.signum() * Double.POSITIVE_INFINITY;
    }
    return exponent < -DOUBLE_EXPONENT_BOUND ? 0.0 : value.doubleValue() + 0.0;
  }

  @Override
  public BigDecimal asDecimal() {
    return decimal();
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof JsonNumber number) || isLong != number.isLong) {
      return false;
    }
    return isLong ? whole == number.whole : decimal().compareTo(number.decimal()) == 0;
  }

  @Override
  public int hashCode() {
    return isLong ? Long.hashCode(whole) : decimal().stripTrailingZeros().hashCode();
  }

  @Override
  public int compareTo(Json other) {
    return JsonOrder.compare(this, other);
  }

  @Override
  public String toString() {
    if (decimal == null) {
      return Long.toString(whole);
    }
    return isShortest ? shortestText(decimal) : text(decimal);
  }
}
