package io.skipruntime.sql.expression;

import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.SqlType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** Dates and times in UTC: how they are read and shown, their parts, and what is added to them. */
final class Times {

  private static final long NANOS = 1_000_000_000;
  private static final int MICRO_DIGITS = 6;
  private static final int DAYS_OF_WEEK = 7;
  private static final int LAST_YEAR = 9999;
  private static final long FIRST_SECOND =
      LocalDate.of(0, 1, 1).atStartOfDay().toEpochSecond(ZoneOffset.UTC);
  private static final long LAST_SECOND =
      LocalDate.of(LAST_YEAR + 1, 1, 1).atStartOfDay().toEpochSecond(ZoneOffset.UTC) - 1;
  private static final int YEARS_OF_DECADE = 10;
  private static final int YEARS_OF_CENTURY = 100;
  private static final int YEARS_OF_MILLENNIUM = 1000;

  private static final DateTimeFormatter LOCAL =
      new DateTimeFormatterBuilder()
          .appendPattern("yyyy-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .toFormatter(Locale.ROOT);

  private Times() {}

  static LocalDate day(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }

  static Instant start(LocalDate date) {
    return date.atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  /** A date some days later. */
  static LocalDate plusDays(LocalDate date, long days) {
    try {
      return date.plusDays(days);
    } catch (DateTimeException | ArithmeticException e) {
      throw SqlException.of(SqlException.TIME_RANGE, "date out of range");
    }
  }

  /**
   * The same time or date, if its year is one from 0 to 9999, as that of each value that is written
   * as JSON: texts of others are not in the order of the times.
   */
  static Object bounded(Object time) {
    boolean isWithin =
        switch (time) {
          case Instant instant ->
              instant.getEpochSecond() >= FIRST_SECOND && instant.getEpochSecond() <= LAST_SECOND;
          case LocalDate date -> isWithin(date.getYear());
          case LocalDateTime local -> isWithin(local.getYear());
          default -> true;
        };
    if (!isWithin) {
      throw SqlException.of(
          SqlException.TIME_RANGE,
          (time instanceof LocalDate ? "date" : "timestamp")
              + " out of range: times have the years 0 to 9999");
    }
    return time;
  }

  private static boolean isWithin(int year) {
    return year >= 0 && year <= LAST_YEAR;
  }

  static String text(Instant instant) {
    return text(local(instant));
  }

  static String text(LocalDateTime time) {
    return LOCAL.format(time);
  }

  static LocalDateTime local(Instant instant) {
    return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
  }

  static boolean isTime(Object value) {
    return value instanceof Instant || value instanceof LocalDateTime || value instanceof LocalDate;
  }

  static Instant instant(Object time) {
    return switch (time) {
      case Instant instant -> instant;
      case LocalDateTime local -> local.toInstant(ZoneOffset.UTC);
      case LocalDate date -> start(date);
      default -> throw new IllegalArgumentException(time.getClass() + " is no time");
    };
  }

  private static Object like(Object time, Instant instant) {
    return switch (time) {
      case LocalDateTime local -> local(instant);
      case LocalDate date -> day(instant);
      default -> instant;
    };
  }

  static Object in(SqlType type, Instant instant) {
    return switch (type) {
      case TIMESTAMP -> local(instant);
      case DATE -> day(instant);
      default -> instant;
    };
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
          case "decade" -> day.withDayOfYear(1).minusYears(Math.floorMod(day.getYear(), 10));
          case "century" -> firstOf(day, YEARS_OF_CENTURY);
          case "millennium" -> firstOf(day, YEARS_OF_MILLENNIUM);
          case "milliseconds", "millisecond" -> local.truncatedTo(ChronoUnit.MILLIS);
          case "microseconds", "microsecond" -> local.truncatedTo(ChronoUnit.MICROS);
          default -> throw unknown(unit);
        };
    Instant instant = truncated.toInstant(ZoneOffset.UTC);
    return time instanceof LocalDate ? instant : like(time, instant);
  }

  /** The first day of a span of so many years, which begins with year 1, 101, … */
  private static LocalDateTime firstOf(LocalDateTime day, int years) {
    return day.withDayOfYear(1).minusYears(Math.floorMod(day.getYear() - 1, years));
  }

  static SqlException unknown(String unit) {
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
      case "millisecond", "milliseconds" ->
          seconds(local.getSecond(), local.getNano()).movePointRight(3);
      case "microsecond", "microseconds" ->
          seconds(local.getSecond(), local.getNano()).movePointRight(MICRO_DIGITS);
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
      case "millennium" ->
          BigDecimal.valueOf(
              Math.floorDiv(local.getYear() + YEARS_OF_MILLENNIUM - 1, YEARS_OF_MILLENNIUM));
      case "epoch" -> seconds(instant.getEpochSecond(), instant.getNano());
      default -> throw unknown(unit);
    };
  }

  private static BigDecimal seconds(long seconds, int nanos) {
    return BigDecimal.valueOf(seconds)
        .add(BigDecimal.valueOf(nanos).divide(BigDecimal.valueOf(NANOS)))
        .setScale(MICRO_DIGITS, RoundingMode.HALF_UP);
  }

  /** The instant so many seconds after 1970. */
  static Instant plusSeconds(BigDecimal seconds) {
    BigDecimal nanos =
        seconds.setScale(MICRO_DIGITS, RoundingMode.HALF_EVEN).multiply(BigDecimal.valueOf(NANOS));
    try {
      java.math.BigInteger[] parts =
          nanos.toBigInteger().divideAndRemainder(java.math.BigInteger.valueOf(NANOS));
      return Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].longValue());
    } catch (ArithmeticException | DateTimeException e) {
      throw SqlException.of(SqlException.TIME_RANGE, "timestamp out of range: \"" + seconds + "\"");
    }
  }

  static LocalDate made(long year, long month, long day) {
    try {
      return LocalDate.of(Math.toIntExact(year), Math.toIntExact(month), Math.toIntExact(day));
    } catch (DateTimeException | ArithmeticException e) {
      throw SqlException.of(
          SqlException.TIME_RANGE,
          "date field value out of range: " + year + "-" + month + "-" + day);
    }
  }

  static LocalDateTime made(
      long year, long month, long day, long hour, long minute, double seconds) {
    if (hour < 0 || hour > 24 || minute < 0 || minute > 59 || seconds < 0 || seconds > 60) {
      throw SqlException.of(
          SqlException.TIME_RANGE,
          "time field value out of range: " + hour + ":" + minute + ":" + seconds);
    }
    return made(year, month, day)
        .atStartOfDay()
        .plusHours(hour)
        .plusMinutes(minute)
        .plusNanos(Math.round(seconds * 1_000_000) * 1_000);
  }

  /** The local time of an instant in a zone, or the instant of a local time there. */
  static Object atZone(Object time, String name) {
    ZoneId zone = zone(name);
    return time instanceof LocalDateTime local
        ? (Object) local.atZone(zone).toInstant()
        : LocalDateTime.ofInstant(instant(time), zone);
  }

  /** The zone of a name. */
  static ZoneId zone(String name) {
    try {
      return ZoneId.of(name, ZoneId.SHORT_IDS);
    } catch (DateTimeException e) {
      throw SqlException.of("22023", "time zone \"" + name + "\" not recognized");
    }
  }
}
