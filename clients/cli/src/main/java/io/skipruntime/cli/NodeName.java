package io.skipruntime.cli;

/** The name of a node as people read it. */
final class NodeName {

  private static final String BEFORE_A_VALUE = " ([{,:";

  private NodeName() {}

  /**
   * A name without the parameters of external sources: each is an object of JSON right after a
   * word, as in {@code database/public.posts{"columns":["title"]}}, and may be long.
   */
  static String withoutParams(String name) {
    StringBuilder kept = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char letter = name.charAt(i);
      if (letter == '{'
          && !kept.isEmpty()
          && BEFORE_A_VALUE.indexOf(kept.charAt(kept.length() - 1)) < 0) {
        i = endOfObject(name, i);
      } else {
        kept.append(letter);
      }
    }
    return kept.toString();
  }

  /** The place of the brace that closes the one at a place; the end of the text if none does. */
  private static int endOfObject(String text, int from) {
    int depth = 0;
    boolean isQuoted = false;
    for (int i = from; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (isQuoted && letter == '\\') {
        i++;
      } else if (letter == '"') {
        isQuoted = !isQuoted;
      } else if (!isQuoted && letter == '{') {
        depth++;
      } else if (!isQuoted && letter == '}' && --depth == 0) {
        return i;
      }
    }
    return text.length();
  }
}
