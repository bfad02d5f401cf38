package io.skipruntime.jdbc;

import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonSyntaxException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The values of columns, as objects and as JSON. Numbers are exact; NaN and infinities are text;
 * dates and times of the years 0 to 9999 are ISO text, with a zone as instants in UTC; bytes are
 * base64; arrays are arrays; a column of the type JSON is its value; all else is what the driver
 * shows as text.
 */
final class ColumnValue {

  private static final int MAX_BYTES = 64 << 20;

  private ColumnValue() {}

  /**
   * A column's value; dates and times as those of {@code java.time}, so that no time zone of this
   * machine is mixed in.
   */
  static @Nullable Object read(ResultSet row, int column, String typeName) throws SQLException {
    Object value = row.getObject(column);
    if (typeName.equalsIgnoreCase("YEAR")) {
      long year = row.getLong(column);
      return row.wasNull() ? null : year;
    }
    return switch (value) {
      case Date date -> row.getObject(column, LocalDate.class);
      case Time time -> row.getObject(column, LocalTime.class);
      case Timestamp timestamp -> row.getObject(column, LocalDateTime.class);
      case null, default -> value;
    };
  }

  /**
   * A value as JSON.
   *
   * @param typeName the column's type, as the database calls it
   * @param zone the zone of what has none, if it is known
   * @throws IllegalArgumentException if JSON cannot have it
   */
  static Json json(@Nullable Object value, String typeName, Optional<ZoneId> zone)
      throws SQLException {
    return switch (value) {
      case null -> Json.NULL;
      case Boolean truth -> Json.of(truth);
      case Byte number -> Json.of(number.longValue());
      case Short number -> Json.of(number.longValue());
      case Integer number -> Json.of(number.longValue());
      case Long number -> Json.of(number);
      case BigInteger number -> Json.of(number);
      case BigDecimal number -> Json.of(number);
      case Double number -> real(number.doubleValue(), number.toString());
      case Float number -> real(number.doubleValue(), number.toString());
      case LocalDate date -> inOrder(date);
      case LocalDateTime time -> dateTime(time, zone);
      case LocalTime time -> Json.of(DateTimeFormatter.ISO_LOCAL_TIME.format(time));
      case Instant instant -> inOrder(instant);
      case OffsetDateTime time -> inOrder(time.toInstant());
      case ZonedDateTime time -> inOrder(time.toInstant());
      case byte[] bytes -> bytes(bytes, typeName);
      case Blob blob -> bytes(blob.getBytes(1, limited(blob.length())), typeName);
      case Clob clob -> Json.of(clob.getSubString(1, limited(clob.length())));
      case SQLXML xml -> Json.of(xml.getString());
      case Array array -> array(array, zone);
      default -> text(value.toString(), typeName);
    };
  }

  private static Json real(double number, String shortest) {
    return Double.isFinite(number) ? Json.of(new BigDecimal(shortest)) : Json.of(shortest);
  }

  private static Json dateTime(LocalDateTime time, Optional<ZoneId> zone) {
    if (zone.isPresent()) {
      return inOrder(time.atZone(zone.get()).toInstant());
    }
    CanonicalKey.of(time); // refuses a year of which the text would be out of order
    return Json.of(DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time));
  }

  /**
   * A date or time, whose text is in order with others.
   *
   * @throws IllegalArgumentException if its year is before 0 or after 9999
   */
  private static Json inOrder(Object time) {
    return Json.from(CanonicalKey.of(time));
  }

  private static boolean isJson(String typeName) {
    return typeName.toLowerCase(Locale.ROOT).startsWith("json");
  }

  private static Json bytes(byte[] bytes, String typeName) {
    return isJson(typeName) ? parsed(bytes) : Json.of(Base64.getEncoder().encodeToString(bytes));
  }

  private static Json text(String text, String typeName) {
    return isJson(typeName) ? parsed(text.getBytes(StandardCharsets.UTF_8)) : Json.of(text);
  }

  private static Json parsed(byte[] utf8) {
    try {
      return Json.parse(utf8);
    } catch (JsonSyntaxException e) {
      throw new IllegalArgumentException("not JSON: " + e.getMessage(), e);
    }
  }

  private static int limited(long length) {
    if (length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a value of %d bytes or characters; the limit is %d".formatted(length, MAX_BYTES));
    }
    return (int) length;
  }

  private static Json array(Array array, Optional<ZoneId> zone) throws SQLException {
    List<Json> elements = new ArrayList<>();
    if (array.getArray() instanceof Object[] objects) {
      for (Object element : objects) {
        elements.add(json(withoutSqlTypes(element), "", zone));
      }
      return Json.array(elements);
    }
    return Json.of(array.toString());
  }

  private static @Nullable Object withoutSqlTypes(@Nullable Object element) {
    return switch (element) {
      case Date date -> date.toLocalDate();
      case Time time -> time.toLocalTime();
      case Timestamp timestamp -> timestamp.toLocalDateTime();
      case null, default -> element;
    };
  }

  /** Whether a column for soft deletion says that its row is gone. */
  static boolean saysDeleted(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Boolean truth -> truth;
      case Number number -> new BigDecimal(number.toString()).signum() != 0;
      default -> true;
    };
  }
}
