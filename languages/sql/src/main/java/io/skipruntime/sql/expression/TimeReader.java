package io.skipruntime.sql.expression;

import io.skipruntime.sql.catalog.SqlException;
import java.time.Month;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A reader of the times that texts are by a pattern, as leniently as PostgreSQL: blanks between
 * fields do not matter, any separator stands for any other, and what follows the last field is
 * ignored. Used once.
 */
final class TimeReader {

  private static final String BAD_FORMAT = "22007";

  private static final List<String> MONTHS =
      Arrays.stream(Month.values()).map(Month::name).toList();
  private static final List<String> DAYS =
      List.of("SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY");
  private static final List<String> ROMANS =
      List.of("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII");
  private static final List<String> HALVES = List.of("AM", "PM", "A.M.", "P.M.");
  private static final List<String> ERAS = List.of("AD", "BC", "A.D.", "B.C.");

  private final String text;
  private final TimeFields fields = new TimeFields();
  private int at;
  private int skipped;
  private boolean isExact;

  private TimeReader(String text) {
    this.text = text;
  }

  /**
   * The fields of the time that a text is.
   *
   * @throws SqlException if the text does not follow the pattern
   */
  static TimeFields read(String text, String pattern) {
    TimeReader reader = new TimeReader(text);
    List<TimePattern.Part> parts = TimePattern.of(pattern).parts();
    for (int i = 0; i < parts.size() && reader.at < text.length(); i++) {
      reader.read(parts.get(i), i == 0);
    }
    return reader.fields;
  }

  private void read(TimePattern.Part part, boolean isFirst) {
    if (!isExact && (isFirst || !(part instanceof TimePattern.Other))) {
      skipBlanks();
    }
    switch (part) {
      case TimePattern.Separator separator -> readSeparator();
      case TimePattern.Other other -> {
        if (!isExact && skipped > 0) {
          skipped--;
        } else {
          at = Math.min(text.length(), at + 1);
        }
      }
      case TimePattern.Field field -> {
        if (at < text.length()) {
          readField(field);
        }
        if (!isExact) {
          skipped = 0;
          skipBlanks();
        }
      }
    }
  }

  private void skipBlanks() {
    while (at < text.length() && TimePattern.isBlank(text.charAt(at))) {
      at++;
      skipped++;
    }
  }

  private void readSeparator() {
    if (isExact) {
      at++;
      return;
    }
    skipped--;
    if (at < text.length() && TimePattern.isSeparator(text.charAt(at))) {
      at++;
      skipped++;
    }
  }

  private void readField(TimePattern.Field field) {
    switch (field.name()) {
      case "FX" -> isExact = true;
      case "AM", "PM", "A.M.", "P.M." ->
          fields.put("HALF", word(field, HALVES) % 2, field.written());
      case "AD", "BC", "A.D.", "B.C." -> fields.put("ERA", word(field, ERAS) % 2, field.written());
      case "MONTH" -> fields.put("MM", word(field, MONTHS) + 1, field.written());
      case "MON" -> fields.put("MM", word(field, shortened(MONTHS)) + 1, field.written());
      case "DAY" -> fields.put("D", word(field, DAYS) + 1, field.written());
      case "DY" -> fields.put("D", word(field, shortened(DAYS)) + 1, field.written());
      case "RM" -> fields.put("MM", word(field, ROMANS) + 1, field.written());
      case "TZ", "OF" -> readOffset(field);
      case "TZH" -> readHours(field);
      default -> readNumber(field);
    }
  }

  private static List<String> shortened(List<String> names) {
    return names.stream().map(name -> name.substring(0, 3)).toList();
  }

  /** The number of the longest word that the rest begins with. */
  private long word(TimePattern.Field field, List<String> words) {
    String rest = text.substring(at).toUpperCase(Locale.ROOT);
    int found = -1;
    for (int i = 0; i < words.size(); i++) {
      boolean isLonger = found < 0 || words.get(i).length() > words.get(found).length();
      found = isLonger && rest.startsWith(words.get(i)) ? i : found;
    }
    if (found < 0) {
      throw invalid(
          text.substring(at).split("\\s", 2)[0],
          field,
          "the given value did not match any of the allowed values for this field");
    }
    at += words.get(found).length();
    return found;
  }

  private void readNumber(TimePattern.Field field) {
    String name = field.name();
    int begin = at;
    long number = name.equals("Y,YYY") ? withComma(field) : number(field, width(name));
    int digits = at - begin;
    if (field.isOrdinal()) {
      at = Math.min(text.length(), at + 2);
    }
    take(name, number, digits, field.written());
    fields.follow(name);
  }

