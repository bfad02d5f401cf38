package io.skipruntime.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Set;
import java.util.UUID;

/**
 * The forms of classes whose values are a single JSON boolean, number or string: each class here is
 * final and immutable.
 */
abstract sealed class ScalarForm extends Form {

  private static final Set<Class<?>> NUMBERS =
      Set.of(
          Long.class,
          Integer.class,
          Short.class,
          Byte.class,
          Double.class,
          Float.class,
          BigInteger.class,
          BigDecimal.class);

  private static final Set<Class<?>> TEXTS =
      Set.of(
          String.class,
          UUID.class,
          Instant.class,
          LocalDate.class,
          LocalDateTime.class,
          LocalTime.class);

  static boolean supports(Class<?> type) {
    return NUMBERS.contains(type)
        || TEXTS.contains(type)
        || type == Boolean.class
        || Enum.class.isAssignableFrom(type);
  }

  static ScalarForm of(Class<?> type) {
    if (type == Boolean.class) {
      return new BooleanForm();
    }
    return NUMBERS.contains(type) ? new NumberForm() : new TextForm();
  }

  /** The text of a scalar when it is the key of a map that is written as an object. */
  abstract String keyText(Object value);

  private static final class BooleanForm extends ScalarForm {
    @Override
    JsonKind kind(Object value) {
      return JsonKind.BOOLEAN;
    }

    @Override
    boolean truth(Object value) {
      return (Boolean) value;
    }

    @Override
    String keyText(Object value) {
      return value.toString();
    }

    @Override
    void write(JsonWriter out, Object value) {
      out.write(truth(value));
    }

    @Override
    Object normal(Object value, NormalForm form, int depth) {
      return value;
    }
  }

  private static final class NumberForm extends ScalarForm {

    /** Whole numbers of so many bits are far from having too many digits. */
    private static final int SHORT_BITS = 1_000;

    @Override
    JsonKind kind(Object value) {
      return JsonKind.NUMBER;
    }

    @Override
    Object number(Object value) {
      return value;
    }

    @Override
    int compare(Object a, Object b) {
      return Numbers.compare(a, b);
    }

    @Override
    String keyText(Object value) {
      return toJson(value).toString();
    }

    @Override
    void write(JsonWriter out, Object value) {
      switch (value) {
        case Double number -> out.write(number.doubleValue());
        case Float number -> out.writeShortest(Numbers.decimal(number));
        case BigDecimal number -> out.write(number);
        case BigInteger number -> out.write(new BigDecimal(number));
        default -> out.write(((Number) value).longValue());
      }
    }

    @Override
    Object normal(Object value, NormalForm form, int depth) {
      return switch (value) {
        case Double number ->
            Double.compare(Numbers.finite(number), -0.0) == 0 ? (Object) 0.0 : number;
        case Float number ->
            Float.compare((float) Numbers.finite(number), -0.0f) == 0 ? (Object) 0.0f : number;
        case BigInteger number -> {
          if (number.bitLength() > SHORT_BITS) {
            JsonNumber.of(number);
          }
          yield number;
        }
        case BigDecimal number -> {
          BigDecimal readable = JsonNumber.readable(number);
          yield form.isKey() ? key(readable) : readable;
        }
        default -> value;
      };
    }

    private static BigDecimal key(BigDecimal number) {
      BigDecimal stripped = JsonNumber.withoutTrailingZeros(number);
      return stripped.scale() == number.scale() ? number : stripped;
    }
  }

  private static final class TextForm extends ScalarForm {
    @Override
    JsonKind kind(Object value) {
      return JsonKind.STRING;
    }

    @Override
    String text(Object value) {
      if (value instanceof String text) {
        return text;
      }
      TimeText<?> time = TimeText.of(value);
      if (time != null) {
        return time.text(value);
      }
      return value instanceof Enum<?> constant ? constant.name() : value.toString();
    }

    @Override
    int compare(Object a, Object b) {
      TimeText<?> time = a.getClass() == b.getClass() ? TimeText.of(a) : null;
      return time == null ? super.compare(a, b) : time.compare(a, b);
    }

    @Override
    String keyText(Object value) {
      return Utf8.requireWellFormed(text(value));
    }

    @Override
    void write(JsonWriter out, Object value) {
      out.write(text(value));
    }

    @Override
    Object normal(Object value, NormalForm form, int depth) {
      if (value instanceof String text) {
        return Utf8.requireWellFormed(text);
      }
      TimeText<?> time = form == NormalForm.BOUND ? null : TimeText.of(value);
      if (time != null) {
        time.requireWithinRange(value);
      }
      return value;
    }
  }
}
