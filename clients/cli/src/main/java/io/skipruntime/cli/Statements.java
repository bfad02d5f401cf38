package io.skipruntime.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * The statements of a text, which semicolons outside of strings, names in quotes and comments end.
 * What stands before a statement is kept as blanks, so that a place in the statement is one in the
 * text.
 */
final class Statements {

  private final String text;
  private int at;
  private boolean hasWords;

  private Statements(String text) {
    this.text = text;
  }

  /**
   * The statements of a text, without their semicolons; those without any word are left out. The
   * last one needs no semicolon.
   */
  static List<String> of(String text) {
    Statements scan = new Statements(text);
    List<String> statements = new ArrayList<>();
    while (scan.at < text.length()) {
      int start = scan.at;
      boolean isEnded = scan.pass();
      if (scan.hasWords) {
        int end = isEnded ? scan.at - 1 : scan.at;
        statements.add(blanks(text.substring(0, start)) + text.substring(start, end));
      }
    }
    return statements;
  }

  /** Whether a statement ends in a text and only blanks and comments follow it. */
  static boolean isComplete(String text) {
    Statements scan = new Statements(text);
    boolean isEnded = false;
    while (scan.at < text.length()) {
      isEnded = scan.pass() || (isEnded && !scan.hasWords);
    }
    return isEnded;
  }

  /** Goes behind the end of a statement; whether there was a semicolon. */
  private boolean pass() {
    hasWords = false;
    while (at < text.length()) {
      char next = text.charAt(at);
      if (next == ';') {
        at++;
        return true;
      }
      if (text.startsWith("--", at)) {
        goBehind("\n", at + 2);
      } else if (text.startsWith("/*", at)) {
        goBehind("*/", at + 2);
      } else {
        hasWords |= !Character.isWhitespace(next);
        if (next == '\'' || next == '"') {
          goBehind(String.valueOf(next), at + 1); // two of them within a string: one after another
        } else {
          at++;
        }
      }
    }
    return false;
  }

  private void goBehind(String end, int from) {
    int found = text.indexOf(end, from);
    at = found < 0 ? text.length() : found + end.length();
  }

  private static String blanks(String passed) {
    return passed.replaceAll("[^\\n]", " ").replaceAll(" +\\n", "\n");
  }
}
