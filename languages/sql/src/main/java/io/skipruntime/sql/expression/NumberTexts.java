package io.skipruntime.sql.expression;

import io.skipruntime.sql.catalog.SqlException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** The texts of numbers by the patterns of {@code to_char}, and the numbers that texts are. */
final class NumberTexts {

  private NumberTexts() {}

  /** The text of a number by a pattern of {@code 9}, {@code 0}, {@code .}, {@code ,} and others. */
  static String text(BigDecimal number, String given) {
    String pattern = given.toUpperCase(Locale.ROOT).replace('G', ',').replace('D', '.');
    boolean isShort = pattern.startsWith("FM");
    boolean isAngled = pattern.endsWith("PR");
    boolean hasSign = pattern.startsWith("S", isShort ? 2 : 0);
    boolean hasSignBehind = pattern.endsWith("MI");
    String body = pattern.replace("FM", "").replace("PR", "").replace("MI", "").replace("S", "");
    int point = body.indexOf('.');
    String whole = point < 0 ? body : body.substring(0, point);
    String fraction = point < 0 ? "" : body.substring(point + 1);
    int decimals = (int) fraction.chars().filter(each -> each == '9' || each == '0').count();
    BigDecimal rounded = number.abs().setScale(decimals, RoundingMode.HALF_UP);
    String digits = rounded.toBigInteger().signum() == 0 ? "" : rounded.toBigInteger().toString();
    String text =
        whole(whole, digits, decimals == 0 || (isShort && !fraction.contains("9")), point >= 0);
    if (point >= 0) {
      text +=
          text.contains("#")
              ? "." + fraction.replaceAll("[90]", "#")
              : fraction(rounded, decimals, fraction, isShort);
    }
    boolean isNegative = number.signum() < 0 && rounded.signum() != 0;
    return signed(text, isNegative, isShort, isAngled, hasSign, hasSignBehind);
  }

  private static String signed(
      String text,
      boolean isNegative,
      boolean isShort,
      boolean isAngled,
      boolean hasSign,
      boolean hasSignBehind) {
    String bare = text.stripLeading();
    String blanks = " ".repeat(text.length() - bare.length());
    String all;
    if (isAngled) {
      all = blanks + (isNegative ? "<" + bare + ">" : " " + bare + " ");
    } else if (hasSignBehind) {
      all = text + (isNegative ? "-" : " ");
    } else {
      all = blanks + (isNegative ? "-" : hasSign ? "+" : " ") + bare;
    }
    return isShort ? all.strip() : all;
  }

  private static String whole(String pattern, String digits, boolean hasZero, boolean hasPoint) {
    int places = (int) pattern.chars().filter(each -> each == '9' || each == '0').count();
    if (digits.length() > places) {
      return pattern.replaceAll("[90]", "#");
    }
    StringBuilder text = new StringBuilder();
    int place = 0;
    boolean hasBegun = false;
    for (int i = 0; i < pattern.length(); i++) {
      char each = pattern.charAt(i);
      if (each == '9' || each == '0') {
        int index = digits.length() - places + place;
        place++;
        boolean isLast = place == places;
        hasBegun |= index >= 0 || each == '0' || (isLast && !hasPoint && hasZero);
        text.append(hasBegun ? index >= 0 ? digits.charAt(index) : '0' : ' ');
      } else if (each == ',') {
        text.append(hasBegun ? ',' : ' ');
      } else {
        text.append(each);
      }
    }
    return text.toString();
  }

  private static String fraction(
      BigDecimal rounded, int decimals, String pattern, boolean isShort) {
    String all = rounded.toPlainString();
    String digits = decimals == 0 ? "" : all.substring(all.indexOf('.') + 1);
    int least = isShort ? pattern.lastIndexOf('0') + 1 : digits.length();
    int end = digits.length();
    while (end > least && digits.charAt(end - 1) == '0') {
      end--;
    }
    return "." + digits.substring(0, end);
  }

  /** The number that a text with separators is. */
  static BigDecimal parsed(String text) {
    String plain = text.replaceAll("[^-0-9.]", "");
    try {
      return Decimals.parsed(plain);
    } catch (NumberFormatException e) {
      throw SqlException.of(
          SqlException.BAD_TEXT,
          "invalid input syntax for type numeric: \"" + SqlException.quoted(text) + "\"");
    }
  }
}
