package io.skipruntime.sql.expression;

import io.skipruntime.sql.catalog.SqlException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.IsoFields;
import java.time.temporal.JulianFields;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The fields that a text has of a time, and the time that they make. Used by one thread. */
final class TimeFields {

  private static final String BAD_FORMAT = "22007";
  private static final int HALF_DAY = 12;
  private static final int SECONDS_OF_MINUTE = 60;
  private static final int SECONDS_OF_HOUR = 3_600;
  private static final int DAYS_OF_WEEK = 7;
  private static final int YEARS_OF_CENTURY = 100;
  private static final Pattern ISO = Pattern.compile("IYYY|IYY|IY|I|IW|ID|IDDD");
  private static final Set<String> GREGORIAN =
      Set.of("YYYY", "YYY", "YY", "Y", "Y,YYY", "MM", "DD", "DDD", "D", "WW", "W");

  private final Map<String, Long> values = new HashMap<>();
  private boolean isShort;
  private boolean isIso;
  private boolean isGregorian;
  private boolean hasZone;
  private boolean isWest;

  /**
   * Takes a field.
   *
   * @param written as the pattern has it
   * @throws SqlException if it has another value already
   */
  void put(String name, long value, String written) {
    Long before = values.put(name, value);
    if (before != null && before != 0 && before != value) {
      throw SqlException.of(
          BAD_FORMAT, "conflicting values for \"" + written + "\" field in formatting string");
    }
  }

  /** Notes that the year has at most its last two digits. */
  void isShort(boolean hasFew) {
    isShort = hasFew;
  }

  /** Notes an offset from UTC. */
  void hasZone(boolean isNegative) {
    hasZone = true;
    isWest = isNegative;
  }

  /**
   * Notes which way of naming dates a field belongs to.
   *
   * @throws SqlException if others belong to another
   */
  void follow(String field) {
    isIso |= ISO.matcher(field).matches();
    isGregorian |= GREGORIAN.contains(field);
    if (isIso && isGregorian) {
      throw SqlException.of(
          BAD_FORMAT,
          "invalid combination of date conventions; do not mix the Gregorian calendar and weeks of"
              + " ISO");
    }
  }

  private long value(String name) {
    return values.getOrDefault(name, 0L);
  }

  private boolean has(String name) {
    return value(name) != 0;
  }

  /**
   * The date.
   *
   * @param text what the fields were read from
   * @throws SqlException if there is no such date
   */
  LocalDate date(String text) {
    try {
      return date();
    } catch (DateTimeException | ArithmeticException e) {
      throw outOfRange(text);
    }
  }

  /**
   * The date and the time of day, in UTC.
   *
   * @param text what the fields were read from
   * @throws SqlException if there is no such time
   */
  LocalDateTime time(String text) {
    try {
      long micros = value("MS") * 1_000 + value("US");
      LocalDateTime local =
          date().atTime(hour(), minute(), second()).plusNanos(Math.multiplyExact(micros, 1_000L));
      long offset = value("TZH") * SECONDS_OF_HOUR + value("TZM") * SECONDS_OF_MINUTE;
      return hasZone ? local.plusSeconds(isWest ? offset : -offset) : local;
    } catch (DateTimeException | ArithmeticException e) {
      throw outOfRange(text);
    }
  }

  private static SqlException outOfRange(String text) {
    return SqlException.of(
        SqlException.TIME_RANGE,
        "date/time field value out of range: \"" + SqlException.quoted(text) + "\"");
  }

  private int hour() {
    if (has("SSSS") && !has("HH24") && !has("HH")) {
      return (int) (value("SSSS") / SECONDS_OF_HOUR);
    }
    boolean isOfHalf = values.containsKey("HH") || values.containsKey("HALF");
    long hour = has("HH24") ? value("HH24") : value("HH");
    if (!isOfHalf) {
      return (int) hour;
    }
    if (hour < 1 || hour > HALF_DAY) {
      throw SqlException.of(
          BAD_FORMAT, "hour \"" + hour + "\" is invalid for the 12-hour clock; use 1 to 12");
    }
    return (int) (hour % HALF_DAY + value("HALF") * HALF_DAY);
  }

  private int minute() {
    return has("SSSS") && !has("MI")
        ? (int) (value("SSSS") % SECONDS_OF_HOUR / SECONDS_OF_MINUTE)
        : (int) value("MI");
  }

  private int second() {
    return has("SSSS") && !has("SS")
        ? (int) (value("SSSS") % SECONDS_OF_MINUTE)
        : (int) value("SS");
  }

  private LocalDate date() {
    if (has("J")) {
      return LocalDate.EPOCH.with(JulianFields.JULIAN_DAY, value("J"));
    }
    int year = Math.toIntExact(year());
    LocalDate ofWeek = isIso ? ofIsoWeek(year) : null;
    if (ofWeek != null) {
      return ofWeek;
    }
    long month = has("MM") ? value("MM") : 1;
    long day = has("DD") ? value("DD") : has("W") ? (value("W") - 1) * DAYS_OF_WEEK + 1 : 1;
    long dayOfYear = has("WW") && !isIso ? (value("WW") - 1) * DAYS_OF_WEEK + 1 : value("DDD");
    if (dayOfYear == 0 || (month > 1 && day > 1)) {
      return LocalDate.of(year, Math.toIntExact(month), Math.toIntExact(day));
    }
    if (year == 0 && value("ERA") == 0) {
      throw SqlException.of(BAD_FORMAT, "cannot calculate day of year without year information");
    }
    return isIso
        ? isoStart(year).plusDays(dayOfYear - 1)
        : LocalDate.ofYearDay(year, Math.toIntExact(dayOfYear));
  }

  private long year() {
    long year = value("YEAR");
    long century = value("CC");
    boolean isBefore = value("ERA") == 1;
    if (year != 0 && century != 0 && isShort) {
      long last = year % YEARS_OF_CENTURY;
      long since = isBefore ? -century : century;
      return last == 0 && !isBefore
          ? since * YEARS_OF_CENTURY
          : since > 0
              ? last + (since - 1) * YEARS_OF_CENTURY
              : (since + 1) * YEARS_OF_CENTURY - last + 1;
    }
    if (year != 0) {
      long signed = isBefore ? -year : year;
      return signed < 0 ? signed + 1 : signed;
    }
    if (century == 0) {
      return 0;
    }
    return isBefore ? -century * YEARS_OF_CENTURY + 1 : (century - 1) * YEARS_OF_CENTURY + 1;
  }

  /** The Monday of the first week of a year of ISO. */
  private static LocalDate isoStart(int year) {
    return LocalDate.of(year, 1, 4)
        .with(IsoFields.WEEK_OF_WEEK_BASED_YEAR, 1)
        .with(java.time.DayOfWeek.MONDAY);
  }

  private @Nullable LocalDate ofIsoWeek(int year) {
    if (!has("WW")) {
      return null;
    }
    long days = has("D") ? (value("D") + DAYS_OF_WEEK - 2) % DAYS_OF_WEEK : 0;
    return isoStart(year).plusDays((value("WW") - 1) * DAYS_OF_WEEK + days);
  }
}