  private void take(String name, long number, int digits, String written) {
    switch (name) {
      case "Q" -> {}
      case "MS" -> fields.put("MS", number * power(3 - digits), written);
      case "US", "FF1", "FF2", "FF3", "FF4", "FF5", "FF6" ->
          fields.put("US", number * power(6 - digits), written);
      case "YYY", "YY", "Y", "IYY", "IY", "I" -> {
        fields.put("YEAR", digits < 4 ? nearTo2020(number) : number, written);
        fields.isShort(name.length() <= 2);
      }
      case "YYYY", "IYYY", "Y,YYY" -> fields.put("YEAR", number, written);
      case "HH12" -> fields.put("HH", number, written);
      case "SSSSS" -> fields.put("SSSS", number, written);
      case "IW" -> fields.put("WW", number, written);
      case "ID" -> fields.put("D", number % 7 + 1, written);
      case "IDDD" -> fields.put("DDD", number, written);
      default -> fields.put(name, number, written);
    }
  }

  private static long power(int exponent) {
    return (long) Math.pow(10, Math.max(0, exponent));
  }

  private static int width(String field) {
    return switch (field) {
      case "HH24", "HH12" -> 2;
      case "US" -> 6;
      case "MS", "IDDD" -> 3;
      case "ID" -> 1;
      default -> field.startsWith("FF") ? field.charAt(2) - '0' : field.length();
    };
  }

  /** The year of few digits that is closest to 2020. */
  private static long nearTo2020(long year) {
    if (year < 70) {
      return year + 2000;
    }
    return year < 100 ? year + 1900 : year < 520 ? year + 2000 : year < 1000 ? year + 1000 : year;
  }

  private long withComma(TimePattern.Field field) {
    TimePattern.Field open = new TimePattern.Field("YYY", field.written(), true, false, true);
    long thousands = number(open, 4);
    if (at >= text.length() || text.charAt(at) != ',') {
      throw invalid(text.substring(at), field, "it must be an integer with a comma");
    }
    at++;
    return thousands * 1000 + number(open, 3);
  }

  /** A whole number: with a sign, of as many digits as there are, or of a number of characters. */
  private long number(TimePattern.Field field, int width) {
    skipBlanks();
    boolean isOpen = field.isFilled() || field.isOpen();
    int most = isOpen ? text.length() : Math.min(text.length(), at + width);
    if (!isOpen && text.length() - at < width) {
      throw SqlException.of(
          BAD_FORMAT,
          "source string too short for \""
              + field.written()
              + "\" formatting field: it requires "
              + width
              + " characters, but only "
              + (text.length() - at)
              + " remain");
    }
    int begin = at;
    int end = begin;
    if (end < most && (text.charAt(end) == '-' || text.charAt(end) == '+')) {
      end++;
    }
    int digits = end;
    while (end < most && Wholes.isDigit(text.charAt(end))) {
      end++;
    }
    String shown = text.substring(begin, text.offsetByCodePoints(begin, characters(begin, width)));
    if (end == digits) {
      throw invalid(shown, field, "value must be an integer");
    }
    if (!isOpen && end - begin < width) {
      throw invalid(
          shown,
          field,
          "it requires " + width + " characters, but only " + (end - begin) + " could be parsed");
    }
    at = end;
    try {
      return Integer.parseInt(text.substring(begin, end));
    } catch (NumberFormatException e) {
      throw SqlException.of(
          SqlException.TIME_RANGE,
          "value for \"" + field.written() + "\" in source string is out of range");
    }
  }

  /** So many characters from a place on, or those that there are. */
  private int characters(int from, int most) {
    return Math.min(most, text.codePointCount(from, text.length()));
  }

  private void readHours(TimePattern.Field field) {
    char sign = text.charAt(at);
    boolean isSigned = sign == '+' || sign == '-' || sign == ' ';
    boolean isPassed = !isSigned && skipped > 0 && at > 0 && text.charAt(at - 1) == '-';
    at += isSigned ? 1 : 0;
    fields.hasZone(sign == '-' || isPassed);
    fields.put("TZH", number(field, 2), field.written());
  }

  /** An offset such as {@code +05:30}, or a name of UTC. */
  private void readOffset(TimePattern.Field field) {
    String rest = text.substring(at).toUpperCase(Locale.ROOT);
    for (String name : List.of("UTC", "GMT", "Z")) {
      if (rest.startsWith(name)) {
        at += name.length();
        fields.hasZone(false);
        return;
      }
    }
    TimePattern.Field open = new TimePattern.Field("TZH", field.written(), true, false, true);
    readHours(open);
    if (at < text.length() && text.charAt(at) == ':') {
      at++;
      fields.put("TZM", number(open, 2), field.written());
    }
  }

  private static SqlException invalid(String value, TimePattern.Field field, String reason) {
    return SqlException.of(
        BAD_FORMAT,
        "invalid value \""
            + SqlException.quoted(value)
            + "\" for \""
            + field.written()
            + "\": "
            + reason);
  }
}
