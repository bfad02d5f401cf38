package io.skipruntime.sql.expression;

import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.SqlType;
import io.skipruntime.sql.catalog.SqlType.Interval;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Spans of time as PostgreSQL has them: how they are read and shown, and the sums of them. */
final class Intervals {

  static final long SECOND = 1_000_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final int DAYS_OF_MONTH = 30;
  private static final int MONTHS_OF_YEAR = 12;
  private static final int DAYS_OF_WEEK = 7;
  private static final Pattern PART =
      Pattern.compile(
          "\\s*(?:(?<sign>[-+]?)(?<hours>[0-9]++):(?<minutes>[0-9]{1,2})(?::(?<seconds>[0-9.]+))?"
              + "|(?<number>[-+]?(?:[0-9]++(?:\\.[0-9]*+)?|\\.[0-9]++))\\s*+(?<unit>[A-Za-z]+))\\s*");
  private static final Pattern SECONDS = Pattern.compile("[-+]?[0-9]{1,15}(?:\\.[0-9]{1,15})?");
  private static final Pattern ISO =
      Pattern.compile(
          "P(?:([-0-9.]+)Y)?(?:([-0-9.]+)M)?(?:([-0-9.]+)W)?(?:([-0-9.]+)D)?"
              + "(?:T(?:([-0-9.]+)H)?(?:([-0-9.]+)M)?(?:([-0-9.]+)S)?)?");

  private Intervals() {}

  /** The interval that a text such as {@code 1 day 02:00} is. */
  static Interval parsed(String text) {
    String rest = text.strip();
    if (SECONDS.matcher(rest).matches()) {
      return of(rest, "second", text);
    }
    boolean isBack = rest.toLowerCase(Locale.ROOT).endsWith("ago");
    rest = isBack ? rest.substring(0, rest.length() - "ago".length()).strip() : rest;
    Interval sum = new Interval(0, 0, 0);
    Matcher iso = ISO.matcher(rest);
    if (rest.length() > 1 && iso.matches()) {
      String[] units = {"year", "month", "week", "day", "hour", "minute", "second"};
      for (int i = 0; i < units.length; i++) {
        String number = iso.group(i + 1);
        sum = number == null ? sum : plus(sum, of(number, units[i], text));
      }
      return sum;
    }
    Matcher part = PART.matcher(rest);
    int at = 0;
    while (at < rest.length()) {
      if (!part.region(at, rest.length()).lookingAt()) {
        throw bad(text);
      }
      sum = plus(sum, part(part, text));
      at = part.end();
    }
    if (rest.isEmpty()) {
      throw bad(text);
    }
    return isBack ? negated(sum) : sum;
  }

  private static SqlException bad(String text) {
    return SqlException.of(
        "22007",
        "invalid input syntax for type interval: \""
            + SqlException.quoted(text)
            + "\"; write as '2 days 03:00'");
  }

  private static Interval part(Matcher part, String text) {
    if (part.group("number") != null) {
      return of(String.valueOf(part.group("number")), String.valueOf(part.group("unit")), text);
    }
    String seconds = part.group("seconds");
    long hours = micros(number(String.valueOf(part.group("hours")), text), HOUR);
    long minutes = micros(number(String.valueOf(part.group("minutes")), text), MINUTE);
    long rest = seconds == null ? 0 : micros(number(seconds, text), SECOND);
    long micros = sum(sum(hours, minutes), rest);
    return new Interval(0, 0, "-".equals(part.group("sign")) ? -micros : micros);
  }

  private static BigDecimal number(String digits, String text) {
    try {
      return new BigDecimal(digits);
    } catch (NumberFormatException e) {
      throw bad(text);
    }
  }

  private static long micros(BigDecimal number, long unit) {
    return whole(number.multiply(BigDecimal.valueOf(unit)), RoundingMode.HALF_EVEN);
  }

  private static long whole(BigDecimal number, RoundingMode rounding) {
    try {
      return number.setScale(0, rounding).longValueExact();
    } catch (ArithmeticException e) {
      throw outOfRange();
    }
  }

  private static long sum(long one, long other) {
    try {
      return Math.addExact(one, other);
    } catch (ArithmeticException e) {
      throw outOfRange();
    }
  }

  private static SqlException outOfRange() {
    return SqlException.of(SqlException.TIME_RANGE, "interval out of range");
  }

