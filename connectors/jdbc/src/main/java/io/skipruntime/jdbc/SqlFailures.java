package io.skipruntime.jdbc;

import io.skipruntime.client.feed.SourceException;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The meaning of what a driver throws: whether it is about the connection, about a value, or about
 * the query; and its message for a status, without what is secret. Immutable.
 */
final class SqlFailures {

  private static final int MAX_LENGTH = 300;
  private static final int SQLITE_ERROR = 1;
  private static final Pattern USER_INFORMATION = Pattern.compile("//[^/@\\s]*@");
  private static final Pattern PASSWORD =
      Pattern.compile("(?i)(password|passwd|pwd|secret|token)(\\s*[=:]\\s*)[^&;,\\s)]*");
  private static final Pattern STATEMENT = Pattern.compile("(?s);? ?SQL statement:.*");

  private final List<String> secrets;

  /**
   * The meaning, for a database whose connections have secrets.
   *
   * @param secrets texts that no message may have
   */
  SqlFailures(List<String> secrets) {
    this.secrets = secrets.stream().filter(each -> !each.isEmpty()).toList();
  }

  private static boolean isOfClass(SQLException failure, String sqlStateClass) {
    String state = failure.getSQLState();
    return state != null && state.startsWith(sqlStateClass);
  }

  /** Whether the connection is lost, or there was none to be had. */
  static boolean isOfConnection(SQLException failure) {
    return isOfClass(failure, "08")
        || isOfClass(failure, "57P") // PostgreSQL: the server shuts down
        || failure instanceof SQLNonTransientConnectionException
        || failure instanceof SQLTransientConnectionException
        || failure instanceof SQLRecoverableException;
  }

  /** Whether a value cannot be had in the form that was asked for. */
  static boolean isOfValue(SQLException failure) {
    return failure instanceof SQLDataException || isOfClass(failure, "22");
  }

  /** Whether the query is wrong, or not allowed: it will fail again. */
  private static boolean isOfQuery(SQLException failure) {
    boolean isSqlite = failure.getClass().getName().startsWith("org.sqlite.");
    return isOfClass(failure, "42")
        || isOfClass(failure, "07")
        || isOfClass(failure, "21")
        || (isSqlite && failure.getErrorCode() == SQLITE_ERROR);
  }

  /** The failure of a query; one that lasts if the query is wrong. */
  SourceException ofQuery(SQLException failure) {
    String message = "the query failed: " + message(failure);
    return isOfQuery(failure) || isOfValue(failure)
        ? SourceException.lasting(message)
        : SourceException.passing(message);
  }

  /** The failure of a connection. */
  SourceException ofConnection(Throwable failure) {
    return SourceException.passing("the database cannot be reached: " + message(failure));
  }

  /** What a failure says, in one line and without secrets. */
  String message(Throwable failure) {
    String message = STATEMENT.matcher(SourceException.messageOf(failure)).replaceFirst("");
    for (String secret : secrets) {
      message = message.replace(secret, "***");
    }
    message = USER_INFORMATION.matcher(message).replaceAll("//***@");
    message = PASSWORD.matcher(message).replaceAll("$1$2***").replaceAll("\\s+", " ").strip();
    return message.length() > MAX_LENGTH ? message.substring(0, MAX_LENGTH) + "…" : message;
  }
}
