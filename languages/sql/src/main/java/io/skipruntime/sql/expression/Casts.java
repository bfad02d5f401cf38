package io.skipruntime.sql.expression;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonBoolean;
import io.skipruntime.json.JsonNull;
import io.skipruntime.json.JsonNumber;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonString;
import io.skipruntime.json.JsonSyntaxException;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.SqlType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The conversions between the types of SQL, as PostgreSQL does them. Times are those of UTC. */
public final class Casts {

  /** The significant digits of a double that PostgreSQL takes over into a decimal number. */
  private static final int MOST_DIGITS = 10_000;

  private static final MathContext DIGITS_OF_DOUBLE = new MathContext(15, RoundingMode.HALF_EVEN);

  private static final int FIRST_SCIENTIFIC = 15;
  private static final int LAST_SCIENTIFIC = -5;

  private Casts() {}

  /**
   * A value as one of another type.
   *
   * @param precision the digits of a decimal number or the characters of a text; -1 for any number
   * @param scale the digits of a decimal number behind the point
   * @return null for a JSON null
   */
  public static @Nullable Object cast(Object value, SqlType type, int precision, int scale) {
    if (value instanceof Json json && type != SqlType.JSON) {
      Object plain = plain(json);
      return plain == null ? null : cast(plain, type, precision, scale);
    }
    return switch (type) {
      case INTEGER, BIGINT -> whole(value, type);
      case NUMERIC -> decimal(value, precision, scale);
      case DOUBLE -> inexact(value);
      case BOOLEAN -> truth(value);
      case TEXT -> shortened(text(value), precision);
      case UUID -> uuid(value);
      case TIMESTAMPTZ -> instant(value);
      case TIMESTAMP -> local(value);
      case DATE -> local(value).toLocalDate();
      case JSON -> json(value);
      case INTERVAL -> value instanceof SqlType.Interval ? value : Intervals.parsed(text(value));
      case UNKNOWN -> value;
      default -> array(value, type);
    };
  }

  /** A value as one of another type, which is not NULL. */
  static Object required(Object value, SqlType type) {
    Object cast = cast(value, type, -1, 0);
    return cast == null ? Json.NULL : cast;
  }

  private static Object array(Object value, SqlType type) {
    if (value instanceof List<?> elements) {
      return elements.stream()
          .map(each -> each == Json.NULL ? Json.NULL : required(each, type.element()))
          .toList();
    }
    if (value instanceof String text) {
      return ArrayTexts.parsed(text).stream()
          .map(each -> each == null ? Json.NULL : required(each, type.element()))
          .toList();
    }
    throw impossible(value, type);
  }

  /** The text of a document: that of a text without quotes. */
  public static String textOf(Json json) {
    Object plain = plain(json);
    return plain == null ? "null" : text(plain);
  }

  /** A document as a value of SQL; itself if it is an array or an object, null for null. */
  private static @Nullable Object plain(Json json) {
    return switch (json) {
      case JsonNull none -> null;
      case JsonBoolean truth -> truth.value();
      case JsonString text -> text.value();
      case JsonNumber number -> number.asDecimal();
      case JsonArray array -> DocumentTexts.shown(array);
      case JsonObject object -> DocumentTexts.shown(object);
    };
  }

  private static SqlException bad(SqlType type, String text) {
    return SqlException.of(
        SqlException.BAD_TEXT,
        "invalid input syntax for type "
            + type.postgres()
            + ": \""
            + SqlException.quoted(text)
            + "\"");
  }

  private static SqlException impossible(Object value, SqlType type) {
    return SqlException.of(
        "42846", "cannot cast " + SqlException.quoted(text(value)) + " to type " + type.postgres());
  }

  private static Long whole(Object value, SqlType type) {
    return switch (value) {
      case Long number -> Decimals.fitting(number, type);
      case BigDecimal number ->
          whole(Decimals.bounded(number).setScale(0, RoundingMode.HALF_UP), type);
      case Double number -> whole(new BigDecimal(Math.rint(number)), type);
      case Boolean truth -> truth ? 1L : 0L;
      case String text -> {
        try {
          if (text.length() > MOST_DIGITS) {
            throw Decimals.outOfRange(type);
          }
          yield whole(new BigDecimal(Wholes.parsed(text.strip())), type);
        } catch (NumberFormatException e) {
          throw bad(type, text);
        }
      }
      default -> throw impossible(value, type);
    };
  }

  private static Long whole(BigDecimal number, SqlType type) {
    try {
      return Decimals.fitting(number.longValueExact(), type);
    } catch (ArithmeticException e) {
      throw Decimals.outOfRange(type);
    }
  }

  private static BigDecimal decimal(Object value, int precision, int scale) {
    BigDecimal number =
        switch (value) {
          case Double inexact -> plainScale(new BigDecimal(inexact).round(DIGITS_OF_DOUBLE));
          case Long whole -> BigDecimal.valueOf(whole);
          case BigDecimal decimal -> Decimals.bounded(decimal);
          case String text -> decimal(text);
          default -> throw impossible(value, SqlType.NUMERIC);
        };
    if (precision < 0) {
      return number;
    }
    BigDecimal rounded = number.setScale(scale, RoundingMode.HALF_UP);
    if (rounded.precision() - rounded.scale() > precision - scale && rounded.signum() != 0) {
      throw SqlException.of(SqlException.OUT_OF_RANGE, "numeric field overflow");
    }
    return rounded;
  }