  private static Interval of(String digits, String unit, String text) {
    BigDecimal number = number(digits, text);
    String word = unit.toLowerCase(Locale.ROOT);
    String one =
        word.length() > 1 && word.endsWith("s") && !word.equals("s") && !word.equals("ms")
            ? word.substring(0, word.length() - 1)
            : word;
    return switch (one) {
      case "microsecond", "u" -> new Interval(0, 0, micros(number, 1));
      case "millisecond", "msec", "ms" -> new Interval(0, 0, micros(number, SECOND / 1000));
      case "second", "sec", "s" -> new Interval(0, 0, micros(number, SECOND));
      case "minute", "min", "m" -> new Interval(0, 0, micros(number, MINUTE));
      case "hour", "hr", "h" -> new Interval(0, 0, micros(number, HOUR));
      case "day", "d" -> days(number);
      case "week", "w" -> days(number.multiply(BigDecimal.valueOf(DAYS_OF_WEEK)));
      case "month", "mon" -> months(number);
      case "year", "yr", "y" -> years(number, 1);
      case "decade" -> years(number, 10);
      case "century" -> years(number, 100);
      default -> throw bad(text);
    };
  }

  private static Interval years(BigDecimal number, int years) {
    BigDecimal months = number.multiply(BigDecimal.valueOf((long) MONTHS_OF_YEAR * years));
    return new Interval(whole(months, RoundingMode.HALF_EVEN), 0, 0);
  }

  private static Interval months(BigDecimal number) {
    long months = whole(number, RoundingMode.DOWN);
    Interval days =
        days(
            number
                .subtract(BigDecimal.valueOf(months))
                .multiply(BigDecimal.valueOf(DAYS_OF_MONTH)));
    return new Interval(months, days.days(), days.micros());
  }

  private static Interval days(BigDecimal number) {
    long days = whole(number, RoundingMode.DOWN);
    long micros = micros(number.subtract(BigDecimal.valueOf(days)), DAY);
    return new Interval(0, days + micros / DAY, micros % DAY);
  }

  static Interval plus(Interval a, Interval b) {
    return new Interval(a.months() + b.months(), a.days() + b.days(), sum(a.micros(), b.micros()));
  }

  static Interval negated(Interval a) {
    return new Interval(-a.months(), -a.days(), micros(BigDecimal.valueOf(a.micros()), -1));
  }

  /** The interval so many times. */
  static Interval times(Interval a, BigDecimal factor) {
    BigDecimal months = BigDecimal.valueOf(a.months()).multiply(factor);
    BigDecimal days = BigDecimal.valueOf(a.days()).multiply(factor);
    Interval whole = months(months);
    Interval more = days(days.add(BigDecimal.valueOf(whole.days())));
    return new Interval(
        whole.months(),
        more.days(),
        sum(
            whole.micros() + more.micros(),
            whole(BigDecimal.valueOf(a.micros()).multiply(factor), RoundingMode.HALF_EVEN)));
  }

  static Interval dividedBy(Interval a, Object divisor) {
    BigDecimal by = Decimals.of(divisor);
    if (by.signum() == 0) {
      throw SqlException.of(SqlException.DIVISION_BY_ZERO, "division by zero");
    }
    BigDecimal months = BigDecimal.valueOf(a.months()).divide(by, 20, RoundingMode.HALF_EVEN);
    BigDecimal days = BigDecimal.valueOf(a.days()).divide(by, 20, RoundingMode.HALF_EVEN);
    BigDecimal micros = BigDecimal.valueOf(a.micros()).divide(by, 0, RoundingMode.HALF_EVEN);
    Interval whole = months(months);
    Interval more = days(days.add(BigDecimal.valueOf(whole.days())));
    return new Interval(
        whole.months(),
        more.days(),
        sum(whole.micros() + more.micros(), whole(micros, RoundingMode.UNNECESSARY)));
  }

  /** The microseconds of an interval if a month has 30 days. */
  static BigInteger total(Interval a) {
    BigInteger days =
        BigInteger.valueOf(a.months())
            .multiply(BigInteger.valueOf(DAYS_OF_MONTH))
            .add(BigInteger.valueOf(a.days()));
    return days.multiply(BigInteger.valueOf(DAY)).add(BigInteger.valueOf(a.micros()));
  }

