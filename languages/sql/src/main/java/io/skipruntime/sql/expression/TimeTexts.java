package io.skipruntime.sql.expression;

import io.skipruntime.sql.catalog.SqlException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.time.temporal.IsoFields;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The texts of times by the patterns of {@code to_char}, and the times that such texts are. */
final class TimeTexts {

  private static final int WIDTH = 9;
  private static final int HALF_DAY = 12;
  private static final Pattern PART =
      Pattern.compile(
          "(?<quoted>\"(?:[^\"\\\\]|\\\\.)*\")|(?<fill>(?:FM|fm)?)(?<field>(?i:HH24|HH12|HH|MI|SSSSS?|SS|MS|US"
              + "|FF[1-6]|AM|PM|A\\.M\\.|P\\.M\\.|Y,YYY|IYYY|YYYY|YYY|YY|Y|IW|ID|IDDD|MONTH|MON|MM|DDD|DD"
              + "|DAY|DY|D|WW|W|CC|J|Q|RM|TZH|TZM|TZ|OF))(?<suffix>(?:TH|th)?)|(?<other>.)",
          Pattern.DOTALL);

  private TimeTexts() {}

  /** The text of a time by a pattern. */
  static String text(Instant instant, String pattern) {
    LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    StringBuilder text = new StringBuilder();
    Matcher part = PART.matcher(pattern);
    while (part.find()) {
      if (part.group("quoted") != null) {
        String quoted = part.group();
        text.append(quoted.substring(1, quoted.length() - 1).replaceAll("\\\\(.)", "$1"));
      } else if (part.group("other") != null) {
        text.append(part.group());
      } else {
        String field = field(time, part.group("field"), !part.group("fill").isEmpty());
        text.append(field);
        if (!part.group("suffix").isEmpty()) {
          String ordinal = ordinal(field);
          text.append(
              part.group("suffix").equals("TH") ? ordinal.toUpperCase(Locale.ROOT) : ordinal);
        }
      }
    }
    return text.toString();
  }

  private static String ordinal(String number) {
    int tens = number.length() > 1 ? number.charAt(number.length() - 2) : '0';
    return tens == '1'
        ? "th"
        : switch (number.charAt(number.length() - 1)) {
          case '1' -> "st";
          case '2' -> "nd";
          case '3' -> "rd";
          default -> "th";
        };
  }

