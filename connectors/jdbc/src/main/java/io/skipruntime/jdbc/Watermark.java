package io.skipruntime.jdbc;

import io.skipruntime.client.feed.SourceException;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Optional;

/**
 * The value of a watermark column, which a query is asked with again. Immutable.
 *
 * @param value a Long, BigDecimal, Double, String, LocalDate, LocalDateTime, OffsetDateTime or
 *     byte[]
 */
@SuppressWarnings("ArrayRecordComponent") // it is never compared
record Watermark(Object value) {

  /**
   * The watermark that a column's value is.
   *
   * @throws SourceException if it is of a type that has no order, or none that can be kept
   */
  static Watermark of(Object value) throws SourceException {
    return switch (value) {
      case Byte number -> new Watermark(number.longValue());
      case Short number -> new Watermark(number.longValue());
      case Integer number -> new Watermark(number.longValue());
      case Float number -> new Watermark(number.doubleValue());
      case Long number -> new Watermark(number);
      case Double number -> new Watermark(number);
      case BigDecimal number -> new Watermark(number);
      case String text -> new Watermark(text);
      case LocalDate date -> new Watermark(date);
      case LocalDateTime time -> new Watermark(time);
      case OffsetDateTime time -> new Watermark(time);
      case byte[] bytes -> new Watermark(bytes);
      default ->
          throw SourceException.lasting(
              "a watermark cannot be of the type " + value.getClass().getSimpleName());
    };
  }

  /** The watermark as JSON: the name of its type and its text. */
  Json json() {
    return switch (value) {
      case Long number -> json("Long", number.toString());
      case Double number -> json("Double", number.toString());
      case BigDecimal number -> json("BigDecimal", number.toString());
      case LocalDate date -> json("LocalDate", date.toString());
      case LocalDateTime time -> json("LocalDateTime", time.toString());
      case OffsetDateTime time -> json("OffsetDateTime", time.toString());
      case byte[] bytes -> json("bytes", Base64.getEncoder().encodeToString(bytes));
      default -> json("String", value.toString());
    };
  }

  private static Json json(String type, String text) {
    return Json.array(Json.of(type), Json.of(text));
  }

  /** The watermark of what {@link #json} has given; empty if it is something else. */
  static Optional<Watermark> parse(Json json) {
    if (!(json instanceof JsonArray array) || array.size() != 2) {
      return Optional.empty();
    }
    try {
      String text = array.get(1).asString();
      return switch (array.get(0).asString()) {
        case "Long" -> Optional.of(new Watermark(Long.valueOf(text)));
        case "Double" -> Optional.of(new Watermark(Double.valueOf(text)));
        case "BigDecimal" -> Optional.of(new Watermark(new BigDecimal(text)));
        case "LocalDate" -> Optional.of(new Watermark(LocalDate.parse(text)));
        case "LocalDateTime" -> Optional.of(new Watermark(LocalDateTime.parse(text)));
        case "OffsetDateTime" -> Optional.of(new Watermark(OffsetDateTime.parse(text)));
        case "bytes" -> Optional.of(new Watermark(Base64.getDecoder().decode(text)));
        case "String" -> Optional.of(new Watermark(text));
        default -> Optional.empty();
      };
    } catch (IllegalArgumentException | DateTimeException | IllegalStateException e) {
      return Optional.empty();
    }
  }
}