  /** A time and an interval later, as one of a type. */
  static Object plus(Object time, Interval interval, SqlType type) {
    try {
      LocalDateTime moved =
          LocalDateTime.ofInstant(Times.instant(time), ZoneOffset.UTC)
              .plusMonths(interval.months())
              .plusDays(interval.days())
              .plus(Duration.of(interval.micros(), ChronoUnit.MICROS));
      return Times.in(type, moved.toInstant(ZoneOffset.UTC));
    } catch (DateTimeException | ArithmeticException e) {
      throw SqlException.of(SqlException.TIME_RANGE, "timestamp out of range");
    }
  }

  /** Whether two spans have a time in common: begin, and end or length, of each. */
  static @Nullable Object overlap(@Nullable Object[] ends) {
    Span one = Span.of(ends[0], ends[1]);
    Span other = Span.of(ends[2], ends[3]);
    if (one == null || other == null) {
      return null;
    }
    int order = one.begin.compareTo(other.begin);
    if (order == 0) {
      boolean areKnown = one.end != null && other.end != null;
      return areKnown ? true : null;
    }
    Span first = order < 0 ? one : other;
    Span second = order < 0 ? other : one;
    if (first.end == null) {
      return null;
    }
    return second.begin.compareTo(first.end) < 0
        ? (Object) true
        : second.end == null ? null : false;
  }

  /** A span of time whose end may be unknown, and is not before its begin. */
  private record Span(Instant begin, @Nullable Instant end) {

    static @Nullable Span of(@Nullable Object begin, @Nullable Object end) {
      Instant from = begin == null ? null : Times.instant(begin);
      Instant until =
          end instanceof Interval length
              ? from == null ? null : Times.instant(plus(from, length, SqlType.TIMESTAMPTZ))
              : end == null ? null : Times.instant(end);
      if (from == null || until == null) {
        Instant known = from == null ? until : from;
        return known == null ? null : new Span(known, null);
      }
      return until.isBefore(from) ? new Span(until, from) : new Span(from, until);
    }
  }

  /** The days and hours from one instant to another. */
  static Interval between(Instant from, Instant to) {
    long micros = ChronoUnit.MICROS.between(from, to);
    return new Interval(0, micros / DAY, micros % DAY);
  }

  /** The months, days and hours from one time to another. */
  static Interval age(Instant to, Instant from) {
    LocalDateTime late = LocalDateTime.ofInstant(to, ZoneOffset.UTC);
    LocalDateTime early = LocalDateTime.ofInstant(from, ZoneOffset.UTC);
    if (late.isBefore(early)) {
      return negated(age(from, to));
    }
    long months =
        (late.getYear() - early.getYear()) * (long) MONTHS_OF_YEAR
            + late.getMonthValue()
            - early.getMonthValue();
    long days = (long) late.getDayOfMonth() - early.getDayOfMonth();
    long micros = (late.toLocalTime().toNanoOfDay() - early.toLocalTime().toNanoOfDay()) / 1000;
    if (micros < 0) {
      micros += DAY;
      days--;
    }
    if (days < 0) {
      days += early.toLocalDate().lengthOfMonth();
      months--;
    }
    return new Interval(months, days, micros);
  }

  static Interval justifiedHours(Interval a) {
    return new Interval(a.months(), a.days() + a.micros() / DAY, a.micros() % DAY);
  }

  static Interval justifiedDays(Interval a) {
    return new Interval(
        a.months() + a.days() / DAYS_OF_MONTH, a.days() % DAYS_OF_MONTH, a.micros());
  }

  /** With hours as days, days as months, and all of one sign. */
  static Interval justified(Interval a) {
    Interval hours = justifiedHours(a);
    Interval days = justifiedDays(hours);
    long months = days.months();
    long rest = days.days();
    long micros = days.micros();
    if (months > 0 && (rest < 0 || (rest == 0 && micros < 0))) {
      months--;
      rest += DAYS_OF_MONTH;
    } else if (months < 0 && (rest > 0 || (rest == 0 && micros > 0))) {
      months++;
      rest -= DAYS_OF_MONTH;
    }
    if (rest > 0 && micros < 0) {
      rest--;
      micros += DAY;
    } else if (rest < 0 && micros > 0) {
      rest++;
      micros -= DAY;
    }
    return new Interval(months, rest, micros);
  }