  private static String field(LocalDateTime time, String field, boolean isShort) {
    int year = time.getYear();
    int isoYear = time.get(IsoFields.WEEK_BASED_YEAR);
    int hour = time.getHour() % HALF_DAY == 0 ? HALF_DAY : time.getHour() % HALF_DAY;
    return switch (field.toUpperCase(Locale.ROOT)) {
      case "HH24" -> number(time.getHour(), 2, isShort);
      case "HH12", "HH" -> number(hour, 2, isShort);
      case "MI" -> number(time.getMinute(), 2, isShort);
      case "SS" -> number(time.getSecond(), 2, isShort);
      case "SSSS", "SSSSS" -> number(time.toLocalTime().toSecondOfDay(), 1, isShort);
      case "MS", "FF3" -> number(time.getNano() / 1_000_000, 3, isShort);
      case "US", "FF6" -> number(time.getNano() / 1_000, 6, isShort);
      case "FF1" -> number(time.getNano() / 100_000_000, 1, isShort);
      case "FF2" -> number(time.getNano() / 10_000_000, 2, isShort);
      case "FF4" -> number(time.getNano() / 100_000, 4, isShort);
      case "FF5" -> number(time.getNano() / 10_000, 5, isShort);
      case "AM", "PM" -> cased(time.getHour() < HALF_DAY ? "AM" : "PM", field);
      case "A.M.", "P.M." -> cased(time.getHour() < HALF_DAY ? "A.M." : "P.M.", field);
      case "Y,YYY" -> number(year / 1000, 1, true) + "," + number(year % 1000, 3, false);
      case "YYYY" -> number(year, 4, isShort);
      case "YYY" -> number(year % 1000, 3, isShort);
      case "YY" -> number(year % 100, 2, isShort);
      case "Y" -> number(year % 10, 1, isShort);
      case "IYYY" -> number(isoYear, 4, isShort);
      case "IW" -> number(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, isShort);
      case "ID" -> String.valueOf(time.getDayOfWeek().getValue());
      case "IDDD" ->
          number(
              (time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR) - 1) * 7
                  + time.getDayOfWeek().getValue(),
              3,
              isShort);
      case "MONTH" ->
          name(time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH), field, isShort);
      case "MON" -> name(shortMonth(time), field, true);
      case "MM" -> number(time.getMonthValue(), 2, isShort);
      case "DDD" -> number(time.getDayOfYear(), 3, isShort);
      case "DD" -> number(time.getDayOfMonth(), 2, isShort);
      case "DAY" ->
          name(time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH), field, isShort);
      case "DY" ->
          name(time.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH), field, true);
      case "D" -> String.valueOf(time.getDayOfWeek().getValue() % 7 + 1);
      case "WW" -> number((time.getDayOfYear() - 1) / 7 + 1, 2, isShort);
      case "W" -> String.valueOf((time.getDayOfMonth() - 1) / 7 + 1);
      case "CC" -> number((year + 99) / 100, 2, isShort);
      case "J" -> String.valueOf(time.toLocalDate().toEpochDay() + 2_440_588);
      case "Q" -> String.valueOf(time.get(IsoFields.QUARTER_OF_YEAR));
      case "TZ" -> cased("UTC", field);
      case "TZH", "OF" -> "+00";
      case "TZM" -> "00";
      default -> throw SqlException.of("22007", "the pattern " + field + " is not supported");
    };
  }

  private static String shortMonth(LocalDateTime time) {
    return time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH).substring(0, 3);
  }

  private static String number(int number, int width, boolean isShort) {
    String text = String.valueOf(number);
    return isShort ? text : "0".repeat(Math.max(0, width - text.length())) + text;
  }

  /** A text in capital letters if the field is, else in small ones if it is. */
  private static String cased(String text, String field) {
    return Character.isLowerCase(field.charAt(0)) ? text.toLowerCase(Locale.ROOT) : text;
  }

  private static String name(String name, String field, boolean isShort) {
    String cased =
        field.equals(field.toUpperCase(Locale.ROOT))
            ? name.toUpperCase(Locale.ROOT)
            : cased(name, field);
    return isShort ? cased : cased + " ".repeat(Math.max(0, WIDTH - cased.length()));
  }

  /** The time that a text is by a pattern. */
  static LocalDateTime parsed(String text, String pattern) {
    Map<String, Long> fields = new TreeMap<>();
    Matcher part = PART.matcher(pattern);
    int at = 0;
    while (part.find()) {
      at = blanks(text, at);
      if (part.group("field") == null) {
        boolean isThere = at < text.length() && !Character.isLetterOrDigit(text.charAt(at));
        int length = part.group("quoted") != null ? part.group().length() - 2 : 1;
        at += part.group("quoted") != null || (isThere && !part.group().isBlank()) ? length : 0;
        continue;
      }
      at =
          read(
              text,
              at,
              part.group("field").toUpperCase(Locale.ROOT),
              fields,
              isTight(pattern, part.end()));
    }
    return time(fields, text);
  }

  /** Whether a number follows without anything between. */
  private static boolean isTight(String pattern, int end) {
    return end < pattern.length() && Character.isLetter(pattern.charAt(end));
  }

  private static int blanks(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    return at;
  }

  private static int read(
      String text, int from, String field, Map<String, Long> fields, boolean isTight) {
    if (List.of("MONTH", "MON", "DAY", "DY", "AM", "PM").contains(field)) {
      int end = from;
      while (end < text.length() && Character.isLetter(text.charAt(end))) {
        end++;
      }
      put(fields, field, text.substring(from, end));
      return end;
    }
    int most =
        switch (field) {
          case "YYYY", "IYYY" -> isTight ? 4 : 6;
          case "DDD", "MS", "YYY" -> 3;
          case "US" -> 6;
          case "Y", "D", "Q" -> 1;
          default -> 2;
        };
    int end = from;
    while (end < text.length() && end - from < most && Wholes.isDigit(text.charAt(end))) {
      end++;
    }
    if (end == from) {
      throw SqlException.of(
          "22007",
          "invalid value \""
              + text.substring(from)
              + "\" for \""
              + field
              + "\": it must be a number");
    }
    long number = Long.parseLong(text.substring(from, end));
    if (field.equals("MS") || field.equals("US")) {
      number *= (long) Math.pow(10, 9 - (end - from));
    }
    fields.put(field, number);
    return end;
  }

  private static void put(Map<String, Long> fields, String field, String word) {
    String upper = word.toUpperCase(Locale.ROOT);
    if (field.startsWith("MON")) {
      for (java.time.Month month : java.time.Month.values()) {
        if (month.name().equals(upper) || month.name().substring(0, 3).equals(upper)) {
          fields.put("MM", (long) month.getValue());
          return;
        }
      }
      throw SqlException.of("22007", "invalid value \"" + word + "\" for \"" + field + "\"");
    }
    if (field.equals("AM") || field.equals("PM")) {
      fields.put("HALF", upper.startsWith("P") ? 1L : 0L);
    }
  }

  private static LocalDateTime time(Map<String, Long> fields, String text) {
    long year = fields.getOrDefault("YYYY", 1L);
    if (fields.containsKey("YY")) {
      long two = fields.get("YY");
      year = two < 70 ? 2000 + two : 1900 + two;
    }
    long hour =
        fields.getOrDefault("HH24", fields.getOrDefault("HH12", fields.getOrDefault("HH", 0L)));
    if (fields.containsKey("HALF")) {
      hour = hour % HALF_DAY + fields.get("HALF") * HALF_DAY;
    }
    try {
      LocalDate day =
          fields.containsKey("DDD")
              ? LocalDate.ofYearDay((int) year, fields.get("DDD").intValue())
              : LocalDate.of(
                  (int) year,
                  fields.getOrDefault("MM", 1L).intValue(),
                  fields.getOrDefault("DD", 1L).intValue());
      return day.atTime(
          (int) hour,
          fields.getOrDefault("MI", 0L).intValue(),
          fields.getOrDefault("SS", 0L).intValue(),
          fields.getOrDefault("US", fields.getOrDefault("MS", 0L)).intValue());
    } catch (DateTimeException e) {
      throw SqlException.of(
          SqlException.TIME_RANGE,
          "date/time field value out of range: \"" + SqlException.quoted(text) + "\"");
    }
  }
}
