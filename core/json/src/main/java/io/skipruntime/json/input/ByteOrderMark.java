package io.skipruntime.json.input;

import java.util.Arrays;

/**
 * The character U+FEFF at the beginning of a text in UTF-8. Some editors write it, and it is no
 * part of what the text says.
 */
public final class ByteOrderMark {

  private static final char MARK = '\uFEFF';
  private static final byte[] BYTES = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private ByteOrderMark() {}

  /** A text without the mark, if it begins with it. */
  public static String strip(String text) {
    return text.indexOf(MARK) == 0 ? text.substring(1) : text;
  }

  /** A text in UTF-8 without the mark, if it begins with it. */
  public static byte[] strip(byte[] utf8) {
    return isAtStart(utf8) ? Arrays.copyOfRange(utf8, BYTES.length, utf8.length) : utf8;
  }

  private static boolean isAtStart(byte[] utf8) {
    int length = BYTES.length;
    return utf8.length >= length && Arrays.equals(utf8, 0, length, BYTES, 0, length);
  }
}