  /** A part of an interval, as a number. */
  static BigDecimal part(String unit, Interval a) {
    BigDecimal seconds =
        BigDecimal.valueOf(a.micros() % MINUTE).divide(BigDecimal.valueOf(SECOND)).setScale(6);
    return switch (unit.toLowerCase(Locale.ROOT)) {
      case "year" -> BigDecimal.valueOf(a.months() / MONTHS_OF_YEAR);
      case "month" -> BigDecimal.valueOf(a.months() % MONTHS_OF_YEAR);
      case "day" -> BigDecimal.valueOf(a.days());
      case "hour" -> BigDecimal.valueOf(a.micros() / HOUR);
      case "minute" -> BigDecimal.valueOf(a.micros() % HOUR / MINUTE);
      case "second" -> seconds;
      case "millisecond", "milliseconds" -> seconds.movePointRight(3);
      case "microsecond", "microseconds" -> seconds.movePointRight(6);
      case "week" -> BigDecimal.valueOf(a.days() / DAYS_OF_WEEK);
      case "quarter" -> BigDecimal.valueOf(a.months() % MONTHS_OF_YEAR / 3 + 1);
      case "decade" -> BigDecimal.valueOf(a.months() / (MONTHS_OF_YEAR * 10));
      case "century" -> BigDecimal.valueOf(a.months() / (MONTHS_OF_YEAR * 100));
      case "millennium" -> BigDecimal.valueOf(a.months() / (MONTHS_OF_YEAR * 1000));
      case "epoch" -> {
        BigDecimal years = BigDecimal.valueOf(a.months() / MONTHS_OF_YEAR);
        BigDecimal days =
            years
                .multiply(new BigDecimal("365.25"))
                .add(BigDecimal.valueOf(a.months() % MONTHS_OF_YEAR * DAYS_OF_MONTH + a.days()));
        yield days.multiply(BigDecimal.valueOf(DAY / SECOND))
            .add(BigDecimal.valueOf(a.micros()).divide(BigDecimal.valueOf(SECOND)))
            .setScale(6, RoundingMode.HALF_UP);
      }
      default -> throw Times.unknown(unit);
    };
  }

  /** An interval as PostgreSQL shows it. */
  static String shown(Interval a) {
    StringBuilder text = new StringBuilder();
    boolean isNegative = add(text, a.months() / MONTHS_OF_YEAR, "year", false);
    isNegative = add(text, a.months() % MONTHS_OF_YEAR, "mon", isNegative);
    isNegative = add(text, a.days(), "day", isNegative);
    if (a.micros() != 0 || text.isEmpty()) {
      long size = Math.abs(a.micros());
      String sign = a.micros() < 0 ? "-" : isNegative ? "+" : "";
      String seconds =
          BigDecimal.valueOf(size % SECOND)
              .divide(BigDecimal.valueOf(SECOND))
              .stripTrailingZeros()
              .toPlainString();
      text.append(text.isEmpty() ? "" : " ")
          .append(sign)
          .append(
              "%02d:%02d:%02d".formatted(size / HOUR, size % HOUR / MINUTE, size % MINUTE / SECOND))
          .append(size % SECOND == 0 ? "" : seconds.substring(1));
    }
    return text.toString();
  }

  private static boolean add(StringBuilder text, long number, String unit, boolean wasNegative) {
    if (number == 0) {
      return wasNegative;
    }
    text.append(text.isEmpty() ? "" : " ")
        .append(wasNegative && number > 0 ? "+" : "")
        .append(number)
        .append(' ')
        .append(unit)
        .append(number == 1 ? "" : "s");
    return number < 0;
  }

  /** The first instant of the span of a length, counted from an origin, that a time is in. */
  static Object binned(Interval span, Object time, Instant origin) {
    if (span.months() != 0 || total(span).signum() <= 0) {
      throw SqlException.of("22023", "date_bin takes an interval of days and hours above zero");
    }
    long micros = whole(new BigDecimal(total(span)), RoundingMode.UNNECESSARY);
    long from = ChronoUnit.MICROS.between(origin, Times.instant(time));
    Instant start = origin.plus(Math.floorDiv(from, micros) * micros, ChronoUnit.MICROS);
    return time instanceof LocalDateTime ? Times.local(start) : start;
  }
}
