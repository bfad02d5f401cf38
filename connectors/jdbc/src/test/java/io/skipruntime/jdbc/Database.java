package io.skipruntime.jdbc;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;

/**
 * A database of a test, of one of several kinds.
 *
 * @param url its JDBC address
 * @param user the user, or an empty text if it has none
 */
record Database(String url, String user) {

  /** The kinds of database. */
  enum Kind {
    H2,
    SQLITE,
    MARIADB
  }

  /**
   * A new database.
   *
   * @param directory where it may keep files
   */
  static Database open(Kind kind, Path directory) throws IOException, SQLException {
    String name = "d" + UUID.randomUUID().toString().replace("-", "");
    return switch (kind) {
      case H2 -> new Database("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1", "");
      case SQLITE -> {
        Database database = new Database("jdbc:sqlite:" + directory.resolve(name + ".db"), "");
        database.run("PRAGMA journal_mode=WAL");
        yield database;
      }
      case MARIADB -> MariaDbServer.shared().create(name);
    };
  }

  /** What a driver is given. */
  Map<String, String> properties() {
    return user.isEmpty() ? Map.of() : Map.of("user", user);
  }

  /** A connection of the test's own. */
  Connection connect() throws SQLException {
    return user.isEmpty()
        ? DriverManager.getConnection(url)
        : DriverManager.getConnection(url, user, "");
  }

  /** Runs statements, each in a transaction of its own. */
  void run(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Runs statements in one transaction. */
  void runTogether(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String sql : statements) {
        statement.execute(sql);
      }
      connection.commit();
    }
  }
}
