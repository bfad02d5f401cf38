package io.skipruntime.sql.front;

import io.skipruntime.sql.catalog.SqlException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.runtime.CalciteContextException;

/** The parser's refusals as those of the dialect, with the nearest name for one that is unknown. */
final class Refusals {

  private static final Pattern UNKNOWN_TABLE =
      Pattern.compile("(?:Object|Table) '([^']*)' not found.*");
  private static final Pattern UNKNOWN_COLUMN =
      Pattern.compile("(?:Column|Unknown identifier|Unknown field) '([^']*)'.*");

  private static final Pattern UNKNOWN_FUNCTION =
      Pattern.compile("No match found for function signature (([^(]+)\\(.*)");

  private static final Pattern WRONG_ARGUMENTS =
      Pattern.compile("Cannot apply '([^']+)'.*", Pattern.DOTALL);

  private static final Pattern WRONG_NUMBER =
      Pattern.compile("Invalid number of arguments to function '([^']+)'.*", Pattern.DOTALL);

  private static final Pattern ENCOUNTERED =
      Pattern.compile(
          "(?:Encountered|Incorrect syntax near the keyword) [\"'](.*?)[\"'](?: at line .*)?$");

  private static final Pattern FIELD_VALUE =
      Pattern.compile("^date/time field value out of range: year ([0-9]+);");

  private static final Pattern NO_SOURCE =
      Pattern.compile("Argument must be a table function: (\\w+)");

  /** What is said of a part of a date or time that is written with its type before it. */
  private static final Pattern FIELD_RANGE =
      Pattern.compile("^(Year|Month|Day|Hour|Minute|Second) out of range: \\[(-?[0-9]{1,20})]");

  private static final Pattern NO_OPERATION =
      Pattern.compile("^there is no (?:function (\\w+)|operator (\\S+))");

  /** What the parser calls the end of a text. */
  private static final String END = "<EOF>";

  /** NOT as the end of BETWEEN, at which the parser looks for an operand. */
  private static final Pattern NEGATED_END =
      Pattern.compile("(?is)\\bBETWEEN\\b.*?\\bAND\\s+(NOT)\\b");

  private static final Pattern CONSTANT = Pattern.compile("'([^']*+(?:''[^']*+)*+)'");

  /** What the messages of the planner have that are about its own code. */
  private static final Pattern OF_CODE =
      Pattern.compile("^null$|^$|Exception|Error|\\bclass \\w+\\.|java\\.|org\\.|RelSubset|rel#");

  private static final Pattern NAMED = Pattern.compile("\\b[A-Z][A-Z0-9_]{2,}\\b");

  private Refusals() {}

