package io.skipruntime.postgres;

import io.skipruntime.json.Json;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A database of a {@link Server}, and statements run in it, each over a connection of its own. */
record Database(Server server, String name) {

  /** The options to follow it. */
  PostgresOptions options() {
    return PostgresOptions.of(server.url(name), "postgres", "").withMaxRetryMillis(500);
  }

  Connection connect() throws SQLException {
    return server.connect(name);
  }

  /** Runs statements; several in one text are one transaction. */
  void run(String... statements) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first column of the first row; an empty text if there is none. */
  String ask(String query) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      String answer = row.next() ? row.getString(1) : null;
      return answer == null ? "" : answer;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until a service shows what has been committed by now. */
  void awaitShown(PostgresService service) {
    service
        .awaitCommitted(ask("SELECT pg_current_wal_insert_lsn()"))
        .toCompletableFuture()
        .orTimeout(90, TimeUnit.SECONDS)
        .join();
  }

  /** The rows of a table by their keys, as the database itself makes JSON of them. */
  Map<Json, Json> rows(String table, String key) {
    Map<Json, Json> rows = new TreeMap<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT to_jsonb(t)::text FROM ONLY " + table + " t")) {
      while (row.next()) {
        Json json = Json.parse(row.getString(1));
        rows.put(json.asObject().get(key), json);
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How many slots there are of this database. */
  int slots() {
    return Integer.parseInt(
        ask("SELECT count(*) FROM pg_replication_slots WHERE database = current_database()"));
  }
}
