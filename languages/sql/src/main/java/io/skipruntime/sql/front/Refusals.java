package io.skipruntime.sql.front;

import io.skipruntime.sql.catalog.Column;
import io.skipruntime.sql.catalog.SqlException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.calcite.runtime.CalciteContextException;

/** The parser's refusals as those of the dialect, with the nearest name for one that is unknown. */
final class Refusals {

  private static final Pattern UNKNOWN_TABLE = Pattern.compile("Object '([^']*)' not found.*");
  private static final Pattern UNKNOWN_COLUMN =
      Pattern.compile("(?:Column|Unknown identifier|Unknown field) '([^']*)'.*");

  private static final Pattern UNKNOWN_FUNCTION =
      Pattern.compile("No match found for function signature (([^(]+)\\(.*)");

  private static final Pattern WRONG_ARGUMENTS =
      Pattern.compile(
          "(?:Cannot apply|Invalid number of arguments to function) '([^']+)'.*", Pattern.DOTALL);

  private static final Pattern ENCOUNTERED =
      Pattern.compile(
          "(?:Encountered|Incorrect syntax near the keyword) [\"'](.*?)[\"'](?: at line .*)?$");

  private static final Pattern NAMED = Pattern.compile("\\b[A-Z][A-Z0-9_]{2,}\\b");

  private Refusals() {}

  /** The refusal of a part of the text. */
  static SqlException of(CalciteContextException failure, Schema schema) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    String message = String.valueOf(cause.getMessage());
    Matcher table = UNKNOWN_TABLE.matcher(message);
    Matcher column = UNKNOWN_COLUMN.matcher(message);
    String state = SqlException.INVALID;
    String text = message;
    if (table.matches()) {
      state = SqlException.UNKNOWN_TABLE;
      text =
          "there is no table "
              + table.group(1)
              + nearest(table.group(1), schema.relations().keySet().stream());
    } else if (column.matches()) {
      state = SqlException.UNKNOWN_COLUMN;
      text = unknown(column.group(1), schema);
      state = Hints.isType(column.group(1)) ? SqlException.UNSUPPORTED : state;
    }
    Matcher function = UNKNOWN_FUNCTION.matcher(message);
    Matcher arguments = WRONG_ARGUMENTS.matcher(message);
    if (function.matches()) {
      state = SqlException.UNKNOWN_FUNCTION;
      text = "there is no function " + named(function.group(1)) + hint(function.group(2));
    } else if (arguments.matches()) {
      text = readable(message) + hint(arguments.group(1));
    } else if (message.startsWith("List of column aliases must have same degree")) {
      text = message + "; unnest takes one array";
    }
    if (message.startsWith("Illegal use of dynamic parameter")) {
      state = SqlException.UNKNOWN_TYPE;
      text = "could not determine the type of a parameter; write CAST(… AS …)";
    }
    return SqlException.at(
        Math.max(1, failure.getPosLine()),
        Math.max(1, failure.getPosColumn()),
        state,
        text,
        failure);
  }

  private static String unknown(String name, Schema schema) {
    if (Hints.isType(name)) {
      return "the type " + lower(name) + " is not supported; use text or jsonb";
    }
    String nearest = nearest(name, columns(schema));
    return "there is no column "
        + name
        + (nearest.equals("; did you mean " + name + "?") ? "; " + Hints.forRow() : nearest);
  }

  private static String hint(String function) {
    return Hints.forFunction(function).map(hint -> "; " + hint).orElse("");
  }

  /** The signature of a function as users know it. */
  private static String named(String signature) {
    return lower(readable(signature));
  }

  /** A message of the parser with the names of types and functions that users know. */
  static String readable(String message) {
    return message
        .replace("$", "")
        .replaceAll("DECIMAL\\(\\d+, \\d+\\)", "NUMERIC")
        .replaceAll("(?:VAR)?CHAR\\(\\d+\\)|VARCHAR|CHARACTER(?! SET)", "TEXT")
        .replaceAll("<ANY>", "<JSONB>");
  }

  /** The refusal of a text that the parser does not take. */
  static String unparsed(String message) {
    Matcher encountered = ENCOUNTERED.matcher(message);
    if (!encountered.find()) {
      return message;
    }
    String words = encountered.group(1);
    String word = words.split(" ", 2)[0];
    return "syntax error at or near \""
        + words
        + "\""
        + Hints.forWord(word).map(hint -> "; " + hint).orElse("");
  }

  /**
   * A refusal whose place the planner does not know any more, at the word in capital letters that
   * it names, as it does the functions; else where the query begins.
   */
  static SqlException placed(SqlException refusal, String text) {
    int offset = 0;
    Matcher word = NAMED.matcher(refusal.reason());
    boolean isFound = false;
    while (!isFound && word.find()) {
      Matcher there =
          Pattern.compile("\\b" + word.group() + "\\b", Pattern.CASE_INSENSITIVE).matcher(text);
      isFound = there.find();
      offset = isFound ? there.start() : offset;
    }
    while (!isFound && offset < text.length() && Character.isWhitespace(text.charAt(offset))) {
      offset++;
    }
    Text.Place place = Text.place(text, Math.min(offset, text.length()));
    return refusal.at(place.line(), place.column());
  }

  private static Stream<String> columns(Schema schema) {
    return schema.relations().values().stream()
        .flatMap(relation -> relation.columns().stream())
        .map(Column::name);
  }

  /** The refusal of a query that the planner has no plan for. */
  static SqlException unplanned(Throwable failure) {
    SqlException refusal =
        SqlException.at(
            1,
            1,
            SqlException.UNSUPPORTED,
            "the query is not supported: "
                + String.valueOf(failure.getMessage()).lines().findFirst().orElse("no plan"),
            failure);
    return refusal;
  }

  private static String nearest(String name, Stream<String> names) {
    List<String> all = names.distinct().toList();
    Optional<String> nearest =
        all.stream()
            .min(Comparator.comparingInt(each -> distance(lower(name), lower(each))))
            .filter(each -> distance(lower(name), lower(each)) <= Math.max(2, name.length() / 3));
    return nearest.map(each -> "; did you mean " + each + "?").orElse("");
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** How many characters to add, remove or change (Levenshtein's distance). */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int before = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = before + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        before = row[j];
        row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
