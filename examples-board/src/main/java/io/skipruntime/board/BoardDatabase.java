package io.skipruntime.board;

import io.skipruntime.postgres.PostgresService;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The writes of the board's web application: SQL, as in any other application. Each returns when
 * subscribers can see what it wrote, so that a page whose request is answered shows its effect.
 * Thread-safe.
 */
final class BoardDatabase {

  private static final int VISIBLE_SECONDS = 10;
  private static final String FOREIGN_KEY_VIOLATION = "23503";
  private static final String CHECK_VIOLATION = "23514";

  private static final List<String> TABLES =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS users (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            name text NOT NULL UNIQUE CHECK (name ~ '^[[:alnum:]_-]{1,20}$'))
          """,
          """
          CREATE TABLE IF NOT EXISTS posts (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            author bigint NOT NULL REFERENCES users,
            title text NOT NULL CHECK (length(trim(title)) BETWEEN 1 AND 120),
            url text CHECK (url ~ '^https?://[^[:space:]]{1,250}$'),
            created_at timestamptz NOT NULL DEFAULT now())
          """,
          """
          CREATE TABLE IF NOT EXISTS votes (
            post bigint NOT NULL REFERENCES posts ON DELETE CASCADE,
            voter bigint NOT NULL REFERENCES users,
            created_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (post, voter))
          """,
          """
          DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_publication WHERE pubname = 'skip_board') THEN
              CREATE PUBLICATION skip_board FOR TABLE users, posts, votes
                WITH (publish_via_partition_root = true);
            END IF;
          END $$
          """);

  /** A user of the board. */
  record Member(long id, String name) {}

  /** A write that the tables refuse; the message is for the user. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  private final DataSource source;
  private final PostgresService service;

  BoardDatabase(DataSource source, PostgresService service) {
    this.source = source;
    this.service = service;
  }

  /** The publication of the tables. */
  static String publication() {
    return "skip_board";
  }

  /**
   * Makes the tables and their publication, where they are not there yet.
   *
   * @return whether there are no posts
   */
  static boolean prepare(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      for (String table : TABLES) {
        statement.execute(table);
      }
      ResultSet posts = statement.executeQuery("SELECT NOT EXISTS (SELECT FROM posts)");
      posts.next();
      return posts.getBoolean(1);
    }
  }

  private interface Write<R> {
    R run(Connection connection) throws SQLException, RefusedException;
  }

  // region visible
  /** Writes in one transaction, and returns when subscribers can see it. */
  private <R> R visibly(Write<R> write) throws SQLException, RefusedException {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      R result = write.run(connection);
      connection.commit();
      try (Statement statement = connection.createStatement()) {
        ResultSet position = statement.executeQuery("SELECT pg_current_wal_insert_lsn()");
        position.next();
        service
            .awaitCommitted(position.getString(1))
            .toCompletableFuture()
            .orTimeout(VISIBLE_SECONDS, TimeUnit.SECONDS)
            .join();
      }
      return result;
    } catch (SQLException e) {
      throw refusal(e).orElseThrow(() -> e);
    } catch (CompletionException e) {
      throw new SQLException("what was written is not seen by subscribers yet", e);
    }
  }

  // endregion

  private static Optional<RefusedException> refusal(SQLException failure) {
    return switch (String.valueOf(failure.getSQLState())) {
      case FOREIGN_KEY_VIOLATION ->
          Optional.of(new RefusedException("the post or the user is not there any more"));
      case CHECK_VIOLATION ->
          Optional.of(
              new RefusedException(
                  "a name has up to 20 letters, digits, - and _; a title up to 120 characters; a"
                      + " link begins with https:// or http://"));
      default -> Optional.empty();
    };
  }

  /** The user of a name, who is made where there is none. */
  Member member(String name) throws SQLException, RefusedException {
    return visibly(connection -> {
      run(connection, "INSERT INTO users (name) VALUES (?) ON CONFLICT DO NOTHING", name);
      try (PreparedStatement query =
          connection.prepareStatement("SELECT id FROM users WHERE name = ?")) {
        query.setString(1, name);
        ResultSet row = query.executeQuery();
        row.next();
        return new Member(row.getLong(1), name);
      }
    });
  }

  /** Adds a post, which has its author's vote. */
  long submit(long author, String title, @Nullable String url)
      throws SQLException, RefusedException {
    return visibly(connection -> {
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO posts (author, title, url) VALUES (?, ?, ?) RETURNING id")) {
        insert.setLong(1, author);
        insert.setString(2, title);
        insert.setString(3, url);
        ResultSet row = insert.executeQuery();
        row.next();
        long post = row.getLong(1);
        run(connection, "INSERT INTO votes (post, voter) VALUES (?, ?)", post, author);
        return post;
      }
    });
  }

  /** Votes for a post, or takes the vote back. */
  void vote(long post, long voter, boolean isFor) throws SQLException, RefusedException {
    String sql =
        isFor
            ? "INSERT INTO votes (post, voter) VALUES (?, ?) ON CONFLICT DO NOTHING"
            : "DELETE FROM votes WHERE post = ? AND voter = ?";
    visibly(connection -> run(connection, sql, post, voter));
  }

  private static int run(Connection connection, String sql, Object... arguments)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setObject(i + 1, arguments[i]);
      }
      return statement.executeUpdate();
    }
  }
}
