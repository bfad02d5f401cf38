package io.skipruntime.json;

import java.math.BigInteger;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Codecs for the classes of whole numbers.
 *
 * @param <T> the class
 */
final class WholeNumberCodec<T> extends ScalarCodec<T> {

  private final long min;
  private final long max;
  private final LongFunction<T> box;

  private WholeNumberCodec(Class<T> type, long min, long max, LongFunction<T> box) {
    super(type, "a", "whole number");
    this.min = min;
    this.max = max;
    this.box = box;
  }

  static WholeNumberCodec<Long> longs() {
    return new WholeNumberCodec<>(Long.class, Long.MIN_VALUE, Long.MAX_VALUE, Long::valueOf);
  }

  static WholeNumberCodec<Integer> integers() {
    return new WholeNumberCodec<>(
        Integer.class, Integer.MIN_VALUE, Integer.MAX_VALUE, value -> (int) value);
  }

  static WholeNumberCodec<Short> shorts() {
    return new WholeNumberCodec<>(
        Short.class, Short.MIN_VALUE, Short.MAX_VALUE, value -> (short) value);
  }

  static WholeNumberCodec<Byte> bytes() {
    return new WholeNumberCodec<>(
        Byte.class, Byte.MIN_VALUE, Byte.MAX_VALUE, value -> (byte) value);
  }

  static ValueCodec<BigInteger> unbounded() {
    return new Unbounded();
  }

  @Override
  public JsonType jsonType() {
    boolean isLong = max > Integer.MAX_VALUE;
    return new JsonType.NumberType(isLong ? JsonType.Numbers.LONG : JsonType.Numbers.SMALL);
  }

  @Override
  @Nullable T read(Json json, Problems problems) {
    if (!(json instanceof JsonNumber number) || !number.isWhole()) {
      return mismatch(json, problems);
    }
    if (!number.isLong() || number.asLong() < min || number.asLong() > max) {
      problems.outOfRange(
          "expected a whole number from %d to %d, found %s"
              .formatted(min, max, JsonText.found(json)));
      return null;
    }
    return box.apply(number.asLong());
  }

  @Override
  @Nullable T readKey(String name, Problems problems) {
    return readKeyAsText(name, problems);
  }

  private static final class Unbounded extends ScalarCodec<BigInteger> {
    Unbounded() {
      super(BigInteger.class, "a", "whole number");
    }

    @Override
    public JsonType jsonType() {
      return new JsonType.NumberType(JsonType.Numbers.UNBOUNDED);
    }

    @Override
    @Nullable BigInteger read(Json json, Problems problems) {
      if (!(json instanceof JsonNumber number) || !number.isWhole()) {
        return mismatch(json, problems);
      }
      if (number.exponent() >= JsonNumber.MAX_DIGITS) {
        problems.outOfRange(tooLong(JsonText.found(json)));
        return null;
      }
      return number.asDecimal().toBigIntegerExact();
    }

    @Override
    @Nullable BigInteger checked(BigInteger value, Problems problems) {
      if (value.bitLength() > 4 * JsonNumber.MAX_DIGITS
          || value.toString().length() > JsonNumber.MAX_DIGITS) {
        problems.outOfRange(tooLong("one of " + value.bitLength() + " bits"));
        return null;
      }
      return value;
    }

    private static String tooLong(String found) {
      return "expected a whole number of at most %d digits, found %s"
          .formatted(JsonNumber.MAX_DIGITS, found);
    }

    @Override
    @Nullable BigInteger readKey(String name, Problems problems) {
      return readKeyAsText(name, problems);
    }
  }
}
