package io.skipruntime.sql.expression;

import io.skipruntime.sql.catalog.SqlException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The function {@code format}, and texts as constants and names of SQL. */
final class TextFormat {

  private static final Pattern PLACE =
      Pattern.compile(
          "%(?:(?<index>[0-9]{1,6})\\$)?(?<left>-?)(?<width>[0-9]{0,9})(?<kind>[%sIL]?)");

  private TextFormat() {}

  /** Values behind each other, without those that are NULL. */
  static String joined(String separator, @Nullable Object[] values, int from) {
    List<String> texts = new ArrayList<>();
    for (int i = from; i < values.length; i++) {
      Object value = values[i];
      if (value != null) {
        texts.add(Casts.brief(value));
      }
    }
    Sizes.requireShort(texts, separator);
    return String.join(separator, texts);
  }

  /** A text with values in its places. */
  static String of(String format, List<@Nullable Object> values) {
    StringBuilder text = new StringBuilder();
    Matcher place = PLACE.matcher(format);
    int at = 0;
    int next = 0;
    while (place.find()) {
      text.append(format, at, place.start());
      at = place.end();
      String kind = String.valueOf(place.group("kind"));
      if (kind.equals("%")) {
        text.append('%');
        continue;
      }
      String index = place.group("index");
      int value = index == null ? next : Integer.parseInt(index) - 1;
      next = value + 1;
      if (kind.isEmpty()) {
        throw SqlException.of(
            "22023", "unrecognized format() type specifier; it is one of %s, %I, %L and %%");
      }
      if (value < 0 || value >= values.size()) {
        throw SqlException.of("22023", "too few arguments for format()");
      }
      text.append(padded(shown(values.get(value), kind), place));
      Sizes.requireShort(text.length());
    }
    return text.append(format.substring(at)).toString();
  }

  private static String shown(@Nullable Object value, String kind) {
    return switch (kind) {
      case "I" -> {
        if (value == null) {
          throw SqlException.of("22004", "null values cannot be formatted as an SQL identifier");
        }
        yield identifier(Casts.brief(value));
      }
      case "L" -> value == null ? "NULL" : literal(Casts.brief(value));
      default -> value == null ? "" : Casts.brief(value);
    };
  }

  private static String padded(String text, Matcher place) {
    String digits = String.valueOf(place.group("width"));
    if (digits.isEmpty()) {
      return text;
    }
    long width = Math.min(1_000_000, Long.parseLong(digits));
    String blanks = " ".repeat((int) Math.max(0, width - Texts.length(text)));
    return String.valueOf(place.group("left")).isEmpty() ? blanks + text : text + blanks;
  }

  /** A text as a constant. */
  static String literal(String text) {
    String quoted = "'" + text.replace("'", "''").replace("\\", "\\\\") + "'";
    return text.indexOf('\\') < 0 ? quoted : "E" + quoted;
  }

  /** A text as a name, in quotes unless it needs none. */
  static String identifier(String text) {
    return text.matches("[a-z_][a-z0-9_]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
