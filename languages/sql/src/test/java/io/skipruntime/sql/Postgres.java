package io.skipruntime.sql;

import io.skipruntime.json.Json;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** A PostgreSQL of this machine; one that cannot be started makes the test be skipped. */
final class Postgres implements AutoCloseable {

  private final EmbeddedPostgres server;
  private final Connection connection;

  private Postgres(EmbeddedPostgres server, Connection connection) {
    this.server = server;
    this.connection = connection;
  }

  static Postgres start() {
    try {
      EmbeddedPostgres server =
          EmbeddedPostgres.builder()
              .setPGStartupWait(Duration.ofSeconds(60))
              .setLocaleConfig("locale", "C")
              .setServerConfig("timezone", "UTC")
              .start();
      Connection connection = server.getPostgresDatabase().getConnection();
      Postgres postgres = new Postgres(server, connection);
      postgres.run("SET TIME ZONE 'UTC'");
      return postgres;
    } catch (IOException | SQLException | RuntimeException e) {
      return Assumptions.abort("PostgreSQL cannot be started here: " + e);
    }
  }

  void run(String statement) {
    try (Statement each = connection.createStatement()) {
      each.execute(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(statement, e);
    }
  }

  /** The rows of a query; empty if PostgreSQL refuses it. */
  Optional<List<List<@Nullable Object>>> query(String query) {
    try (Statement each = connection.createStatement();
        ResultSet result = each.executeQuery(query)) {
      List<List<@Nullable Object>> rows = new ArrayList<>();
      while (result.next()) {
        List<@Nullable Object> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(value(result, i));
        }
        rows.add(row);
      }
      return Optional.of(rows);
    } catch (SQLException e) {
      return Optional.empty();
    }
  }

  /** A value: of an array a list, of a type that JDBC does not have its text. */
  private static @Nullable Object value(ResultSet result, int column) throws SQLException {
    return switch (result.getMetaData().getColumnTypeName(column)) {
      case "interval" -> result.getString(column);
      case "timestamp" -> {
        LocalDateTime time = result.getObject(column, LocalDateTime.class);
        yield time == null ? null : Json.from(time);
      }
      case "json", "jsonb" -> {
        String text = result.getString(column);
        yield text == null ? null : Json.parse(text);
      }
      default -> {
        Array array = result.getObject(column) instanceof Array ? result.getArray(column) : null;
        yield array == null
            ? result.getObject(column)
            : new ArrayList<>(Arrays.asList((Object[]) array.getArray()));
      }
    };
  }

  @Override
  public void close() {
    try {
      connection.close();
      server.close();
    } catch (IOException | SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
