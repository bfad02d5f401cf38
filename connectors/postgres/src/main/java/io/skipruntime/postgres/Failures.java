package io.skipruntime.postgres;

import io.skipruntime.client.feed.SourceException;
import java.sql.SQLException;

/** The meaning of a database's failures for a source. */
final class Failures {

  private Failures() {}

  /** Whether a failure will not pass by itself: a wrong password, a database that is not there. */
  private static boolean isLasting(SQLException failure) {
    String state = failure.getSQLState() == null ? "" : failure.getSQLState();
    return state.startsWith("28")
        || state.equals("3D000")
        || state.equals("42501")
        || isOfEncoding(failure);
  }

  /** Whether a text cannot be sent, as it is not of the encoding that it is said to be of. */
  private static boolean isOfEncoding(SQLException failure) {
    String state = failure.getSQLState() == null ? "" : failure.getSQLState();
    return state.equals("22021") || state.equals("22P05");
  }

  /** A failure as the source's status tells it. */
  static SourceException of(SQLException failure) {
    String message =
        isOfEncoding(failure)
            ? "a text of the database is not in UTF-8, and has to be corrected there: "
                + SourceException.messageOf(failure)
            : SourceException.messageOf(failure);
    return isLasting(failure) ? SourceException.lasting(message) : SourceException.passing(message);
  }
}
