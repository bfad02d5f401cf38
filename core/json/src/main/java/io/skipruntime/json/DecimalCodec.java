package io.skipruntime.json;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Codecs for Double, Float and BigDecimal.
 *
 * @param <T> the class
 */
abstract sealed class DecimalCodec<T> extends ScalarCodec<T> {

  private DecimalCodec(Class<T> type) {
    super(type, "a", "number");
  }

  static DecimalCodec<Double> doubles() {
    return new Doubles();
  }

  static DecimalCodec<Float> floats() {
    return new Floats();
  }

  static DecimalCodec<BigDecimal> exact() {
    return new Exact();
  }

  @Override
  public JsonType jsonType() {
    return new JsonType.NumberType(JsonType.Numbers.DOUBLE);
  }

  abstract @Nullable T convert(JsonNumber number, Problems problems);

  @Override
  final @Nullable T read(Json json, Problems problems) {
    return json instanceof JsonNumber number ? convert(number, problems) : mismatch(json, problems);
  }

  @Override
  final @Nullable T readKey(String name, Problems problems) {
    return readKeyAsText(name, problems);
  }

  private static final class Doubles extends DecimalCodec<Double> {
    Doubles() {
      super(Double.class);
    }

    @Override
    @Nullable Double convert(JsonNumber number, Problems problems) {
      double value = number.asDouble();
      if (Double.isInfinite(value)) {
        problems.outOfRange("beyond what a double can hold: " + JsonText.found(number));
        return null;
      }
      return value;
    }

    @Override
    @Nullable Double checked(Double value, Problems problems) {
      if (!Double.isFinite(value)) {
        problems.outOfRange(value + " is not a JSON number");
        return null;
      }
      return value.equals(-0.0) ? (Double) 0.0 : value;
    }
  }

  private static final class Floats extends DecimalCodec<Float> {
    Floats() {
      super(Float.class);
    }

    @Override
    @Nullable Float convert(JsonNumber number, Problems problems) {
      double nearest = number.asDouble();
      float value =
          Double.isInfinite(nearest) || nearest == 0.0
              ? (float) nearest
              : number.asDecimal().floatValue() + 0.0f;
      if (Float.isInfinite(value)) {
        problems.outOfRange("beyond what a float can hold: " + JsonText.found(number));
        return null;
      }
      return value;
    }

    @Override
    @Nullable Float checked(Float value, Problems problems) {
      if (!Float.isFinite(value)) {
        problems.outOfRange(value + " is not a JSON number");
        return null;
      }
      return value.equals(-0.0f) ? (Float) 0.0f : value;
    }
  }

  /**
   * BigDecimal. Its exponent is limited, since arithmetic on numbers of very different exponents
   * takes memory in their difference.
   */
  private static final class Exact extends DecimalCodec<BigDecimal> {

    private static final int MAX_EXPONENT = JsonNumber.MAX_DECIMAL_EXPONENT;

    Exact() {
      super(BigDecimal.class);
    }

    @Override
    public JsonType jsonType() {
      return new JsonType.NumberType(JsonType.Numbers.DECIMAL);
    }

    @Override
    @Nullable BigDecimal convert(JsonNumber number, Problems problems) {
      if (Math.abs(number.exponent()) > MAX_EXPONENT) {
        problems.outOfRange(
            "expected a number with an exponent of at most %d, found %s"
                .formatted(MAX_EXPONENT, JsonText.found(number)));
        return null;
      }
      return JsonNumber.readable(number.asDecimal());
    }

    @Override
    @Nullable BigDecimal checked(BigDecimal value, Problems problems) {
      JsonNumber number;
      try {
        number = Json.of(value);
      } catch (IllegalArgumentException e) {
        problems.outOfRange(String.valueOf(e.getMessage()));
        return null;
      }
      return convert(number, problems) == null ? null : JsonNumber.readable(value);
    }
  }
}
