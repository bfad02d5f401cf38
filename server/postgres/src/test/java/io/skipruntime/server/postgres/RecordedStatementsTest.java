package io.skipruntime.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.server.SkipServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The statements that psql and the JDBC driver were seen to send: each is answered by both
 * protocols, with columns of the names and types that PostgreSQL has for the same tables.
 */
class RecordedStatementsTest {

  private static final int MOST_START_SECONDS = 60;

  /** The types of the catalog that a service has another type for, by their names. */
  private static final Map<String, String> OTHER_TYPES =
      Map.ofEntries(
          Map.entry("name", "text"),
          Map.entry("char", "text"),
          Map.entry("varchar", "text"),
          Map.entry("regclass", "text"),
          Map.entry("pg_node_tree", "text"),
          Map.entry("oid", "int8"),
          Map.entry("int2", "int4"),
          Map.entry("float4", "float8"),
          Map.entry("_aclitem", "_text"),
          Map.entry("_name", "_text"));

  private static SkipServer server;

  private record OrderKey(long id) {}

  private record Order(String customer, String status, BigDecimal amount, Instant at) {}

  private record Shop(EagerCollection<OrderKey, Order> orders) {}

  private record Shared(EagerCollection<OrderKey, Order> orders, EagerCollection<Long, Long> v) {}

  private static final class Orders implements SkipService<Shop, Shared> {
    @Override
    public InitialData initialData() {
      return InitialData.of(
          "orders",
          Entry.of(new OrderKey(1), new Order("Ann", "open", BigDecimal.TEN, Instant.EPOCH)));
    }

    @Override
    public Resources<Shared> resources() {
      return Resources.empty();
    }

    @Override
    public Shared createGraph(Shop in, Context context) {
      return new Shared(
          in.orders(), in.orders().keyBy((key, order) -> key.id()).mapValues(order -> 1L));
    }
  }

  @BeforeAll
  static void start() {
    server = SkipServer.start(new Orders(), io.skipruntime.server.postgres.Orders.options());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** The statements, each with the numbers of the tables that a connection knows. */
  private static List<String> statements(Connection connection) throws IOException, SQLException {
    String all;
    try (InputStream in =
        Objects.requireNonNull(
            RecordedStatementsTest.class.getResourceAsStream("/statements/clients.sql"))) {
      all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT relname, oid FROM pg_class WHERE relname IN ('orders', 'orders_pkey', 'v')"
                    + " ORDER BY length(relname) DESC")) {
      while (rows.next()) {
        all = all.replace("'@" + rows.getString(1) + "'", "'" + rows.getString(2) + "'");
      }
    }
    List<String> statements = new ArrayList<>();
    for (String each : all.replaceAll("(?m)^--.*\n", "").split(";\\s*\n", -1)) {
      if (!each.isBlank()) {
        statements.add(each);
      }
    }
    return statements;
  }

  private static Connection client() throws SQLException {
    return io.skipruntime.server.postgres.Orders.connect(server);
  }

  @Test
  void statements_areAnswered_byBothProtocols() throws Exception {
    List<String> refused = new ArrayList<>();
    int answered = 0;
    try (Connection connection = client();
        WireClient wire = new WireClient(server.postgresPort().orElseThrow())) {
      for (String statement : statements(connection)) {
        wire.extended(withParameters(statement)).ifPresent(e -> refused.add(e + ": " + statement));
        wire.simple(withParameters(statement)).ifPresent(e -> refused.add(e + ": " + statement));
        answered++;
      }
    }
    assertThat(refused).isEmpty();
    assertThat(answered).isGreaterThan(50);
  }

  /** A statement with values in place of its parameters. */
  private static String withParameters(String statement) {
    return statement.replaceAll("\\$[0-9]", "'%'");
  }

  @Test
  void columns_areThoseOfPostgres() throws Exception {
    List<String> differences = new ArrayList<>();
    int compared = 0;
    try (EmbeddedPostgres postgres = postgres();
        Connection there = postgres.getPostgresDatabase().getConnection();
        Connection here = client()) {
      try (Statement statement = there.createStatement()) {
        statement.execute(
            "CREATE TABLE orders (id bigint PRIMARY KEY, customer text, status text, amount"
                + " numeric, at timestamptz)");
        statement.execute("CREATE VIEW v AS SELECT id AS key, 1::bigint AS value FROM orders");
      }
      List<String> theirs = statements(there);
      List<String> ours = statements(here);
      for (int i = 0; i < ours.size(); i++) {
        Optional<List<String>> expected = columns(there, withParameters(theirs.get(i)));
        List<String> columns = columns(here, withParameters(ours.get(i))).orElse(List.of());
        if (expected.isPresent()) {
          compared++;
          if (!columns.equals(expected.get())) {
            differences.add(ours.get(i) + ":\n  here  " + columns + "\n  there " + expected.get());
          }
        }
      }
    }
    assertThat(String.join("\n", differences)).isEmpty();
    assertThat(compared).isGreaterThan(45);
  }

  private static EmbeddedPostgres postgres() {
    try {
      return EmbeddedPostgres.builder()
          .setPGStartupWait(Duration.ofSeconds(MOST_START_SECONDS))
          .setLocaleConfig("locale", "C")
          .start();
    } catch (IOException | RuntimeException e) {
      return Assumptions.abort("PostgreSQL cannot be started here: " + e);
    }
  }

  /** The names and types of a statement's columns; empty if it is refused or has none. */
  private static Optional<List<String>> columns(Connection connection, String statement)
      throws SQLException {
    try (Statement each = connection.createStatement()) {
      if (!each.execute(statement)) {
        return Optional.empty();
      }
      List<String> columns = new ArrayList<>();
      try (ResultSet rows = each.getResultSet()) {
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          String type = rows.getMetaData().getColumnTypeName(i);
          columns.add(
              rows.getMetaData().getColumnLabel(i) + " " + OTHER_TYPES.getOrDefault(type, type));
        }
      }
      return Optional.of(columns);
    } catch (SQLException e) {
      return Optional.empty();
    }
  }
}
