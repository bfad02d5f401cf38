package io.skipruntime.sql.expression;

import io.skipruntime.sql.catalog.SqlException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.time.temporal.IsoFields;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The texts of times by the patterns of {@code to_char}. */
final class TimeTexts {

  private static final int WIDTH = 9;
  private static final int HALF_DAY = 12;
  private static final Pattern PART =
      Pattern.compile(
          "(?<quoted>\"(?:[^\"\\\\]|\\\\.)*\")|(?<fill>(?:FM|fm)?)(?<field>(?i:HH24|HH12|HH|MI|SSSSS?|SS|MS|US"
              + "|FF[1-6]|AM|PM|A\\.M\\.|P\\.M\\.|AD|BC|A\\.D\\.|B\\.C\\.|Y,YYY|YYYY|YYY|YY|Y"
              + "|IYYY|IYY|IY|IDDD|IW|ID|I|MONTH|MON|MM|DDD|DD|DAY|DY|D|WW|W|CC|J|Q|RM|TZH|TZM|TZ|OF))(?<suffix>(?:TH|th)?)|(?<other>.)",
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
      case "IYY" -> number(isoYear % 1000, 3, isShort);
      case "IY" -> number(isoYear % 100, 2, isShort);
      case "I" -> number(isoYear % 10, 1, isShort);
      case "AD", "BC" -> cased(year > 0 ? "AD" : "BC", field);
      case "A.D.", "B.C." -> cased(year > 0 ? "A.D." : "B.C.", field);
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
}
