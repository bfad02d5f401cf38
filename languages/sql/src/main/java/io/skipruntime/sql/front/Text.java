package io.skipruntime.sql.front;

import io.skipruntime.sql.catalog.SqlException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a query for the parser, which knows neither {@code :name} nor {@code $1} nor {@code
 * interval '1 day'}, and takes {@code ::} for weaker than it is and {@code date_trunc} for a
 * function of another dialect. What is replaced keeps its length, so that the places of errors stay
 * right.
 *
 * @param query the text that the parser takes
 * @param parameters the name of each parameter, in the order in which they stand
 */
record Text(String query, List<String> parameters) {

  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<skip>'[^']*+(?:''[^']*+)*+'|\"[^\"]*+(?:\"\"[^\"]*+)*+\"|--[^\\n]*|/\\*.*?\\*/|::)"
              + "|(?<parameter>:[A-Za-z_][A-Za-z0-9_.]*|\\$[0-9]+)"
              + "|(?<truncation>\\b(?i:date_trunc)(?=\\s*\\())"
              + "|(?<interval>\\b(?i:interval)\\s+'\\s*-?[0-9.]+\\s+[A-Za-z]+\\s*')",
          Pattern.DOTALL);

  private static final Pattern INTERVAL =
      Pattern.compile(
          "(interval\\s+'\\s*-?[0-9.]+)(\\s+)([A-Za-z]+?)(s?)(\\s*)'", Pattern.CASE_INSENSITIVE);

  static Text of(String query) {
    List<String> parameters = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    Matcher matcher = TOKEN.matcher(query);
    int end = 0;
    while (matcher.find()) {
      text.append(query, end, matcher.start());
      String token = matcher.group();
      if (token.equals("::")) {
        throw shortCast(query.substring(0, matcher.start()));
      }
      if (matcher.group("parameter") != null) {
        parameters.add(token.substring(1));
        text.append('?').append(" ".repeat(token.length() - 1));
      } else {
        text.append(rewritten(matcher, token));
      }
      end = matcher.end();
    }
    return new Text(text.append(query.substring(end)).toString(), List.copyOf(parameters));
  }

  /** The refusal of a cast that the parser would apply to more than it should. */
  private static SqlException shortCast(String before) {
    int line = (int) before.chars().filter(each -> each == '\n').count() + 1;
    int column = before.length() - before.lastIndexOf('\n');
    return SqlException.at(
        line,
        column,
        SqlException.UNSUPPORTED,
        ":: is not supported; write CAST(… AS …)",
        new UnsupportedOperationException("::"));
  }

  private static String rewritten(Matcher matcher, String token) {
    if (matcher.group("truncation") != null) {
      return Operators.TRUNCATION;
    }
    return matcher.group("interval") != null ? interval(token) : token;
  }

  /** {@code interval '1 day'} as {@code interval '1' day}. */
  private static String interval(String token) {
    Matcher matcher = INTERVAL.matcher(token);
    return matcher.matches()
        ? matcher.group(1)
            + "'"
            + matcher.group(2)
            + matcher.group(3)
            + matcher.group(5)
            + (matcher.group(4).isEmpty() ? "" : " ")
        : token;
  }
}
