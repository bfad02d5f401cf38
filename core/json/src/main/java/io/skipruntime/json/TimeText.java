package io.skipruntime.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The texts of the values of one class of dates and times, such as {@code
 * 2026-01-31T12:00:00.000000000Z} of instants: always of one width, with nine digits after the
 * point, so that the order of the texts is that of the values.
 *
 * <p>That holds for the years 0 to 9999, which have four digits, as RFC 3339 demands. Others are
 * refused. Texts with fewer digits are read, too, and of an instant those with another offset.
 *
 * @param <T> the class
 */
final class TimeText<T extends Comparable<? super T>> {

  private static final int NANO_DIGITS = 9;

  static final TimeText<Instant> INSTANT =
      new TimeText<>(
          Instant.class,
          new Name("an", "instant", JsonType.INSTANT),
          new Range<>(
              Instant.parse("0000-01-01T00:00:00Z"),
              Instant.parse("9999-12-31T23:59:59.999999999Z")),
          new DateTimeFormatterBuilder().appendInstant(NANO_DIGITS).toFormatter()::format,
          Instant::parse);

  static final TimeText<LocalDate> DATE =
      new TimeText<>(
          LocalDate.class,
          new Name("a", "date", JsonType.DATE),
          new Range<>(LocalDate.of(0, 1, 1), LocalDate.of(9999, 12, 31)),
          LocalDate::toString,
          LocalDate::parse);

  static final TimeText<LocalDateTime> DATE_TIME =
      new TimeText<>(
          LocalDateTime.class,
          new Name("a", "date and time", JsonType.DATE_TIME),
          new Range<>(
              LocalDateTime.of(0, 1, 1, 0, 0), LocalDate.of(9999, 12, 31).atTime(LocalTime.MAX)),
          DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS")::format,
          LocalDateTime::parse);

  static final TimeText<LocalTime> TIME =
      new TimeText<>(
          LocalTime.class,
          new Name("a", "time", JsonType.TIME),
          new Range<>(LocalTime.MIN, LocalTime.MAX),
          DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSSSSS")::format,
          LocalTime::parse);

  /** The words for values of the class, and the description of their texts. */
  private record Name(String article, String noun, String description) {}

  /** The first and the last value that have a text. */
  private record Range<T>(T first, T last) {}

  private final Class<T> type;
  private final Name name;
  private final Range<T> range;
  private final Function<T, String> format;
  private final Function<String, T> parser;

  private TimeText(
      Class<T> type,
      Name name,
      Range<T> range,
      Function<T, String> format,
      Function<String, T> parser) {
    this.type = type;
    this.name = name;
    this.range = range;
    this.format = format;
    this.parser = parser;
  }

  /** The texts of a value's class; null if it is no date or time. */
  static @Nullable TimeText<?> of(Object value) {
    return switch (value) {
      case Instant instant -> INSTANT;
      case LocalDate date -> DATE;
      case LocalDateTime time -> DATE_TIME;
      case LocalTime time -> TIME;
      default -> null;
    };
  }

  Class<T> type() {
    return type;
  }

  String article() {
    return name.article;
  }

  String noun() {
    return name.noun;
  }

  /** The description of the texts in a {@link JsonType.StringType}. */
  String description() {
    return name.description;
  }

  /** The text of a value of the class. */
  String text(Object value) {
    return format.apply(type.cast(value));
  }

  /** The order of two values of the class. */
  int compare(Object a, Object b) {
    return type.cast(a).compareTo(type.cast(b));
  }

  /** The value of a text; null if the text is none, or one of a year beyond the range. */
  @Nullable T parse(String text) {
    try {
      T value = parser.apply(text);
      return isWithinRange(value) ? value : null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  /**
   * Checks that a value's text is in order with others.
   *
   * @throws IllegalArgumentException if its year is before 0 or after 9999
   */
  void requireWithinRange(Object value) {
    if (!isWithinRange(value)) {
      throw new IllegalArgumentException(
          "the " + name.noun + " " + value + " is not within the years 0 to 9999");
    }
  }

  boolean isWithinRange(Object value) {
    return compare(value, range.first) >= 0 && compare(value, range.last) <= 0;
  }
}
