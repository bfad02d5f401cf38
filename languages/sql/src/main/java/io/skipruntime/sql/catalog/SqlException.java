package io.skipruntime.sql.catalog;

import io.skipruntime.SkipException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A query that is refused, or that fails while it runs: with PostgreSQL's code of the kind of error
 * and, where a part of the text is the reason, its place.
 */
public final class SqlException extends SkipException {

  private static final long serialVersionUID = 1;

  /** The code of a text that is no query. */
  public static final String SYNTAX = "42601";

  /** The code of a name that no column has. */
  public static final String UNKNOWN_COLUMN = "42703";

  /** The code of a name that several tables have a column of. */
  public static final String AMBIGUOUS = "42702";

  /** The code of a name that no function has, or not for such arguments. */
  public static final String UNKNOWN_FUNCTION = "42883";

  /** The code of a name that no table has. */
  public static final String UNKNOWN_TABLE = "42P01";

  /** The code of what SQL has and Skip does not. */
  public static final String UNSUPPORTED = "0A000";

  /** The code of statements that would change something. */
  public static final String READ_ONLY = "25006";

  /** The code of parts that do not go together. */
  public static final String INVALID = "42804";

  /** The code of casts between types of which there is none. */
  public static final String NO_CAST = "42846";

  /** The code of parameters whose types are not known. */
  public static final String UNKNOWN_TYPE = "42P18";

  /** The code of numbers that are too large for their type. */
  public static final String OUT_OF_RANGE = "22003";

  /** The code of times and intervals that are out of range. */
  public static final String TIME_RANGE = "22008";

  /** The code of a division by zero. */
  public static final String DIVISION_BY_ZERO = "22012";

  /** The code of texts that cannot be read as the type they are to be. */
  public static final String BAD_TEXT = "22P02";

  /** The code of a subquery with several rows where there may be one. */
  public static final String SEVERAL_ROWS = "21000";

  /** The code of a query that takes more memory than it may. */
  public static final String OUT_OF_MEMORY = "53200";

  /** The code of a query that takes longer than it may, or that was cancelled. */
  public static final String CANCELLED = "57014";

  private static final int MOST_QUOTED = 100;

  /** A reason with a quoted text, and with what is to be done about it. */
  private static final int MOST_REASON = 800;

  private static final Pattern QUOTE = Pattern.compile("\"[^\"]{101,}\"|'[^']{101,}'");

  private final String state;
  private final String reason;
  private final int line;
  private final int column;

  private SqlException(
      String state, String reason, int line, int column, @Nullable Throwable cause) {
    super((line == 0 ? "" : "line " + line + ", column " + column + ": ") + shortened(reason));
    if (cause != null) {
      initCause(cause);
    }
    this.state = state;
    this.reason = shortened(reason);
    this.line = line;
    this.column = column;
  }

  /** A failure of no place in the text. */
  public static SqlException of(String state, String message) {
    return new SqlException(state, message, 0, 0, null);
  }

  /**
   * A refusal of a part of the text.
   *
   * @param line of the part, from 1
   * @param column likewise
   */
  public static SqlException at(
      int line, int column, String state, String message, @Nullable Throwable cause) {
    return new SqlException(state, message, line, column, cause);
  }

  /** As much of a text as a reason quotes: some hundred characters, the last of them whole. */
  public static String quoted(String text) {
    return text.length() <= MOST_QUOTED ? text : text.substring(0, wholeEnd(text, MOST_QUOTED));
  }

  /** The place from which on a text can be left out, so that no character is cut in two. */
  private static int wholeEnd(String text, int most) {
    return Character.isSurrogatePair(text.charAt(most - 1), text.charAt(most)) ? most - 1 : most;
  }

  /**
   * A reason that quotes no more than {@link #quoted}, with an ellipsis in place of its middle if
   * it is long nevertheless.
   */
  private static String shortened(String given) {
    String reason =
        QUOTE
            .matcher(given)
            .replaceAll(quote -> {
              String mark = quote.group().substring(0, 1);
              String text = quote.group().substring(1, quote.group().length() - 1);
              return Matcher.quoteReplacement(mark + quoted(text) + mark);
            });
    if (reason.length() <= MOST_REASON) {
      return reason;
    }
    int from = reason.length() - MOST_REASON / 4;
    int rest = wholeEnd(reason, from);
    return reason.substring(0, wholeEnd(reason, MOST_REASON / 2)) + " … " + reason.substring(rest);
  }

  /** The same refusal at another place. */
  public SqlException at(int otherLine, int otherColumn) {
    return new SqlException(state, reason, otherLine, otherColumn, getCause());
  }

  /** A refusal of something that the text has no place of. */
  public static SqlException unsupported(String message) {
    return of(UNSUPPORTED, message);
  }

  /** The code of the kind of error, SQLSTATE. */
  public String state() {
    return state;
  }

  /** The reason, without the place. */
  public String reason() {
    return reason;
  }

  /** The line, from 1; 0 if no part of the text is the reason. */
  public int line() {
    return line;
  }

  /** The column, likewise. */
  public int column() {
    return column;
  }
}
