package io.skipruntime.sql.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a pattern of {@code to_date} and {@code to_timestamp}, in order. Immutable.
 *
 * @param parts the parts
 */
record TimePattern(List<Part> parts) {

  private static final Pattern PART =
      Pattern.compile(
          "\"(?<quoted>(?:[^\"\\\\]|\\\\.)*)\"?|\\\\(?<escaped>.)|(?<prefix>(?:FM|TM)?)(?<field>HH24"
              + "|HH12|HH|MI|SSSSS?|SS|MS|US|FF[1-6]|AM|PM|A\\.M\\.|P\\.M\\.|AD|BC|A\\.D\\.|B\\.C\\."
              + "|Y,YYY|YYYY|YYY|YY|Y|IYYY|IYY|IY|IDDD|IW|ID|I|MONTH|MON|MM|DDD|DD|DAY|DY|D|WW|W|CC|J"
              + "|Q|RM|TZH|TZM|TZ|OF|FX)(?<suffix>(?:TH)?)|(?<other>.)",
          Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  /** The names of months and days, halves of the day and eras, which are no digits. */
  private static final Pattern WORD =
      Pattern.compile("MONTH|MON|DAY|DY|AM|PM|[AP]\\.M\\.|AD|BC|A\\.D\\.|B\\.C\\.|RM|TZ|OF|TZH");

  /** Copies the list. */
  TimePattern {
    parts = List.copyOf(parts);
  }

  /** A part of a pattern. */
  sealed interface Part {}

  /**
   * A field of a time.
   *
   * @param name its name in capital letters
   * @param written as the pattern has it
   * @param isFilled whether it says FM, so that it has as many digits as there are
   * @param isOrdinal whether letters as in {@code 1st} follow the number
   * @param isOpen whether no digit can follow the number, so that it has as many as there are
   */
  record Field(String name, String written, boolean isFilled, boolean isOrdinal, boolean isOpen)
      implements Part {}

  /** A blank, or a character that is neither letter nor digit. */
  record Separator() implements Part {}

  /** Any other character. */
  record Other() implements Part {}

  /** The parts of a text. */
  static TimePattern of(String pattern) {
    List<Part> parts = new ArrayList<>();
    Matcher matcher = PART.matcher(pattern);
    while (matcher.find()) {
      if (matcher.group("field") != null) {
        parts.add(field(matcher, pattern.substring(matcher.end())));
      } else if (matcher.group("quoted") != null) {
        int length = matcher.group("quoted").replaceAll("\\\\(.)", "$1").length();
        for (int i = 0; i < length; i++) {
          parts.add(new Other());
        }
      } else {
        boolean isPlain = matcher.group("escaped") == null;
        parts.add(
            isPlain && isSeparator(matcher.group().charAt(0)) ? new Separator() : new Other());
      }
    }
    return new TimePattern(parts);
  }

  private static Field field(Matcher matcher, String rest) {
    boolean isOrdinal = !matcher.group("suffix").isEmpty();
    return new Field(
        matcher.group("field").toUpperCase(Locale.ROOT),
        matcher.group("field"),
        matcher.group("prefix").equalsIgnoreCase("FM"),
        isOrdinal,
        isOrdinal || !beginsWithDigit(rest));
  }

  private static boolean beginsWithDigit(String rest) {
    Matcher next = PART.matcher(rest);
    if (!next.lookingAt()) {
      return false;
    }
    String field = next.group("field");
    return field == null
        ? Wholes.isDigit(next.group().charAt(0))
        : !WORD.matcher(field.toUpperCase(Locale.ROOT)).matches();
  }

  /** Whether a character stands between fields: a blank, or one of ASCII that is no word's. */
  static boolean isSeparator(char character) {
    return isBlank(character)
        || (character > ' ' && character < '\u007f' && !Character.isLetterOrDigit(character));
  }

  /** Whether a character is white space. */
  static boolean isBlank(char character) {
    return character == ' ' || (character >= '\t' && character <= '\r');
  }
}
