package io.skipruntime.json;

import java.nio.charset.StandardCharsets;

/**
 * The check that bytes are UTF-8 as the Unicode standard defines it (its table 3-7): no overlong
 * form, no surrogate, nothing above U+10FFFF, nothing cut off.
 */
final class Utf8 {

  private static final char REPLACEMENT = '\uFFFD';

  private Utf8() {}

  /**
   * The text that these bytes are.
   *
   * @throws JsonSyntaxException if they are not UTF-8
   */
  static String text(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    // what is not UTF-8 has become a replacement, which can also have been written
    if (text.indexOf(REPLACEMENT) >= 0) {
      requireValid(bytes);
    }
    return text;
  }

  /**
   * Checks that bytes are UTF-8.
   *
   * @throws JsonSyntaxException if they are not
   */
  static void requireValid(byte[] bytes) {
    int invalid = firstInvalid(bytes);
    if (invalid >= 0) {
      throw new JsonSyntaxException(
          JsonSyntaxException.Kind.INVALID_UTF8, "not UTF-8", bytes, invalid);
    }
  }

  /** The offset of the first sequence that is not UTF-8, or −1. */
  static int firstInvalid(byte[] bytes) {
    int i = 0;
    while (i < bytes.length) {
      if (bytes[i] >= 0) {
        i++;
        continue;
      }
      int length = sequenceLength(bytes, i);
      if (length == 0) {
        return i;
      }
      i += length;
    }
    return -1;
  }

  /** The length of the sequence of several bytes that starts at {@code i}, 0 if it is invalid. */
  private static int sequenceLength(byte[] bytes, int i) {
    int lead = bytes[i] & 0xFF;
    int length = lead < 0xC2 || lead > 0xF4 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (length == 0 || i + length > bytes.length) {
      return 0;
    }
    int second = bytes[i + 1] & 0xFF;
    int lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (second < lowest || second > highest) {
      return 0;
    }
    for (int k = i + 2; k < i + length; k++) {
      if ((bytes[k] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }

  /**
   * Checks that a text can be written in UTF-8.
   *
   * @throws IllegalArgumentException if it holds a lone surrogate
   */
  static String requireWellFormed(String text) {
    if (firstLoneSurrogate(text) >= 0) {
      throw new IllegalArgumentException("a string with a lone surrogate is not JSON");
    }
    return text;
  }

  /** The text with U+FFFD in place of each lone surrogate. */
  static String wellFormed(String text) {
    int lone = firstLoneSurrogate(text);
    if (lone < 0) {
      return text;
    }
    StringBuilder repaired = new StringBuilder(text);
    for (; lone >= 0; lone = firstLoneSurrogate(text, lone + 1)) {
      repaired.setCharAt(lone, REPLACEMENT);
    }
    return repaired.toString();
  }

  /** The index of the first half of a surrogate pair without its other half, or −1. */
  static int firstLoneSurrogate(String text) {
    int all = 0; // no character is greater, and a loop without branches is fast
    for (int i = 0; i < text.length(); i++) {
      all |= text.charAt(i);
    }
    return all < Character.MIN_SURROGATE ? -1 : firstLoneSurrogate(text, 0);
  }

  private static int firstLoneSurrogate(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        boolean paired =
            Character.isHighSurrogate(text.charAt(i))
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!paired) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }
}
