package io.skipruntime.json;

/**
 * The order of strings by code point.
 *
 * <p>UTF-16 order differs from it in one place: the surrogates, which stand for the code points
 * from U+10000 on, lie below U+E000 to U+FFFF. Moving them above at the first difference repairs
 * that. A lone surrogate therefore sorts after every character of the basic plane.
 */
final class CodePointOrder {

  private CodePointOrder() {}

  static int compare(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        return rank(x) - rank(y);
      }
    }
    return a.length() - b.length();
  }

  private static int rank(char c) {
    if (c < Character.MIN_SURROGATE) {
      return c;
    }
    return c > Character.MAX_SURROGATE ? c - 0x800 : c + 0x2000;
  }
}
