package io.skipruntime.sql.expression;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The texts of whole numbers that PostgreSQL takes: {@code -12}, {@code 1_000}, {@code 0xFF}. */
final class Wholes {

  private static final Pattern TEXT =
      Pattern.compile(
          "(?<sign>[+-]?)(?:(?<plain>[0-9][0-9_]*)|0[xX](?<hexadecimal>[0-9a-fA-F_]+)"
              + "|0[oO](?<octal>[0-7_]+)|0[bB](?<binary>[01_]+))");

  private static final int DECIMAL = 10;
  private static final int HEXADECIMAL = 16;
  private static final int OCTAL = 8;
  private static final int BINARY = 2;

  private Wholes() {}

  /**
   * The number that a text is.
   *
   * @throws NumberFormatException if it is none
   */
  static BigInteger parsed(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches() || text.contains("__") || text.endsWith("_")) {
      throw new NumberFormatException(text + " is no whole number");
    }
    BigInteger number =
        matcher.group("plain") != null
            ? number(matcher.group("plain"), DECIMAL)
            : matcher.group("hexadecimal") != null
                ? number(matcher.group("hexadecimal"), HEXADECIMAL)
                : matcher.group("octal") != null
                    ? number(matcher.group("octal"), OCTAL)
                    : number(matcher.group("binary"), BINARY);
    return matcher.group("sign").equals("-") ? number.negate() : number;
  }

  /** Whether a character is one of 0 to 9; Java takes the digits of all scripts. */
  static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  private static BigInteger number(String digits, int radix) {
    return new BigInteger(digits.replace("_", ""), radix);
  }
}
