package io.skipruntime.sql.expression;

import io.skipruntime.sql.catalog.SqlException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A date with or without a time of day and a zone, as a text has it: {@code 2024-2-3}, {@code
 * 20240203}, {@code 2024-02-03T08:15:00.5+02:00}, {@code 2024-02-03 8:15 PM Europe/Rome}.
 * Immutable.
 *
 * @param local the date and the time of day; midnight if the text has none
 * @param zone where it is; UTC if the text names none
 */
record WrittenTime(LocalDateTime local, ZoneId zone) {

  private static final Pattern TEXT =
      Pattern.compile(
          "(?:(?<year>\\+?[0-9]{4,9})(?<by>[-/])(?<month>[0-9]{1,2})\\k<by>(?<day>[0-9]{1,2})"
              + "|(?<plainYear>[0-9]{4})(?<plainMonth>[0-9]{2})(?<plainDay>[0-9]{2}))"
              + "(?:(?:[tT]|\\s+)(?:(?<hour>[0-9]{1,2}):(?<minute>[0-9]{1,2})(?::(?<second>[0-9]{1,2})"
              + "|)|(?<plainHour>[0-9]{2})(?<plainMinute>[0-9]{2})(?<plainSecond>[0-9]{2}))"
              + "(?:\\.(?<fraction>[0-9]*))?(?:\\s*(?<half>[aApP][mM]))?)?"
              + "(?:\\s*(?<offset>[+-][0-9]{1,2}(?::?[0-9]{2}){0,2})|\\s*(?<zulu>[zZ])"
              + "|\\s+(?<zone>[A-Za-z][A-Za-z_]*(?:/[A-Za-z_+\\-0-9]+){0,3}))?");

  private static final int NANO_DIGITS = 9;
  private static final int MOST_HOURS = 24;
  private static final int HOURS_OF_HALF = 12;
  private static final int MINUTES_OF_HOUR = 60;

  /** The instant that it is. */
  Instant instant() {
    return local.atZone(zone).toInstant();
  }

  /**
   * What a text says.
   *
   * @throws SqlException if it is no date
   */
  static WrittenTime of(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw SqlException.of(
          "22007",
          "invalid input syntax for a date or time: \"" + SqlException.quoted(text) + "\"");
    }
    try {
      return new WrittenTime(local(matcher), zone(matcher));
    } catch (DateTimeException | ArithmeticException e) {
      throw SqlException.of(
          SqlException.TIME_RANGE,
          "date/time field value out of range: \"" + SqlException.quoted(text) + "\"");
    }
  }

  private static LocalDateTime local(Matcher matcher) {
    int hour = number(matcher, "hour", "plainHour");
    int minute = number(matcher, "minute", "plainMinute");
    int second = number(matcher, "second", "plainSecond");
    String half = matcher.group("half");
    if (half != null) {
      require(hour >= 1 && hour <= HOURS_OF_HALF);
      hour =
          hour % HOURS_OF_HALF + (half.toLowerCase(Locale.ROOT).equals("pm") ? HOURS_OF_HALF : 0);
    }
    long nano = nanos(matcher.group("fraction"));
    require(hour <= MOST_HOURS && minute < MINUTES_OF_HOUR && second <= MINUTES_OF_HOUR);
    require(hour < MOST_HOURS || (minute == 0 && second == 0 && nano == 0));
    return LocalDate.of(
            number(matcher, "year", "plainYear"),
            number(matcher, "month", "plainMonth"),
            number(matcher, "day", "plainDay"))
        .atStartOfDay()
        .plusHours(hour)
        .plusMinutes(minute)
        .plusSeconds(second)
        .plusNanos(nano);
  }

  private static void require(boolean isInRange) {
    if (!isInRange) {
      throw new DateTimeException("out of range");
    }
  }

  private static int number(Matcher matcher, String group, String plain) {
    String digits = matcher.group(group) == null ? matcher.group(plain) : matcher.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  private static long nanos(@Nullable String fraction) {
    if (fraction == null || fraction.isEmpty()) {
      return 0;
    }
    String digits = fraction.length() > NANO_DIGITS ? fraction.substring(0, NANO_DIGITS) : fraction;
    return Long.parseLong(digits + "0".repeat(NANO_DIGITS - digits.length()));
  }

  private static ZoneId zone(Matcher matcher) {
    String offset = matcher.group("offset");
    if (offset != null) {
      String digits = offset.substring(1).replace(":", "");
      int hours = digits.length() <= 2 ? digits.length() : digits.length() % 2 == 0 ? 2 : 1;
      int total = Integer.parseInt(digits.substring(0, hours)) * MINUTES_OF_HOUR * MINUTES_OF_HOUR;
      int unit = MINUTES_OF_HOUR;
      for (int i = hours; i < digits.length(); i += 2) {
        int part = Integer.parseInt(digits.substring(i, i + 2));
        require(part < MINUTES_OF_HOUR);
        total += part * unit;
        unit /= MINUTES_OF_HOUR;
      }
      return ZoneOffset.ofTotalSeconds(offset.startsWith("-") ? -total : total);
    }
    String name = matcher.group("zone");
    return name == null ? ZoneOffset.UTC : Times.zone(name);
  }
}
