package io.skipruntime.sql.expression;

import io.skipruntime.sql.catalog.SqlException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The texts of arrays, such as <code>{1,NULL,"a b"}</code>, and the elements that they have. */
final class ArrayTexts {

  private ArrayTexts() {}

  /** The text of an array of the texts of elements; null for NULL. */
  static String shown(List<@Nullable String> elements) {
    List<String> texts = new ArrayList<>();
    for (String element : elements) {
      texts.add(element == null ? "NULL" : quoted(element));
    }
    return "{" + String.join(",", texts) + "}";
  }

  private static String quoted(String text) {
    boolean isPlain =
        !text.isEmpty()
            && !text.equalsIgnoreCase("null")
            && text.chars().noneMatch(each -> "{},\"\\".indexOf(each) >= 0 || each <= ' ');
    return isPlain ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** The texts of the elements that a text has; null for NULL. */
  static List<@Nullable String> parsed(String text) {
    String all = text.strip();
    if (!all.startsWith("{") || !all.endsWith("}")) {
      throw SqlException.of(
          SqlException.BAD_TEXT,
          "malformed array literal: \""
              + SqlException.quoted(text)
              + "\"; an array is written as {1,2}");
    }
    List<@Nullable String> elements = new ArrayList<>();
    StringBuilder element = new StringBuilder();
    boolean isInside = false;
    boolean isEscaped = false;
    boolean wasQuoted = false;
    for (int i = 1; i < all.length(); i++) {
      char each = all.charAt(i);
      boolean isEnd = i == all.length() - 1;
      if (isEscaped) {
        element.append(each);
        isEscaped = false;
      } else if (isInside && each == '\\') {
        isEscaped = true;
      } else if (each == '"') {
        isInside = !isInside;
        wasQuoted = true;
      } else if (!isInside && (each == ',' || isEnd)) {
        if (!isEnd || !elements.isEmpty() || wasQuoted || !element.toString().isBlank()) {
          elements.add(value(element.toString(), wasQuoted));
        }
        element.setLength(0);
        wasQuoted = false;
      } else {
        element.append(each);
      }
    }
    return elements;
  }

  private static @Nullable String value(String text, boolean wasQuoted) {
    if (wasQuoted) {
      return text;
    }
    return text.strip().equalsIgnoreCase("null") ? null : text.strip();
  }
}
