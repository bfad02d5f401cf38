package io.skipruntime.postgres;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonSyntaxException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A type of columns: how its values become JSON. The text is what the type's output function writes
 * with the settings of {@link Sessions}; it is the same in {@code COPY} and in the stream, so a
 * value has one form, however it comes.
 */
sealed interface ColumnType {

  /**
   * The JSON of a value.
   *
   * @throws IllegalArgumentException if JSON has no such value
   */
  Json decode(String text);

  /** The types that need nothing but the text. */
  enum Scalar implements ColumnType {
    /** Truth values. */
    BOOLEAN {
      @Override
      public Json decode(String text) {
        return Json.of(text.equals("t"));
      }
    },
    /** Whole numbers. */
    WHOLE {
      @Override
      public Json decode(String text) {
        return Json.of(Long.parseLong(text));
      }
    },
    /** Numbers, exact; what is no number, such as {@code NaN}, is a string. */
    NUMBER {
      @Override
      public Json decode(String text) {
        char last = text.charAt(text.length() - 1);
        return last >= '0' && last <= '9' ? Json.of(new BigDecimal(text)) : Json.of(text);
      }
    },
    /** Whatever is not in another type: the text as it is. */
    TEXT {
      @Override
      public Json decode(String text) {
        return Json.of(text);
      }
    },
    /** Days, and times without a zone, in ISO 8601, of the years 0 to 9999. */
    DATE {
      @Override
      public Json decode(String text) {
        return Json.of(isoDate(text));
      }
    },
    /**
     * Moments, in ISO 8601 and UTC, with nine digits of a second, so that texts are in their order.
     */
    MOMENT {
      @Override
      public Json decode(String text) {
        return Json.of(
            text.endsWith(INFINITY) ? text : ofOneWidth(isoDate(text.replace(UTC, ""))) + 'Z');
      }
    },
    /** JSON itself. */
    JSON {
      @Override
      public Json decode(String text) {
        try {
          return Json.parse(text);
        } catch (JsonSyntaxException e) {
          throw new IllegalArgumentException(e.getMessage(), e);
        }
      }
    },
    /** Bytes, in Base64. */
    BYTES {
      @Override
      public Json decode(String text) {
        byte[] bytes = HexFormat.of().parseHex(text, 2, text.length());
        return Json.of(Base64.getEncoder().encodeToString(bytes));
      }
    };

    private static final String INFINITY = "infinity";

    private static final String BEFORE_CHRIST = " BC";

    /** The offset that a moment is written with. */
    private static final String UTC = "+00";

    /** The last year before the first. */
    private static final String YEAR_ZERO = "0001";

    private static final int YEAR_DIGITS = 4;

    /** The length of a day in the years from 0 to 9999. */
    private static final int DAY = "2026-01-31".length();

    /** The length of such a time up to its seconds. */
    private static final int SECOND = "2026-01-31T12:00:00".length();

    private static final String NO_FRACTION = ".000000000";

    /** A time with nine digits of a second. */
    private static String ofOneWidth(String time) {
      return time + NO_FRACTION.substring(time.length() - SECOND);
    }

    /**
     * A date as ISO 8601 has it: {@code T} before the time, and 0 for the year before the first.
     * What is infinite is before or after all others, as a text, too; the texts of other years
     * would be elsewhere than their times.
     *
     * @throws IllegalArgumentException if the year is before 0 or after 9999
     */
    private static String isoDate(String text) {
      if (text.endsWith(INFINITY)) {
        return text;
      }
      boolean isEarlier = text.endsWith(BEFORE_CHRIST);
      if (text.charAt(YEAR_DIGITS) != '-' || (isEarlier && !text.startsWith(YEAR_ZERO))) {
        throw new IllegalArgumentException("the year of " + text + " is not one of 0 to 9999");
      }
      String date =
          isEarlier
              ? "0000" + text.substring(YEAR_DIGITS, text.length() - BEFORE_CHRIST.length())
              : text;
      return date.length() == DAY ? date : date.substring(0, DAY) + 'T' + date.substring(DAY + 1);
    }
  }

  /**
   * Arrays of a type.
   *
   * @param element the type of the elements
   * @param delimiter what stands between two of them
   */
  record Array(ColumnType element, char delimiter) implements ColumnType {
    @Override
    public Json decode(String text) {
      int start = text.startsWith("[") ? text.indexOf('=') + 1 : 0;
      return new Literal(text, start).array(element::decode, delimiter);
    }
  }

  /** Rows of named attributes, as objects. */
  record Composite(List<Attribute> attributes) implements ColumnType {

    /** A part of a row. */
    record Attribute(String name, ColumnType type) {}

    @Override
    public Json decode(String text) {
      List<Function<String, Json>> types = new ArrayList<>();
      attributes.forEach(each -> types.add(each.type()::decode));
      List<Json> values = new Literal(text, 0).fields(types);
      Map<String, Json> members = new HashMap<>();
      for (int i = 0; i < values.size(); i++) {
        members.put(attributes.get(i).name(), values.get(i));
      }
      return Json.object(members);
    }
  }

  /** Ranges, as objects of their two ends, and the brackets around them. */
  record Range(ColumnType bound) implements ColumnType {
    @Override
    public Json decode(String text) {
      return new Literal(text, 0).range(bound::decode);
    }
  }

  /** Sets of ranges, as arrays. */
  record MultiRange(ColumnType bound) implements ColumnType {
    @Override
    public Json decode(String text) {
      return new Literal(text, 0).ranges(bound::decode);
    }
  }
}
