package io.skipruntime.json;

import java.util.Arrays;

/**
 * The path of a value in a document, or a pattern of such paths.
 *
 * <p>A path is a run of signs: the UTF-16 units of its text, where a member is a dot and its name,
 * and one negative sign per index. In a pattern, {@link #ANY_RUN} stands for any run of signs and
 * {@link #ANY_INDEX} for any index.
 */
final class PatternPath {

  static final PatternPath ROOT = new PatternPath(new int[0]);

  private static final int ANY_RUN = Integer.MAX_VALUE;
  private static final int ANY_INDEX = Integer.MAX_VALUE - 1;

  private final int[] signs;

  private PatternPath(int[] signs) {
    this.signs = signs;
  }

  /** The number of signs. */
  int length() {
    return signs.length;
  }

  PatternPath member(String name) {
    return text(".").text(name);
  }

  PatternPath text(String text) {
    int[] longer = Arrays.copyOf(signs, signs.length + text.length());
    for (int i = 0; i < text.length(); i++) {
      longer[signs.length + i] = text.charAt(i);
    }
    return new PatternPath(longer);
  }

  PatternPath index(int index) {
    return with(-1 - index);
  }

  PatternPath anyIndex() {
    return with(ANY_INDEX);
  }

  PatternPath anyRun() {
    return with(ANY_RUN);
  }

  private PatternPath with(int sign) {
    int[] longer = Arrays.copyOf(signs, signs.length + 1);
    longer[signs.length] = sign;
    return new PatternPath(longer);
  }

  /**
   * True if this pattern fits a path. On a mismatch after an "any run", that run is made one sign
   * longer and matching resumes behind it; earlier runs need no second look, because the latest one
   * can take over whatever they would take.
   */
  boolean fits(PatternPath path) {
    int i = 0;
    int j = 0;
    int run = -1;
    int runEnd = 0;
    while (j < path.signs.length) {
      if (i < signs.length && signs[i] == ANY_RUN) {
        run = i++;
        runEnd = j;
      } else if (i < signs.length && fitsSign(signs[i], path.signs[j])) {
        i++;
        j++;
      } else if (run >= 0) {
        i = run + 1;
        j = ++runEnd;
      } else {
        return false;
      }
    }
    while (i < signs.length && signs[i] == ANY_RUN) {
      i++;
    }
    return i == signs.length;
  }

  private static boolean fitsSign(int pattern, int sign) {
    return pattern == sign || (pattern == ANY_INDEX && sign < 0);
  }
}
