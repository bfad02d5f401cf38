package io.skipruntime.json;

/**
 * The order of strings by code point. Strings with lone surrogates have no place in it.
 *
 * <p>UTF-16 order, which costs much less, differs from it in one place: the surrogates, which stand
 * for the code points from U+10000 on, lie below U+E000 to U+FFFF. Moving them above at the first
 * difference repairs that. Where a surrogate and one of the others are the first difference, the
 * surrogate is a high one, since the low one of a pair comes after an equal high one; so there
 * UTF-16 order tells a difference of more than {@value #NEAR}.
 */
final class CodePointOrder {

  /** One less than the distance from U+DBFF, the last high surrogate, to U+E000. */
  private static final int NEAR = 0x400;

  private CodePointOrder() {}

  static int compare(String a, String b) {
    int order = a.compareTo(b);
    return -NEAR <= order && order <= NEAR ? order : compareCharacters(a, b);
  }

  private static int compareCharacters(String a, String b) {
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
