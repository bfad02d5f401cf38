package io.skipruntime.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Entry;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.server.Measurement;
import io.skipruntime.server.SkipServer;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.PSQLException;

/** The JDBC driver of PostgreSQL against a service. */
class DriverTest {

  private static final long PAUSE_NANOS = 1_000_000;

  private static SkipServer server;

  @BeforeAll
  static void start() {
    server = Orders.started(Orders.options());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static List<String> column(ResultSet rows, String name) throws SQLException {
    List<String> values = new ArrayList<>();
    while (rows.next()) {
      values.add(rows.getString(name));
    }
    return values;
  }

  private static void checkFirstOrder(ResultSet row) throws SQLException {
    assertThat(row.next()).isTrue();
    assertThat(row.getLong("key")).isEqualTo(1);
    assertThat(row.getString("customer")).isEqualTo("日本");
    assertThat(row.getInt("pieces")).isEqualTo(1);
    assertThat(row.getBigDecimal("amount")).isEqualByComparingTo("12346.6789");
    assertThat(row.getDouble("weight")).isEqualTo(1.5);
    assertThat(row.getBoolean("open")).isFalse();
    assertThat(row.getObject("reference", UUID.class)).isEqualTo(Orders.REFERENCE);
    assertThat(row.getObject("at", OffsetDateTime.class))
        .isEqualTo(OffsetDateTime.of(2026, 1, 2, 3, 4, 6, 678_901_000, ZoneOffset.UTC));
    assertThat(row.getString("note")).isNull();
    assertThat(row.wasNull()).isTrue();
    assertThat(row.getString("details")).isEqualTo("{\"id\": 1}");
    assertThat(row.next()).isFalse();
  }

  @Test
  void values_ofAllTypes_areTheSameAsTextAndBinary() throws SQLException {
    for (String binary : List.of("false", "true")) {
      try (Connection connection =
              Orders.connect(server, Map.of("binaryTransfer", binary, "prepareThreshold", "-1"));
          PreparedStatement statement =
              connection.prepareStatement(
                  "SELECT * FROM orders WHERE key = ? AND customer = ? AND amount > ?")) {
        statement.setLong(1, 1);
        statement.setString(2, "日本");
        statement.setBigDecimal(3, new BigDecimal("-0.00012"));
        for (int i = 0; i < 2; i++) {
          try (ResultSet rows = statement.executeQuery()) {
            checkFirstOrder(rows);
          }
        }
      }
    }
  }

  @Test
  void parameters_ofUnknownTypes_areThoseOfTheClient() throws SQLException {
    try (Connection connection = Orders.connect(server);
        PreparedStatement statement = connection.prepareStatement("SELECT ?, ?, '$1'")) {
      statement.setInt(1, 7);
      statement.setString(2, "it's");
      try (ResultSet row = statement.executeQuery()) {
        assertThat(row.next()).isTrue();
        assertThat(row.getInt(1)).isEqualTo(7);
        assertThat(row.getString(2)).isEqualTo("it's");
        assertThat(row.getString(3)).isEqualTo("$1");
      }
    }
  }

  @Test
  void rows_comeInParts_whenTheClientAsksForSome() throws SQLException {
    try (Connection connection = Orders.connect(server)) {
      connection.setAutoCommit(false);
      try (PreparedStatement statement =
          connection.prepareStatement("SELECT key FROM orders ORDER BY key")) {
        statement.setFetchSize(100);
        long next = 1;
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            assertThat(rows.getLong(1)).isEqualTo(next++);
          }
        }
        assertThat(next - 1).isEqualTo(Orders.COUNT);
      }
      connection.commit();
    }
  }

  @Test
  void transaction_seesOneVersion() throws SQLException {
    ServiceInstance service = server.instance();
    String count = "SELECT count(*) FROM orders WHERE customer = 'Zoe'";
    try (Connection connection = Orders.connect(server);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      assertThat(number(statement, count)).isZero();
      List<Entry<Long, Orders.Order>> one = service.getInput("orders");
      Orders.Order order = one.getFirst().values().getFirst();
      service.update(
          "orders",
          List.of(
              Entry.of(
                  -1L,
                  new Orders.Order(
                      "Zoe",
                      1,
                      order.amount(),
                      1,
                      true,
                      order.reference(),
                      order.at(),
                      order.note(),
                      order.details()))));
      assertThat(number(statement, count)).isZero();
      connection.commit();
      assertThat(number(statement, count)).isOne();
      connection.commit();
      service.update("orders", List.of(Entry.of(-1L)));
    }
  }

  private static long number(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  void refusals_haveStateAndPlace_andTheConnectionGoesOn() throws SQLException {
    try (Connection connection = Orders.connect(server);
        Statement statement = connection.createStatement()) {
      assertState(statement, "SELECT key FROM order_s", "42P01", 17);
      assertState(statement, "SELECT kee FROM orders", "42703", 8);
      assertState(statement, "SELECT key FRM orders WHERE", "42601", 0);
      assertState(statement, "SELECT 1 / 0", "22012", 0);
      assertState(statement, "SELECT CAST('x' AS int)", "22P02", 0);
      assertState(statement, "INSERT INTO orders VALUES (1)", "25006", 0);
      assertState(statement, "CREATE TABLE t (a int)", "25006", 0);
      assertThat(number(statement, "SELECT 1")).isOne();
    }
  }

  private static void assertState(Statement statement, String query, String state, int position) {
    assertThatThrownBy(() -> statement.execute(query))
        .isInstanceOfSatisfying(
            PSQLException.class,
            refusal -> {
              assertThat(refusal.getSQLState()).as(query).isEqualTo(state);
              if (position > 0) {
                assertThat(refusal.getServerErrorMessage().getPosition()).isEqualTo(position);
              }
            });
  }

  @Test
  void failedTransaction_refusesAllUntilItsEnd() throws SQLException {
    try (Connection connection = Orders.connect(server);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      assertState(statement, "SELECT 1 / 0", "22012", 0);
      assertState(statement, "SELECT 1", "25P02", 0);
      connection.rollback();
      assertThat(number(statement, "SELECT 1")).isOne();
    }
  }

  @Test
  void severalStatements_areAnsweredInTheirOrder() throws SQLException {
    try (Connection connection = Orders.connect(server, Map.of("preferQueryMode", "simple"));
        Statement statement = connection.createStatement()) {
      assertThat(statement.execute("SELECT 1; SELECT ';'; /* ; */ SHOW server_version")).isTrue();
      assertThat(statement.getMoreResults()).isTrue();
      assertThat(column(statement.getResultSet(), "?column?")).containsExactly(";");
      assertThat(statement.getMoreResults()).isTrue();
      assertThat(column(statement.getResultSet(), "server_version")).containsExactly("15.0");
    }
  }

  @Test
  void metadata_describesTheTables() throws SQLException {
    try (Connection connection = Orders.connect(server)) {
      DatabaseMetaData data = connection.getMetaData();
      assertThat(column(data.getTables(null, "public", "%", new String[] {"TABLE"}), "TABLE_NAME"))
          .containsExactlyInAnyOrder("orders", "doubled");
      assertThat(column(data.getTables(null, "skip", "%", null), "TABLE_NAME"))
          .containsExactly("commits", "instances", "nodes", "sources", "streams");
      assertThat(column(data.getColumns(null, "public", "orders", "%"), "TYPE_NAME"))
          .containsExactly(
              "int8",
              "text",
              "int4",
              "numeric",
              "float8",
              "bool",
              "uuid",
              "timestamptz",
              "text",
              "jsonb");
      assertThat(column(data.getPrimaryKeys(null, "public", "orders"), "COLUMN_NAME"))
          .containsExactly("key");
      assertThat(column(data.getPrimaryKeys(null, "public", "orders"), "KEY_SEQ"))
          .containsExactly("1");
      assertThat(column(data.getPrimaryKeys(null, "public", "orders"), "PK_NAME"))
          .containsExactly("orders_pkey");
      assertThat(column(data.getPrimaryKeys(null, "public", "absent"), "PK_NAME")).isEmpty();
      assertThat(column(data.getIndexInfo(null, "public", "orders", false, false), "INDEX_NAME"))
          .containsExactly("orders_pkey");
      assertThat(column(data.getIndexInfo(null, "public", "orders", true, false), "COLUMN_NAME"))
          .containsExactly("key");
      assertThat(column(data.getIndexInfo(null, null, "orders", true, false), "ASC_OR_DESC"))
          .containsExactly("A");
      assertThat(column(data.getSchemas(), "TABLE_SCHEM")).contains("public", "skip");
      assertThat(column(data.getCatalogs(), "TABLE_CAT")).containsExactly("skip");
      assertThat(column(data.getTypeInfo(), "TYPE_NAME")).contains("int8", "text", "jsonb");
      assertThat(column(data.getImportedKeys(null, "public", "orders"), "FK_NAME")).isEmpty();
      assertThat(column(data.getExportedKeys(null, "public", "orders"), "FK_NAME")).isEmpty();
      assertThat(column(data.getFunctions(null, null, "%"), "FUNCTION_NAME")).isEmpty();
      assertThat(column(data.getProcedures(null, null, "%"), "PROCEDURE_NAME")).isEmpty();
      assertThat(column(data.getTablePrivileges(null, "public", "%"), "TABLE_NAME"))
          .contains("orders");
      assertThat(connection.getSchema()).isEqualTo("public");
      assertThat(connection.getCatalog()).isEqualTo("skip");
      assertThat(data.getMaxColumnsInIndex()).isEqualTo(32);
    }
  }

  @Test
  void introspection_isTables() throws SQLException {
    server.instance().getAll("doubled");
    try (Connection connection = Orders.connect(server);
        Statement statement = connection.createStatement()) {
      assertThat(number(statement, "SELECT count(*) FROM skip.nodes WHERE is_collection"))
          .isPositive();
      assertThat(number(statement, "SELECT keys FROM skip.instances WHERE resource = 'doubled'"))
          .isEqualTo(Orders.COUNT);
      assertThat(
              number(
                  statement,
                  "SELECT count(*) FROM information_schema.columns WHERE table_name = 'orders'"))
          .isEqualTo(10);
    }
  }

  @Test
  void cursor_givesRowsAsTheyAreFetched() throws SQLException {
    try (Connection connection = Orders.connect(server);
        Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
      statement.execute("DECLARE c NO SCROLL CURSOR FOR SELECT key FROM orders ORDER BY key");
      try (ResultSet rows = statement.executeQuery("FETCH FORWARD 3 FROM c")) {
        assertThat(column(rows, "key")).containsExactly("1", "2", "3");
      }
      try (ResultSet rows = statement.executeQuery("FETCH ALL FROM c")) {
        assertThat(column(rows, "key")).hasSize(Orders.COUNT - 3);
      }
      statement.execute("CLOSE c");
      statement.execute("COMMIT");
    }
  }

  @Test
  void cancel_endsTheQueryThatRuns() throws Exception {
    try (Connection connection = Orders.connect(server);
        Statement statement = connection.createStatement();
        Connection other = Orders.connect(server);
        Statement fast = other.createStatement()) {
      Thread canceller =
          Thread.ofVirtual()
              .start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                  try { // a statement is cancelled once at most, perhaps before it has begun
                    connection.unwrap(PgConnection.class).cancelQuery();
                    LockSupport.parkNanos(PAUSE_NANOS);
                  } catch (SQLException e) {
                    throw new IllegalStateException(e);
                  }
                }
              });
      try {
        assertThatThrownBy(() ->
                statement.execute(
                    "SELECT count(*) FROM orders a, orders b, orders c WHERE a.key + b.key + c.key"
                        + " = 1"))
            .hasMessageContaining("the query was cancelled")
            .extracting(refusal -> ((PSQLException) refusal).getSQLState())
            .isEqualTo("57014");
      } finally {
        canceller.interrupt();
        canceller.join();
      }
      assertThat(number(fast, "SELECT 1")).isOne();
    }
  }

  @Test
  void statements_areCounted() throws SQLException {
    try (Connection connection = Orders.connect(server);
        Statement statement = connection.createStatement()) {
      number(statement, "SELECT 1");
      assertThat(server.measurements())
          .filteredOn(each -> each.name().equals("skip_postgres_statements"))
          .first()
          .extracting(Measurement::value)
          .satisfies(value -> assertThat(value).isPositive());
    }
  }
}
