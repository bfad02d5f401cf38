package io.skipruntime.server.postgres;

import io.skipruntime.server.problem.LimitedLog;
import io.skipruntime.sql.catalog.SqlException;

/** An error that a client is told of: the code of PostgreSQL, the reason and the place. */
final class Failure extends RuntimeException {

  private static final long serialVersionUID = 1;

  private static final LimitedLog LOG = new LimitedLog(System.getLogger(Failure.class.getName()));

  /** The code of messages that are not those of the protocol. */
  static final String PROTOCOL = "08P01";

  /** The code of clients that may not connect. */
  static final String REFUSED = "28000";

  private final String state;
  private final int position;
  private final boolean isFatal;

  private Failure(String state, String message, int position, boolean isFatal) {
    super(message, null, false, false);
    this.state = state;
    this.position = position;
    this.isFatal = isFatal;
  }

  /** An error after which the connection goes on. */
  static Failure of(String state, String message) {
    return new Failure(state, message, 0, false);
  }

  /**
   * An error after which the connection goes on, of a part of the text of the client.
   *
   * @param position the number of its first character, from 1; 0 if it is not known
   */
  static Failure at(String state, String message, int position) {
    return new Failure(state, message, position, false);
  }

  /** The error of a statement that the client has not prepared. */
  static Failure unprepared(String name) {
    return of("26000", "prepared statement \"" + name + "\" does not exist");
  }

  /** An error that ends the connection. */
  static Failure fatal(String state, String message) {
    return new Failure(state, message, 0, true);
  }

  /**
   * What a client is told of something that was thrown: a refusal as it is, a lack of memory, else
   * a defect.
   */
  static Failure of(Throwable thrown) {
    return switch (thrown) {
      case Failure failure -> failure;
      case OutOfMemoryError exhausted ->
          of("53200", "there is no memory for the answer at present; ask for less, or later");
      default -> internal(thrown);
    };
  }

  /**
   * A defect of the server: its log has the stack, and the client is told what to look for. Of
   * defects of the same kind and place, which a client may cause as often as it likes, one line
   * stands for those of a while.
   */
  private static Failure internal(Throwable defect) {
    StackTraceElement[] trace = defect.getStackTrace();
    String place = trace.length == 0 ? "" : trace[0].toString();
    String id =
        LOG.log(
            System.Logger.Level.WARNING,
            defect.getClass().getName() + " " + place,
            identifier -> "error " + identifier + ": a statement of a client of PostgreSQL failed",
            defect);
    return of("XX000", "something is wrong at the server; its log has error " + id);
  }

  /** The refusal of a query, with its place in the text of the client. */
  static Failure of(SqlException refusal, String text) {
    return new Failure(
        refusal.state(),
        refusal.reason(),
        refusal.line() == 0 ? 0 : position(text, refusal.line(), refusal.column()),
        false);
  }

  /** The same error in a text that begins behind so many characters of the client's. */
  Failure behind(int characters) {
    return position == 0 ? this : new Failure(state, reason(), position + characters, isFatal);
  }

  /** The number of the character at a place, from 1. */
  private static int position(String text, int line, int column) {
    int at = 0;
    for (int i = 1; i < line && text.indexOf('\n', at) >= 0; i++) {
      at = text.indexOf('\n', at) + 1;
    }
    int index = Math.min(at + column - 1, text.length());
    return text.codePointCount(0, index) + 1;
  }

  /** The code of the kind of error, SQLSTATE. */
  String state() {
    return state;
  }

  /** The reason, for people. */
  String reason() {
    return String.valueOf(getMessage());
  }

  /** The number of the character that is the reason, from 1; 0 if there is none. */
  int position() {
    return position;
  }

  /** Whether the connection ends. */
  boolean isFatal() {
    return isFatal;
  }
}
