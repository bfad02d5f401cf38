package io.skipruntime.sql.front;

import io.skipruntime.sql.catalog.SqlException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The texts with escapes, {@code E'…'}, as those without: single characters such as {@code \n},
 * characters by their number in Unicode, of 4 digits behind {@code \}{@code u} and 8 behind {@code
 * \U}, and bytes of UTF-8, of up to 3 octal digits or of 2 behind {@code \x}. For one constant.
 */
final class Escapes {

  private static final int OCTAL = 8;
  private static final int HEXADECIMAL = 16;
  private static final int OCTAL_DIGITS = 3;
  private static final int BYTE_DIGITS = 2;
  private static final int SHORT_DIGITS = 4;
  private static final int LONG_DIGITS = 8;

  private final String constant;
  private final int end;
  private final StringBuilder text = new StringBuilder("'");
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private char high;
  private int at = 2;

  private Escapes(String constant) {
    this.constant = constant;
    this.end = constant.length() - 1;
  }

  /**
   * The constant without its escapes, in quotes.
   *
   * @throws SqlException without a place, if an escape is none or what it is no text
   */
  static String plain(String constant) {
    return new Escapes(constant).plain();
  }

  private String plain() {
    while (at < end) {
      char each = constant.charAt(at++);
      if (each == '\\') {
        escape(constant.charAt(at++));
      } else {
        endBytes();
        endPair();
        text.append(each);
      }
    }
    endBytes();
    endPair();
    return text.append('\'').toString();
  }

  private void escape(char kind) {
    boolean isOctal = kind >= '0' && kind <= '7';
    if (isOctal || (kind == 'x' && Character.digit(constant.charAt(at), HEXADECIMAL) >= 0)) {
      endPair();
      at -= isOctal ? 1 : 0;
      bytes.write(
          number(isOctal ? OCTAL : HEXADECIMAL, isOctal ? OCTAL_DIGITS : BYTE_DIGITS) & 0xff);
      return;
    }
    endBytes();
    if (kind == 'u' || kind == 'U') {
      int from = at;
      int digits = kind == 'u' ? SHORT_DIGITS : LONG_DIGITS;
      int point = number(HEXADECIMAL, digits);
      if (at != from + digits) {
        throw refusal("a Unicode escape is \\uXXXX or \\UXXXXXXXX");
      }
      addPoint(point);
      return;
    }
    endPair();
    switch (kind) {
      case 'n' -> text.append('\n');
      case 't' -> text.append('\t');
      case 'r' -> text.append('\r');
      case 'b' -> text.append('\b');
      case 'f' -> text.append('\f');
      case '\'' -> text.append("''");
      default -> text.append(kind);
    }
  }

  /** The number of up to so many digits from here. */
  private int number(int radix, int most) {
    int number = 0;
    for (int i = 0; i < most && at < end; i++) {
      int digit = Character.digit(constant.charAt(at), radix);
      if (digit < 0) {
        break;
      }
      number = number * radix + digit;
      at++;
    }
    return number;
  }

  private void addPoint(int point) {
    if (point == 0 || !Character.isValidCodePoint(point)) {
      throw refusal("no character has the number " + Integer.toHexString(point));
    }
    boolean isLow = point <= Character.MAX_VALUE && Character.isLowSurrogate((char) point);
    if (isLow != (high != 0)) {
      throw ofPair();
    }
    if (isLow) {
      text.append(high).append((char) point);
      high = 0;
    } else if (point <= Character.MAX_VALUE && Character.isHighSurrogate((char) point)) {
      high = (char) point;
    } else if (point == '\'') {
      text.append("''");
    } else {
      text.appendCodePoint(point);
    }
  }

  private void endPair() {
    if (high != 0) {
      throw ofPair();
    }
  }

  private void endBytes() {
    if (bytes.size() == 0) {
      return;
    }
    ByteBuffer given = ByteBuffer.wrap(bytes.toByteArray());
    bytes.reset();
    try {
      String decoded = StandardCharsets.UTF_8.newDecoder().decode(given).toString();
      if (decoded.indexOf('\0') >= 0) {
        throw refusal("a text has no character 0");
      }
      text.append(decoded.replace("'", "''"));
    } catch (CharacterCodingException e) {
      throw SqlException.of("22021", "the bytes of an escape are not UTF-8");
    }
  }

  private static SqlException ofPair() {
    return refusal("a half of a surrogate pair stands alone in a Unicode escape");
  }

  private static SqlException refusal(String reason) {
    return SqlException.of("22025", reason);
  }
}
