package io.skipruntime.sql.expression;

import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.SqlType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** Dates and times in UTC: how they are read and shown, their parts, and what is added to them. */
final class Times {

  private static final long NANOS = 1_000_000_000;
  private static final int MICRO_DIGITS = 6;
  private static final int DAYS_OF_WEEK = 7;
  private static final int YEARS_OF_DECADE = 10;
  private static final int YEARS_OF_CENTURY = 100;

  private static final DateTimeFormatter LOCAL =
      new DateTimeFormatterBuilder()
          .appendPattern("yyyy-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .toFormatter(Locale.ROOT);

  private static final DateTimeFormatter ANY =
      new DateTimeFormatterBuilder()
          .appendPattern("yyyy-M-d[['T'][' ']H:mm[:ss]")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .appendPattern("][[' ']")
          .appendOffset("+HH:MM", "Z")
          .appendPattern("][[' ']")
          .appendOffset("+HHmm", "Z")
          .appendPattern("]")
          .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
          .parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0)
          .parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0)
          .parseDefaulting(ChronoField.OFFSET_SECONDS, 0)
          .toFormatter(Locale.ROOT);

  private Times() {}

  static Instant parse(String text) {
    try {
      return OffsetDateTime.parse(text.strip(), ANY).toInstant();
    } catch (DateTimeParseException e) {
      throw SqlException.of("22007", "invalid input syntax for a date or time: \"" + text + "\"");
    }
  }

  static SqlType.Day day(Instant instant) {
    return new SqlType.Day(LocalDate.ofInstant(instant, ZoneOffset.UTC).toEpochDay());
  }

  static Instant start(SqlType.Day day) {
    return LocalDate.ofEpochDay(day.number()).atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  static String text(Instant instant) {
    return LOCAL.format(local(instant));
  }

  static String text(SqlType.Day day) {
    return LocalDate.ofEpochDay(day.number()).toString();
  }

  private static LocalDateTime local(Instant instant) {
    return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
  }

  private static Instant instant(Object time) {
    return switch (time) {
      case Instant instant -> instant;
      case SqlType.Moment moment -> moment.utc();
      case SqlType.Day day -> start(day);
      default -> throw new IllegalArgumentException(time.getClass() + " is no time");
    };
  }

  private static Object like(Object time, Instant instant) {
    return switch (time) {
      case SqlType.Moment moment -> new SqlType.Moment(instant);
      case SqlType.Day day -> day(instant);
      default -> instant;
    };
  }

  private static Object in(SqlType type, Instant instant) {
    return switch (type) {
      case TIMESTAMP -> new SqlType.Moment(instant);
      case DATE -> day(instant);
      default -> instant;
    };
  }

  /** A time and a number of months or milliseconds later. */
  static Object plus(Object time, long amount, boolean isMonths, SqlType type) {
    try {
      Instant moved =
          isMonths
              ? local(instant(time)).plusMonths(amount).toInstant(ZoneOffset.UTC)
              : instant(time).plusMillis(amount);
      return in(type, moved);
    } catch (DateTimeException | ArithmeticException e) {
      throw SqlException.of("22008", "timestamp out of range");
    }
  }

  /** The first instant of the year, month, … that a time is in. */
  static Object truncated(String unit, Object time) {
    LocalDateTime local = local(instant(time));
    LocalDateTime day = local.truncatedTo(ChronoUnit.DAYS);
    LocalDateTime truncated =
        switch (unit.toLowerCase(Locale.ROOT)) {
          case "second" -> local.truncatedTo(ChronoUnit.SECONDS);
          case "minute" -> local.truncatedTo(ChronoUnit.MINUTES);
          case "hour" -> local.truncatedTo(ChronoUnit.HOURS);
          case "day" -> day;
          case "week" -> day.minusDays(day.getDayOfWeek().getValue() - 1L);
          case "month" -> day.withDayOfMonth(1);
          case "quarter" -> day.withDayOfMonth(1).minusMonths((day.getMonthValue() - 1) % 3L);
          case "year" -> day.withDayOfYear(1);
          default -> throw unknown(unit);
        };
    Instant instant = truncated.toInstant(ZoneOffset.UTC);
    return time instanceof SqlType.Day ? instant : like(time, instant);
  }

  private static SqlException unknown(String unit) {
    return SqlException.of("22023", "unit \"" + unit + "\" not recognized");
  }

  /** A part of a time, as a decimal number. */
  static BigDecimal part(String unit, Object time) {
    Instant instant = instant(time);
    LocalDateTime local = local(instant);
    return switch (unit.toLowerCase(Locale.ROOT)) {
      case "year" -> BigDecimal.valueOf(local.getYear());
      case "month" -> BigDecimal.valueOf(local.getMonthValue());
      case "day" -> BigDecimal.valueOf(local.getDayOfMonth());
      case "hour" -> BigDecimal.valueOf(local.getHour());
      case "minute" -> BigDecimal.valueOf(local.getMinute());
      case "second" -> seconds(local.getSecond(), local.getNano());
      case "quarter" -> BigDecimal.valueOf(local.get(IsoFields.QUARTER_OF_YEAR));
      case "week" -> BigDecimal.valueOf(local.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
      case "isoyear" -> BigDecimal.valueOf(local.get(IsoFields.WEEK_BASED_YEAR));
      case "isodow" -> BigDecimal.valueOf(local.getDayOfWeek().getValue());
      case "dow" -> BigDecimal.valueOf(local.getDayOfWeek().getValue() % DAYS_OF_WEEK);
      case "doy" -> BigDecimal.valueOf(local.getDayOfYear());
      case "decade" -> BigDecimal.valueOf(Math.floorDiv(local.getYear(), YEARS_OF_DECADE));
      case "century" ->
          BigDecimal.valueOf(
              Math.floorDiv(local.getYear() + YEARS_OF_CENTURY - 1, YEARS_OF_CENTURY));
      case "epoch" -> seconds(instant.getEpochSecond(), instant.getNano());
      default -> throw unknown(unit);
    };
  }

  private static BigDecimal seconds(long seconds, int nanos) {
    return BigDecimal.valueOf(seconds)
        .add(BigDecimal.valueOf(nanos).divide(BigDecimal.valueOf(NANOS)))
        .setScale(MICRO_DIGITS, RoundingMode.HALF_UP);
  }
}
