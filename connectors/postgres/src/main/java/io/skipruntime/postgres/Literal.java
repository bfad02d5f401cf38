package io.skipruntime.postgres;

import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A reader of the text of values that have parts: arrays, rows and ranges. For one thread.
 *
 * @see <a href="https://www.postgresql.org/docs/18/arrays.html#ARRAYS-IO">arrays</a>
 * @see <a href="https://www.postgresql.org/docs/18/rowtypes.html#ROWTYPES-IO-SYNTAX">rows</a>
 */
final class Literal {

  private final String text;
  private int at;
  private boolean wasQuoted;

  Literal(String text, int start) {
    this.text = text;
    this.at = start;
  }

  private char peek() {
    if (at >= text.length()) {
      throw malformed();
    }
    return text.charAt(at);
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw malformed();
    }
    at++;
  }

  private IllegalArgumentException malformed() {
    return new IllegalArgumentException("the text of a value cannot be read at " + at);
  }

  /** An array, whose elements may be arrays. */
  Json array(Function<String, Json> element, char delimiter) {
    expect('{');
    List<Json> elements = new ArrayList<>();
    while (peek() != '}') {
      if (!elements.isEmpty()) {
        expect(delimiter);
      }
      if (peek() == '{') {
        elements.add(array(element, delimiter));
      } else {
        String part = part(delimiter + "}", false);
        boolean isNull = !wasQuoted && part.equals("NULL");
        elements.add(isNull ? Json.NULL : element.apply(part));
      }
    }
    at++;
    return Json.array(elements);
  }

  /** The fields of a row; one that is empty and not quoted is null. */
  List<Json> fields(List<Function<String, Json>> types) {
    List<Json> fields = new ArrayList<>();
    expect('(');
    for (Function<String, Json> type : types) {
      if (!fields.isEmpty()) {
        expect(',');
      }
      fields.add(orNull(part(",)", true), type));
    }
    expect(')');
    return fields;
  }

  private Json orNull(String part, Function<String, Json> type) {
    return !wasQuoted && part.isEmpty() ? Json.NULL : type.apply(part);
  }

  /** A range; a bound that is missing is null. */
  Json range(Function<String, Json> bound) {
    if (text.startsWith("empty", at)) {
      at += "empty".length();
      return Json.object(
          Map.of("lower", Json.NULL, "upper", Json.NULL, "bounds", Json.of("empty")));
    }
    char first = peek();
    at++;
    Json lower = orNull(part(",", true), bound);
    expect(',');
    Json upper = orNull(part(")]", true), bound);
    char last = peek();
    at++;
    return Json.object(
        Map.of("lower", lower, "upper", upper, "bounds", Json.of("" + first + last)));
  }

  /** Ranges in braces. */
  Json ranges(Function<String, Json> bound) {
    expect('{');
    List<Json> ranges = new ArrayList<>();
    while (peek() != '}') {
      if (!ranges.isEmpty()) {
        expect(',');
      }
      ranges.add(range(bound));
    }
    at++;
    return Json.array(ranges);
  }

  /**
   * A part up to one of the given characters, without quotes and escapes.
   *
   * @param doubles whether a double quote within quotes is doubled
   */
  private String part(String ends, boolean doubles) {
    StringBuilder part = new StringBuilder();
    wasQuoted = false;
    boolean isWithin = false;
    while (isWithin || ends.indexOf(peek()) < 0) {
      char next = peek();
      at++;
      if (next == '\\') {
        part.append(peek());
        at++;
      } else if (next != '"') {
        part.append(next);
      } else if (isWithin && doubles && at < text.length() && text.charAt(at) == '"') {
        part.append('"');
        at++;
      } else {
        isWithin = !isWithin;
        wasQuoted = true;
      }
    }
    return part.toString();
  }
}
