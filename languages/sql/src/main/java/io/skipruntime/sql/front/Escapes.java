package io.skipruntime.sql.front;

/** The texts with escapes, {@code E'…'}, as those without. */
final class Escapes {

  private Escapes() {}

  /** The constant without its escapes, in quotes. */
  static String plain(String constant) {
    StringBuilder text = new StringBuilder("'");
    int end = constant.length() - 1;
    for (int i = 2; i < end; i++) {
      char each = constant.charAt(i);
      if (each != '\\') {
        text.append(each);
        continue;
      }
      char next = constant.charAt(++i);
      switch (next) {
        case 'n' -> text.append('\n');
        case 't' -> text.append('\t');
        case 'r' -> text.append('\r');
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case '\'' -> text.append("''");
        default -> text.append(next);
      }
    }
    return text.append('\'').toString();
  }
}