  /** The refusal of a part of the text. */
  static SqlException of(CalciteContextException failure, Schema schema, String query) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    String message = String.valueOf(cause.getMessage());
    SqlException refusal =
        unknownName(message, schema, query)
            .or(() -> wrongCall(message, schema))
            .or(() -> wrongNumber(message))
            .or(() -> severalColumns(message, failure, query))
            .orElseGet(() -> SqlException.of(SqlException.INVALID, message));
    return SqlException.at(
        Math.max(1, failure.getPosLine()),
        Math.max(1, failure.getPosColumn()),
        refusal.state(),
        refusal.reason(),
        failure);
  }

  /** The refusal of a name of a table or a column; empty if the message is about something else. */
  private static Optional<SqlException> unknownName(String message, Schema schema, String query) {
    Matcher table = UNKNOWN_TABLE.matcher(message);
    if (table.matches()) {
      String name = table.group(1);
      return refusal(
          SqlException.UNKNOWN_TABLE,
          "there is no table " + name + meant(NearNames.ofTable(name, schema, query)));
    }
    Matcher column = UNKNOWN_COLUMN.matcher(message);
    if (!column.matches()) {
      return Optional.empty();
    }
    String name = column.group(1);
    if (message.endsWith("is ambiguous")) {
      return refusal(
          SqlException.AMBIGUOUS,
          "several tables have a column " + name + "; write the table before it");
    }
    return refusal(
        Hints.isType(name) ? SqlException.UNSUPPORTED : SqlException.UNKNOWN_COLUMN,
        unknown(name, schema, query));
  }

  /** The refusal of a function or operator that is not there, or not for such arguments. */
  private static Optional<SqlException> wrongCall(String message, Schema schema) {
    Matcher function = UNKNOWN_FUNCTION.matcher(message);
    if (function.matches()) {
      Optional<String> hint = Hints.forFunction(function.group(2));
      return refusal(
          SqlException.UNKNOWN_FUNCTION,
          "there is no function "
              + named(function.group(1))
              + hint.map(each -> "; " + each)
                  .orElseGet(() ->
                      meant(
                          NearNames.ofFunction(function.group(2), schema)
                              .filter(name -> !name.equalsIgnoreCase(function.group(2))))));
    }
    if (message.startsWith("Cannot apply 'SCALAR_QUERY'")) {
      return refusal(SqlException.INVALID, "a subquery that is a value has one column");
    }
    Matcher arguments = WRONG_ARGUMENTS.matcher(message);
    String hint = arguments.matches() ? hint(arguments.group(1)) : "";
    return Mismatch.of(message)
        .or(() ->
            arguments.matches()
                ? refusal(SqlException.INVALID, readable(message))
                : Optional.empty())
        .map(refusal -> SqlException.of(refusal.state(), refusal.reason() + hint));
  }

  /** The refusal of a number: of arguments, one that is too large, or a parameter of no type. */
  private static Optional<SqlException> wrongNumber(String message) {
    Matcher number = WRONG_NUMBER.matcher(message);
    if (number.matches()) {
      return refusal(
          SqlException.UNKNOWN_FUNCTION,
          "there is no function "
              + named(number.group(1))
              + " of so many arguments"
              + hint(number.group(1)));
    }
    if (message.startsWith("Numeric literal")) {
      return refusal(SqlException.OUT_OF_RANGE, message);
    }
    return message.startsWith("Illegal use of dynamic parameter")
        ? refusal(
            SqlException.UNKNOWN_TYPE,
            "could not determine the type of a parameter; write CAST(… AS …)")
        : Optional.empty();
  }

  private static Optional<SqlException> severalColumns(
      String message, CalciteContextException failure, String query) {
    if (!message.startsWith("List of column aliases must have same degree")) {
      return Optional.empty();
    }
    return refusal(
        SqlException.INVALID,
        isArray(failure, query)
            ? ArraySubqueries.SEVERAL_COLUMNS
            : message + "; unnest takes one array");
  }

  private static Optional<SqlException> refusal(String state, String reason) {
    return Optional.of(SqlException.of(state, reason));
  }

  /** Whether ARRAY(SELECT …) stands where a failure is. */
  private static boolean isArray(CalciteContextException failure, String query) {
    String line = query.lines().skip(Math.max(0, failure.getPosLine() - 1)).findFirst().orElse("");
    int at = failure.getPosColumn() - 1;
    return at >= 0 && line.regionMatches(true, at, "ARRAY", 0, "ARRAY".length());
  }

  private static String unknown(String name, Schema schema, String query) {
    if (Hints.isType(name)) {
      return "the type " + lower(name) + " is not supported; use text or jsonb";
    }
    Optional<String> near = NearNames.ofColumnOrType(name, schema, query);
    return "there is no column "
        + name
        + (near.equals(Optional.of(name)) ? elsewhere(name, schema, query) : meant(near));
  }

  /** What to do about a name that is there, but not of a column of the tables of the query. */
  private static String elsewhere(String name, Schema schema, String query) {
    boolean isTable =
        Pattern.compile(
                "(?i)(?:\\b(?:from|join)|,)\\s+[\\w.\"]+\\s+(?:as\\s+)?"
                    + Pattern.quote(name)
                    + "\\b")
            .matcher(query)
            .find();
    boolean isColumn =
        schema.relations().values().stream()
            .flatMap(relation -> relation.columns().stream())
            .anyMatch(column -> column.name().equalsIgnoreCase(name));
    return isColumn && !isTable ? " here" : "; " + Hints.forRow();
  }

  private static String meant(Optional<String> name) {
    return name.map(each -> "; did you mean " + each + "?").orElse("");
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

  /** The refusal of a text at which the parser fails without a message, if it is known why. */
  static Optional<SqlException> unparsed(String query) {
    Matcher negated = NEGATED_END.matcher(query);
    if (!negated.find()) {
      return Optional.empty();
    }
    Text.Place place = Text.place(query, negated.start(1));
    return Optional.of(
        SqlException.at(
            place.line(),
            place.column(),
            SqlException.SYNTAX,
            "syntax error at or near \"NOT\"; what BETWEEN ends with has NOT in parentheses only",
            null));
  }

  /** What is wrong in a text that the parser does not take, by its message. */
  static String syntax(String message) {
    if (message.startsWith("Non-query expression encountered")) {
      return "an expression stands where a query is wanted; it begins with SELECT, WITH, VALUES or"
          + " TABLE";
    }
    Matcher encountered = ENCOUNTERED.matcher(message);
    if (!encountered.find()) {
      return message;
    }
    String found = encountered.group(1);
    String words = found.replace(END, "").strip();
    if (words.isEmpty()) {
      return "syntax error at the end of the query";
    }
    String word = words.split(" ", 2)[0];
    return "syntax error at or near \""
        + words
        + (found.endsWith(END) ? "\", where the query ends" : "\"")
        + Hints.forWord(word).map(hint -> "; " + hint).orElse("");
  }

  /**
   * A refusal whose place the planner does not know any more, at the constant, the operation or the
   * word in capital letters that it names; else where the query begins.
   */
  static SqlException placed(SqlException refusal, String text) {
    int offset = constant(refusal.reason(), text);
    offset = offset < 0 ? named(refusal.reason(), text) : offset;
    boolean isFound = offset >= 0;
    offset = Math.max(0, offset);
    Matcher word = NAMED.matcher(refusal.reason());
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

  /** The place of the longest constant that a refusal quotes; -1 if it quotes none. */
  private static int constant(String reason, String text) {
    Matcher constant = CONSTANT.matcher(text);
    int place = -1;
    int longest = -1;
    while (constant.find()) {
      String value = constant.group(1).replace("''", "'");
      if (value.length() > longest && reason.contains('"' + SqlException.quoted(value) + '"')) {
        longest = value.length();
        place = constant.start();
      }
    }
    return place;
  }

  /** The place of the function or operator that a refusal names; -1 if it names none. */
  private static int named(String reason, String text) {
    Matcher field = FIELD_VALUE.matcher(reason);
    if (field.find()) {
      Matcher there = Pattern.compile("'" + field.group(1) + "\\b").matcher(text);
      return there.find() ? there.start() : -1;
    }
    Matcher name = NO_OPERATION.matcher(reason);
    if (!name.find()) {
      return -1;
    }
    String operation = Pattern.quote(name.group(1) == null ? name.group(2) : name.group(1));
    String whole = name.group(1) == null ? operation : "\\b" + operation + "\\b";
    Matcher there = Pattern.compile(whole, Pattern.CASE_INSENSITIVE).matcher(text);
    return there.find() ? there.start() : -1;
  }

  /**
   * The refusal of a query that the planner has no plan for. Its place is not known, unless {@link
   * #placed} finds what it names.
   */
  static SqlException unplanned(Throwable failure) {
    String message = String.valueOf(failure.getMessage()).lines().findFirst().orElse("null");
    Matcher source = NO_SOURCE.matcher(message);
    if (source.matches()) {
      return SqlException.of(
          SqlException.UNSUPPORTED,
          "there is no function "
              + lower(source.group(1))
              + " that gives rows; it stands in SELECT");
    }
    Matcher field = FIELD_RANGE.matcher(message);
    if (field.find()) {
      return SqlException.of(
          SqlException.TIME_RANGE,
          "date/time field value out of range: "
              + lower(field.group(1))
              + " "
              + field.group(2)
              + "; times have the years 0 to 9999");
    }
    if (message.startsWith("Unsupported type when convertTypeToSpec")) {
      return SqlException.of(
          SqlException.INVALID,
          "an ARRAY has documents beside other values; write to_jsonb(…) around these");
    }
    String reason = OF_CODE.matcher(message).find() ? "" : ": " + message;
    return SqlException.at(
        0, 0, SqlException.UNSUPPORTED, "the query is not supported" + reason, failure);
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