  private static BigDecimal plainScale(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  private static BigDecimal decimal(String text) {
    try {
      return Decimals.parsed(text);
    } catch (NumberFormatException e) {
      throw bad(SqlType.NUMERIC, text);
    }
  }

  private static Double inexact(Object value) {
    return switch (value) {
      case Number number -> Decimals.finite(number.doubleValue());
      case String text -> {
        try {
          if (text.length() > MOST_DIGITS) {
            throw Decimals.outOfRange(SqlType.DOUBLE);
          }
          yield Decimals.finite(Decimals.written(text.strip()).doubleValue());
        } catch (NumberFormatException e) {
          throw bad(SqlType.DOUBLE, text);
        }
      }
      default -> throw impossible(value, SqlType.DOUBLE);
    };
  }

  private static Boolean truth(Object value) {
    return switch (value) {
      case Boolean truth -> truth;
      case Long number -> number != 0;
      case String text ->
          switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "t", "tr", "tru", "true", "y", "ye", "yes", "on", "1" -> true;
            case "f", "fa", "fal", "fals", "false", "n", "no", "of", "off", "0" -> false;
            default -> throw bad(SqlType.BOOLEAN, text);
          };
      default -> throw impossible(value, SqlType.BOOLEAN);
    };
  }

  private static UUID uuid(Object value) {
    if (value instanceof UUID uuid) {
      return uuid;
    }
    String text = text(value);
    return UuidTexts.parsed(text).orElseThrow(() -> bad(SqlType.UUID, text));
  }

  private static Instant instant(Object value) {
    return switch (value) {
      case Instant instant -> instant;
      case LocalDateTime time -> time.toInstant(ZoneOffset.UTC);
      case LocalDate date -> Times.start(date);
      case String text -> WrittenTime.of(text).instant();
      default -> throw impossible(value, SqlType.TIMESTAMPTZ);
    };
  }

  /** The time without zone; that of a text is what stands there, whatever zone it names. */
  private static LocalDateTime local(Object value) {
    return value instanceof String text
        ? WrittenTime.of(text).local()
        : Times.local(instant(value));
  }

  /** A value as JSON: numbers, booleans and documents as they are, all else as text. */
  public static Json json(Object value) {
    return switch (value) {
      case Json json -> json;
      case Long number -> Json.of(number);
      case BigDecimal number -> Json.of(number);
      case Double number -> Json.of(number.doubleValue());
      case Boolean truth -> Json.of(truth.booleanValue());
      case Instant instant -> Json.from(instant);
      case LocalDateTime time -> Json.from(time);
      case List<?> array ->
          Json.array(
              array.stream().map(each -> each == Json.NULL ? Json.NULL : json(each)).toList());
      default -> Json.of(text(value));
    };
  }

  /** The document that a text is. */
  static Json parsed(String text) {
    try {
      return Sizes.shallow(Json.parse(text));
    } catch (JsonSyntaxException e) {
      throw bad(SqlType.JSON, text);
    }
  }

  private static String shortened(String text, int characters) {
    return characters < 0 || text.codePointCount(0, text.length()) <= characters
        ? text
        : text.substring(0, text.offsetByCodePoints(0, characters));
  }

  /** A value as PostgreSQL shows it. */
  public static String text(Object value) {
    return switch (value) {
      case String text -> text;
      case BigDecimal number -> Decimals.bounded(number).toPlainString();
      case Double number -> text(number.doubleValue());
      case Instant instant -> Times.text(instant) + "+00";
      case LocalDateTime time -> Times.text(time);
      case SqlType.Interval interval -> Intervals.shown(interval);
      case List<?> array -> {
        List<@Nullable String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each == Json.NULL ? null : brief(each)));
        yield ArrayTexts.shown(texts);
      }
      case Json json -> textOf(json);
      default -> value.toString();
    };
  }

  /** A value as functions with arguments of any type show it: a truth is one letter. */
  static String brief(Object value) {
    return value instanceof Boolean truth ? (truth ? "t" : "f") : text(value);
  }

  private static String text(double number) {
    BigDecimal shortest = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    if (shortest.signum() == 0) {
      return "0";
    }
    int exponent = shortest.precision() - shortest.scale() - 1;
    if (exponent > LAST_SCIENTIFIC && exponent < FIRST_SCIENTIFIC) {
      return shortest.toPlainString();
    }
    String digits = shortest.unscaledValue().abs().toString();
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    String power = Math.abs(exponent) < 10 ? "0" + Math.abs(exponent) : "" + Math.abs(exponent);
    return (number < 0 ? "-" : "")
        + digits.charAt(0)
        + fraction
        + "e"
        + (exponent < 0 ? "-" : "+")
        + power;
  }
}
