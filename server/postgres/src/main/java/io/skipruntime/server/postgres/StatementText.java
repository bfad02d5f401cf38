package io.skipruntime.server.postgres;

import java.util.ArrayList;
import java.util.List;

/**
 * A statement of a text with several.
 *
 * @param text the statement, without the semicolon
 * @param start how many characters are before it
 */
record StatementText(String text, int start) {

  private static final String QUOTES = "'\"";

  /** The statements of a text; those that are empty are left out. */
  static List<StatementText> split(String text) {
    List<StatementText> all = new ArrayList<>();
    int start = 0;
    int characters = 0;
    int at = 0;
    while (at < text.length()) {
      if (text.charAt(at) == ';') {
        add(text.substring(start, at), characters, all);
        characters += text.codePointCount(start, at + 1);
        start = at + 1;
      }
      at = next(text, at);
    }
    add(text.substring(start), characters, all);
    return all;
  }

  private static void add(String statement, int start, List<StatementText> all) {
    if (!withoutComments(statement).isBlank()) {
      all.add(new StatementText(statement, start));
    }
  }

  /** Where the token ends that begins somewhere; a comment and a constant are one. */
  private static int next(String text, int at) {
    char first = text.charAt(at);
    if (QUOTES.indexOf(first) >= 0) {
      boolean isEscaped =
          first == '\''
              && at > 0
              && "eE".indexOf(text.charAt(at - 1)) >= 0
              && isWordStart(text, at);
      return quoted(text, at, first, isEscaped);
    }
    if (text.startsWith("--", at)) {
      int end = text.indexOf('\n', at);
      return end < 0 ? text.length() : end;
    }
    if (text.startsWith("/*", at)) {
      int end = text.indexOf("*/", at + 2);
      return end < 0 ? text.length() : end + 2;
    }
    return at + 1;
  }

  private static boolean isWordStart(String text, int at) {
    return at < 2 || !Character.isLetterOrDigit(text.charAt(at - 2));
  }

  private static int quoted(String text, int at, char quote, boolean isEscaped) {
    int end = at + 1;
    while (end < text.length() && text.charAt(end) != quote) {
      end += isEscaped && text.charAt(end) == '\\' ? 2 : 1;
    }
    return Math.min(end + 1, text.length());
  }

  /** A statement without what is before its first word. */
  static String withoutComments(String statement) {
    int at = 0;
    while (at < statement.length()) {
      boolean isComment = statement.startsWith("--", at) || statement.startsWith("/*", at);
      if (!isComment && !Character.isWhitespace(statement.charAt(at))) {
        break;
      }
      at = isComment ? next(statement, at) : at + 1;
    }
    return statement.substring(at);
  }
}
