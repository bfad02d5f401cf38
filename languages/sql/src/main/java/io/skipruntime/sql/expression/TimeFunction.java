package io.skipruntime.sql.expression;

import static io.skipruntime.sql.expression.Arguments.inexact;
import static io.skipruntime.sql.expression.Arguments.number;
import static io.skipruntime.sql.expression.Arguments.text;
import static io.skipruntime.sql.expression.Arguments.value;

import io.skipruntime.sql.catalog.SqlType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The functions and operators of times and intervals. */
@SuppressWarnings("ImmutableEnumChecker") // the bodies capture nothing
public enum TimeFunction implements Operation {
  /** A part of a time or an interval, as a number: the unit, the time. */
  EXTRACT("$extract(text,any) numeric", (a, type) -> part(text(a, 0), value(a, 1))),
  /** The same as a double. */
  DATE_PART(
      "$date_part(text,any) double", (a, type) -> part(text(a, 0), value(a, 1)).doubleValue()),
  /** The interval that a text is. */
  INTERVAL(
      "to_interval(any) interval", (a, type) -> Casts.cast(value(a, 0), SqlType.INTERVAL, -1, 0)),
  /** The interval of years, months, weeks, days, hours, minutes and seconds. */
  MAKE_INTERVAL(
      "make_interval(int?,int,int,int,int,int,double) interval",
      (a, type) ->
          Intervals.parsed(
              "%d years %d months %d weeks %d days %d hours %d mins %s secs"
                  .formatted(
                      number(a, 0, 0),
                      number(a, 1, 0),
                      number(a, 2, 0),
                      number(a, 3, 0),
                      number(a, 4, 0),
                      number(a, 5, 0),
                      text(a, 6, "0")))),
  /** The months, days and hours from the second time to the first. */
  AGE("age(time,time) interval", (a, type) -> Intervals.age(instant(a, 0), instant(a, 1))),
  /** The text of a time or a number by a pattern. */
  TO_CHAR(
      "to_char(any,text) text",
      (a, type) ->
          value(a, 0) instanceof Number
              ? NumberTexts.text(Decimals.of(value(a, 0)), text(a, 1))
              : TimeTexts.text(instant(a, 0), text(a, 1))),
  /** The date that a text is by a pattern. */
  TO_DATE(
      "to_date(text,text) date",
      (a, type) -> TimeReader.read(text(a, 0), text(a, 1)).date(text(a, 0))),
  /** The time that a text is by a pattern, or that is so many seconds after 1970. */
  TO_TIMESTAMP(
      "to_timestamp(any,text?) timestamptz",
      (a, type) ->
          a.length > 1
              ? TimeReader.read(text(a, 0), text(a, 1)).time(text(a, 0)).toInstant(ZoneOffset.UTC)
              : Times.plusSeconds(Decimals.of(value(a, 0)))),
  /** The number that a text with separators is. */
  TO_NUMBER("to_number(text,text) numeric", (a, type) -> NumberTexts.parsed(text(a, 0))),
  /** A date. */
  MAKE_DATE(
      "make_date(int,int,int) date",
      (a, type) -> Times.made(number(a, 0), number(a, 1), number(a, 2))),
  /** A date and time. */
  MAKE_TIMESTAMP(
      "make_timestamp(int,int,int,int,int,double) timestamp",
      (a, type) ->
          Times.made(
              number(a, 0), number(a, 1), number(a, 2), number(a, 3), number(a, 4), inexact(a, 5))),
  /** An instant. */
  MAKE_TIMESTAMPTZ(
      "make_timestamptz(int,int,int,int,int,double,text?) timestamptz",
      (a, type) ->
          Times.atZone(
              Times.made(
                  number(a, 0),
                  number(a, 1),
                  number(a, 2),
                  number(a, 3),
                  number(a, 4),
                  inexact(a, 5)),
              text(a, 6, "UTC"))),
  /** A time as that of another zone. */
  AT_ZONE(
      """
      $at_time_zone(timestamptz,text) timestamp
      $at_time_zone(timestamp,text) timestamptz
      $at_time_zone(date,text) timestamp
      timezone(text,timestamptz) timestamp
      """,
      (a, type) ->
          value(a, 0) instanceof String zone
              ? Times.atZone(value(a, 1), zone)
              : Times.atZone(value(a, 0), text(a, 1))),
  /** The first instant of the span that a time is in. */
  DATE_BIN(
      "date_bin(interval,time,time) @1",
      (a, type) -> Intervals.binned((SqlType.Interval) value(a, 0), value(a, 1), instant(a, 2))),
  /** An interval with days for 24 hours. */
  JUSTIFY_HOURS(
      "justify_hours(interval) interval",
      (a, type) -> Intervals.justifiedHours((SqlType.Interval) value(a, 0))),
  /** An interval with months for 30 days. */
  JUSTIFY_DAYS(
      "justify_days(interval) interval",
      (a, type) -> Intervals.justifiedDays((SqlType.Interval) value(a, 0))),
  /** An interval with days for 24 hours and months for 30 days, of one sign. */
  JUSTIFY(
      "justify_interval(interval) interval",
      (a, type) -> Intervals.justified((SqlType.Interval) value(a, 0))),
  /** Whether two spans have a time in common; each has a begin, and an end or a length. */
  OVERLAPS(
      """
      $overlaps(time,time,time,time) bool
      $overlaps(time,time,time,interval) bool
      $overlaps(time,interval,time,time) bool
      $overlaps(time,interval,time,interval) bool\
      """,
      (a, type) -> Intervals.overlap(a),
      false),
  /** Whether a time or an interval has an end: there are no others. */
  IS_FINITE("isfinite(time) bool\nisfinite(interval) bool", (a, type) -> true),
  /** An instant some span later. */
  DATE_ADD(
      "date_add(time,interval) time",
      (a, type) -> Intervals.plus(value(a, 0), (SqlType.Interval) value(a, 1), type)),
  /** An instant some span earlier. */
  DATE_SUBTRACT(
      "date_subtract(time,interval) time",
      (a, type) ->
          Intervals.plus(value(a, 0), Intervals.negated((SqlType.Interval) value(a, 1)), type)),
  /** A time some span later. */
  PLUS_INTERVAL("", (a, type) -> Intervals.plus(value(a, 0), (SqlType.Interval) value(a, 1), type)),
  /** The days and hours from the second time to the first. */
  BETWEEN("", (a, type) -> Intervals.between(instant(a, 1), instant(a, 0))),
  /** A date some days later. */
  PLUS_DAYS("", (a, type) -> Times.plusDays((LocalDate) value(a, 0), number(a, 1))),
  /** The days from the second date to the first. */
  DAYS_BETWEEN(
      "", (a, type) -> ChronoUnit.DAYS.between((LocalDate) value(a, 1), (LocalDate) value(a, 0))),
  /** The sum of two intervals. */
  ADD(
      "",
      (a, type) -> Intervals.plus((SqlType.Interval) value(a, 0), (SqlType.Interval) value(a, 1))),
  /** The difference of two intervals. */
  SUBTRACT(
      "",
      (a, type) ->
          Intervals.plus(
              (SqlType.Interval) value(a, 0), Intervals.negated((SqlType.Interval) value(a, 1)))),
  /** An interval backwards. */
  NEGATE("", (a, type) -> Intervals.negated((SqlType.Interval) value(a, 0))),
  /** An interval so many times. */
  SCALE("", (a, type) -> Intervals.times((SqlType.Interval) value(a, 0), Decimals.of(value(a, 1)))),
  /** A part of an interval. */
  DIVIDE("", (a, type) -> Intervals.dividedBy((SqlType.Interval) value(a, 0), value(a, 1)));

  private final Definition definition;

  TimeFunction(String signature, Body body) {
    this(signature, body, true);
  }

  TimeFunction(String signature, Body body, boolean isStrict) {
    this.definition = new Definition(signature, body, isStrict);
  }

  @Override
  public Definition definition() {
    return definition;
  }

  private static Instant instant(@Nullable Object[] arguments, int index) {
    return Times.instant(value(arguments, index));
  }

  private static BigDecimal part(String unit, Object of) {
    return of instanceof SqlType.Interval interval
        ? Intervals.part(unit, interval)
        : Times.part(unit, of);
  }
}
