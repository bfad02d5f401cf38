package io.skipruntime.json;

import java.math.BigDecimal;
import java.util.List;

/**
 * A hash of values by the JSON that they are written as: values that {@link CanonicalOrder} finds
 * equal have equal hashes, whatever their classes. It is the same in every process and in every
 * version of Java, so that processes can share work by it. It does not protect against keys that
 * were chosen to have one hash.
 */
public final class CanonicalHash {

  private static final int FACTOR = 31;
  private static final int NULL = 1;
  private static final int TRUE = 2;
  private static final int FALSE = 3;
  private static final int TEXT = 5;
  private static final int ARRAY = 7;
  private static final int OBJECT = 11;
  private static final int FRACTION = 13;

  /** No number of more digits fits into 64 bits. */
  private static final int MOST_DIGITS = 19;

  private CanonicalHash() {}

  /**
   * The hash of a value; all bits depend on all of the value.
   *
   * @throws IllegalArgumentException as {@link CanonicalOrder} does
   */
  public static int of(Object value) {
    return switch (value) {
      case Long number -> ofWhole(number);
      case String text -> ofText(text);
      default -> ofForm(Form.of(value), value);
    };
  }

  private static int ofForm(Form form, Object value) {
    return switch (form.kind(value)) {
      case NULL -> mixed(NULL);
      case BOOLEAN -> mixed(form.truth(value) ? TRUE : FALSE);
      case NUMBER -> ofNumber(form.number(value));
      case STRING -> ofText(form.text(value));
      case ARRAY -> ofElements(form.elements(value));
      case OBJECT -> ofMembers(form.names(value), form.values(value));
    };
  }

  private static int ofElements(List<?> elements) {
    int hash = ARRAY;
    for (Object element : elements) {
      hash = FACTOR * hash + of(element);
    }
    return mixed(hash);
  }

  private static int ofMembers(String[] names, Object[] values) {
    int hash = OBJECT;
    for (int i = 0; i < names.length; i++) {
      hash = FACTOR * (FACTOR * hash + ofText(names[i])) + of(values[i]);
    }
    return mixed(hash);
  }

  private static int ofText(String text) {
    int hash = TEXT;
    for (int i = 0; i < text.length(); i++) {
      hash = FACTOR * hash + text.charAt(i);
    }
    return mixed(hash);
  }

  private static int ofNumber(Object number) {
    if (number instanceof Double value
        && Math.abs(value) < Numbers.EXACT_DOUBLE_BOUND
        && value == value.longValue()) {
      return ofWhole(value.longValue());
    }
    if (number instanceof Integer || number instanceof Short || number instanceof Byte) {
      return ofWhole(((Number) number).longValue());
    }
    BigDecimal decimal = Numbers.decimal(number).stripTrailingZeros();
    boolean isWhole = decimal.scale() <= 0 && digits(decimal) <= MOST_DIGITS;
    if (isWhole && decimal.toBigIntegerExact().bitLength() < Long.SIZE) {
      return ofWhole(decimal.longValueExact());
    }
    int hash = FRACTION;
    for (byte each : decimal.unscaledValue().toByteArray()) {
      hash = FACTOR * hash + each;
    }
    return mixed(FACTOR * hash + decimal.scale());
  }

  /** The digits before the point of a decimal number without a fraction. */
  private static long digits(BigDecimal decimal) {
    return (long) decimal.precision() - decimal.scale();
  }

  private static int ofWhole(long number) {
    return mixed((int) number + FACTOR * mixed((int) (number >> Integer.SIZE)));
  }

  /** The bits of a hash, mixed as in the end of MurmurHash3. */
  private static int mixed(int hash) {
    int mixed = hash;
    mixed = (mixed ^ (mixed >>> 16)) * 0x85ebca6b;
    mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
    return mixed ^ (mixed >>> 16);
  }
}
