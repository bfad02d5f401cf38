package io.skipruntime.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ExternalResource;
import io.skipruntime.SourceStatus;
import io.skipruntime.SourceUnavailableException;
import io.skipruntime.engine.followed.Followed;
import io.skipruntime.json.Json;
import io.skipruntime.json.Tuple;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Queries as collections, polled from each kind of database. */
final class QueryTest {

  record Product(long id, String name, BigDecimal unitPrice, @Nullable String note) {}

  record Line(long order, long position) {}

  @Tuple
  record Place(long order, long position) {}

  record Flight(long id, Optional<Instant> departure) {}

  static final JdbcOptions OPTIONS =
      JdbcOptions.defaults().withIntervalMillis(20).withMaxRetryMillis(50);

  static final JdbcResource PRODUCTS = JdbcResource.of("SELECT * FROM products", "id");

  static final ExternalResource<Long, Product> AS_PRODUCTS =
      ExternalResource.of("db", "products", Long.class, Product.class);

  private final List<AutoCloseable> opened = new ArrayList<>();

  @TempDir Path directory;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private Database database(Database.Kind kind) throws Exception {
    Database database = Database.open(kind, directory);
    database.run(
        "CREATE TABLE products (id INT PRIMARY KEY, name VARCHAR(20), unit_price DECIMAL(20, 2),"
            + " note VARCHAR(20), unused INT)",
        "INSERT INTO products VALUES (1, 'vase', 12.25, NULL, 0), (2, 'bowl', 3.25, 'blue', 0)");
    return database;
  }

  private Followed follow(
      Database database, Map<String, JdbcResource> queries, ExternalResource<?, ?>... mirrored) {
    Followed followed =
        new Followed(
            JdbcService.connecting(database.url(), database.properties(), queries, OPTIONS),
            mirrored);
    opened.add(followed);
    return followed;
  }

  @ParameterizedTest
  @EnumSource
  void rows_areEntries_andFollowTheTable(Database.Kind kind) throws Exception {
    Database database = database(kind);
    Followed followed = follow(database, Map.of("products", PRODUCTS), AS_PRODUCTS);
    String bowl = "2={\"id\":2,\"name\":\"bowl\",\"note\":\"blue\",\"unitPrice\":3.25}";
    assertThat(followed.entries("products"))
        .isEqualTo("1={\"id\":1,\"name\":\"vase\",\"note\":null,\"unitPrice\":12.25} " + bowl);
    database.run("UPDATE products SET name = 'jug', note = 'old' WHERE id = 1");
    String jug = "1={\"id\":1,\"name\":\"jug\",\"note\":\"old\",\"unitPrice\":12.25}";
    followed.becomes("products", jug + " " + bowl);
    database.run("DELETE FROM products WHERE id = 2");
    followed.becomes("products", jug);
    database.run("DELETE FROM products");
    followed.becomes("products", "");
    assertThat(followed.status("products").state()).isEqualTo(SourceStatus.State.LIVE);
  }

  @ParameterizedTest
  @EnumSource
  void pollThatFindsNothingNew_makesNoTick_andConfirms(Database.Kind kind) throws Exception {
    Followed followed = follow(database(kind), Map.of("products", PRODUCTS), AS_PRODUCTS);
    followed.entries("products");
    followed.becomesLive("products");
    long tick = followed.service().watermark().tick();
    Instant first = followed.status("products").lastDelivery().orElseThrow();
    followed.until(() ->
        followed.status("products").lastDelivery().orElseThrow().isAfter(first.plusMillis(60)));
    assertThat(followed.service().watermark().tick()).isEqualTo(tick);
  }

  @ParameterizedTest
  @EnumSource
  void transactionOverSeveralTables_isOneUpdate(Database.Kind kind) throws Exception {
    Database database = Database.open(kind, directory);
    database.run(
        "CREATE TABLE debit (id INT PRIMARY KEY, amount INT)",
        "CREATE TABLE credit (id INT PRIMARY KEY, amount INT)",
        "INSERT INTO debit VALUES (1, 0)",
        "INSERT INTO credit VALUES (1, 0)");
    Followed followed =
        follow(
            database,
            Map.of(
                "debit", JdbcResource.of("SELECT id, amount FROM debit", "id"),
                "credit", JdbcResource.of("SELECT id, amount FROM credit", "id")),
            ExternalResource.of("db", "debit", Long.class, Long.class),
            ExternalResource.of("db", "credit", Long.class, Long.class));
    followed.service().instantiateResource("one", "debit", Followed.NO_PARAMS);
    followed.service().instantiateResource("two", "credit", Followed.NO_PARAMS);
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Void> transfers = CompletableFuture.runAsync(() -> transfer(database, done));
    List<String> torn = new ArrayList<>();
    for (int seen = 0; seen < 20; ) {
      long before = followed.service().watermark().tick();
      String debit = followed.entries("debit").replace("=-", "=");
      String credit = followed.entries("credit");
      if (followed.service().watermark().tick() == before) {
        seen++;
        if (!debit.equals(credit)) {
          torn.add(debit + " and " + credit);
        }
        followed.until(() -> followed.service().watermark().tick() > before);
      }
    }
    done.set(true);
    transfers.join();
    assertThat(torn).isEmpty();
  }

  private static void transfer(Database database, AtomicBoolean done) {
    try {
      while (!done.get()) {
        database.runTogether(
            "UPDATE debit SET amount = amount - 1", "UPDATE credit SET amount = amount + 1");
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void keysOfSeveralColumns_areArraysRecordsOrTuples() throws Exception {
    Database database = Database.open(Database.Kind.H2, directory);
    database.run(
        "CREATE TABLE line (order_id INT, position INT, item VARCHAR(9))",
        "INSERT INTO line VALUES (1, 2, 'vase'), (1, 10, 'bowl')");
    JdbcResource lines =
        JdbcResource.of(
            "SELECT order_id AS \"order\", position, item FROM line", "order", "position");
    Map<String, JdbcResource> queries = Map.of("array", lines, "record", lines, "tuple", lines);
    Followed followed =
        follow(
            database,
            queries,
            ExternalResource.of("db", "array", Json.class, String.class),
            ExternalResource.of("db", "record", Line.class, String.class),
            ExternalResource.of("db", "tuple", Place.class, String.class));
    assertThat(followed.entries("array")).isEqualTo("[1,2]=\"vase\" [1,10]=\"bowl\"");
    assertThat(followed.entries("tuple")).isEqualTo("[1,2]=\"vase\" [1,10]=\"bowl\"");
    assertThat(followed.entries("record"))
        .isEqualTo("{\"order\":1,\"position\":2}=\"vase\" {\"order\":1,\"position\":10}=\"bowl\"");
  }

  @Test
  void valuesOfAnyJson_areObjectsOfAllColumns() throws Exception {
    Database database = Database.open(Database.Kind.H2, directory);
    database.run(
        "CREATE TABLE wide (id INT PRIMARY KEY, big BIGINT, exact DECIMAL(30, 10), rough DOUBLE,"
            + " truth BOOLEAN, birth DATE, clock TIME, moment TIMESTAMP(6),"
            + " instant TIMESTAMP(6) WITH TIME ZONE, bytes VARBINARY(9), text CLOB, tags"
            + " VARCHAR(9) ARRAY, document JSON, name UUID)",
        "INSERT INTO wide VALUES (1, 9007199254740993, 1234567890123456789.0123456789, 0.1, TRUE,"
            + " DATE '0001-01-01', TIME '23:59:58', TIMESTAMP '2026-03-29 02:30:00.000001',"
            + " TIMESTAMP WITH TIME ZONE '2026-03-29 02:30:00+02:00', X'0102', 'long',"
            + " ARRAY['a', NULL], JSON '{\"b\": [1, 2.50]}',"
            + " '00000000-0000-0000-0000-000000000001')");
    Followed followed =
        follow(
            database,
            Map.of("wide", JdbcResource.of("SELECT * FROM wide", "id")),
            ExternalResource.of("db", "wide", Long.class, Json.class));
    assertThat(followed.entries("wide"))
        .isEqualTo(
            """
            1={"big":9007199254740993,"birth":"0001-01-01","bytes":"AQI=","clock":"23:59:58",\
            "document":{"b":[1,2.50]},"exact":1234567890123456789.0123456789,"id":1,\
            "instant":"2026-03-29T00:30:00.000000000Z","moment":"2026-03-29T02:30:00.000001",\
            "name":"00000000-0000-0000-0000-000000000001","rough":0.1,"tags":["a",null],\
            "text":"long","truth":true}\
            """);
  }

  private static String keys(Followed followed, String resource) {
    return followed.entries(resource).replaceAll("=\\{[^}]*}", "");
  }

  @Test
  void datesAndTimes_outsideOfTheYears0To9999_areListed() throws Exception {
    Database database = Database.open(Database.Kind.H2, directory);
    database.run(
        "CREATE TABLE days (id INT PRIMARY KEY, birth DATE, moment TIMESTAMP, instant TIMESTAMP"
            + " WITH TIME ZONE)",
        "INSERT INTO days (id, birth) VALUES (1, DATE '9999-12-31'), (2, DATE '10000-01-01'),"
            + " (3, DATE '-0001-12-31'), (4, DATE '0000-01-01')",
        "INSERT INTO days (id, moment) VALUES (5, TIMESTAMP '9999-12-31 23:59:59.5'),"
            + " (6, TIMESTAMP '10000-01-01 00:00:00')",
        "INSERT INTO days (id, instant) VALUES"
            + " (7, TIMESTAMP WITH TIME ZONE '9999-12-31 23:59:59+01:00'),"
            + " (8, TIMESTAMP WITH TIME ZONE '9999-12-31 23:59:59-01:00')");
    JdbcResource days = JdbcResource.of("SELECT * FROM days", "id");
    Followed followed =
        follow(
            database,
            Map.of(
                "days", days,
                "early", days.withZone(ZoneId.of("Asia/Tokyo")),
                "late", days.withZone(ZoneId.of("America/New_York"))),
            ExternalResource.of("db", "days", Long.class, Json.class),
            ExternalResource.of("db", "early", Long.class, Json.class),
            ExternalResource.of("db", "late", Long.class, Json.class));
    assertThat(keys(followed, "days")).isEqualTo("1 4 5 7");
    assertThat(keys(followed, "early")).isEqualTo("1 4 5 6 7");
    assertThat(keys(followed, "late")).isEqualTo("1 4 7");
    assertThat(followed.status("days").rejected().toString())
        .contains("column birth: the date +10000-01-01 is not within the years 0 to 9999");
  }

  @ParameterizedTest
  @EnumSource(names = {"H2", "MARIADB"})
  void timesWithoutZone_areInstants_ifTheirZoneIsGiven(Database.Kind kind) throws Exception {
    Database database = Database.open(kind, directory);
    database.run(
        "CREATE TABLE flight (id INT PRIMARY KEY, departure TIMESTAMP NULL)",
        "INSERT INTO flight VALUES (1, '2026-07-01 12:00:00'), (2, NULL)");
    Followed followed =
        follow(
            database,
            Map.of(
                "flight",
                JdbcResource.of("SELECT * FROM flight", "id").withZone(ZoneId.of("Europe/Paris"))),
            ExternalResource.of("db", "flight", Long.class, Flight.class));
    assertThat(followed.entries("flight"))
        .isEqualTo(
            "1={\"departure\":\"2026-07-01T10:00:00.000000000Z\",\"id\":1}"
                + " 2={\"departure\":null,\"id\":2}");
  }

  @ParameterizedTest
  @EnumSource
  void parameters_becomeArguments(Database.Kind kind) throws Exception {
    Database database = database(kind);
    JdbcResource cheap =
        JdbcResource.of("SELECT id, name FROM products WHERE unit_price < ?", "id")
            .withArguments(params -> List.of(params.asLong()))
            .withFetchSize(1)
            .withoutEstimate();
    Followed followed =
        follow(
            database,
            Map.of("cheap", cheap),
            ExternalResource.of("db", "cheap", Long.class, String.class));
    assertThat(followed.entries("cheap", Json.of(5))).isEqualTo("2=\"bowl\"");
    assertThat(followed.entries("cheap", Json.of(50))).isEqualTo("1=\"vase\" 2=\"bowl\"");
    assertThatThrownBy(() -> followed.entries("cheap", Json.of("five")))
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessageContaining("the parameters of cheap are wrong");
  }

  @Test
  void mistakesOfTheAuthor_failTheSubscription_withTheReason() throws Exception {
    Database database = database(Database.Kind.H2);
    JdbcResource all = JdbcResource.of("SELECT * FROM products", "id");
    Map<String, JdbcResource> queries =
        Map.of(
            "noKey",
            JdbcResource.of("SELECT * FROM products", "number"),
            "noTable",
            JdbcResource.of("SELECT * FROM nothing", "id"),
            "noColumn",
            JdbcResource.of("SELECT id FROM products", "id"),
            "manyColumns",
            all,
            "noParameters",
            all,
            "keyOfOtherName",
            all);
    Followed followed =
        follow(
            database,
            queries,
            ExternalResource.of("db", "noKey", Long.class, Product.class),
            ExternalResource.of("db", "noTable", Long.class, Product.class),
            ExternalResource.of("db", "noColumn", Long.class, Product.class),
            ExternalResource.of("db", "manyColumns", Long.class, String.class),
            ExternalResource.of("db", "noParameters", Long.class, Product.class),
            ExternalResource.of("db", "keyOfOtherName", Line.class, Product.class),
            ExternalResource.of("db", "unknown", Long.class, Product.class));
    assertFails(followed, "noKey", "the query has no column number; it has id, name, unit_price");
    assertFails(followed, "noTable", "\"NOTHING\" not found");
    assertFails(followed, "noColumn", "no column for the component name of Product; it has id");
    assertFails(followed, "manyColumns", "needs one column beside the key");
    assertFails(followed, "keyOfOtherName", "no key column is the component order of Line");
    assertFails(followed, "unknown", "there is no query unknown");
    assertThatThrownBy(() -> followed.entries("noParameters", Json.of(1)))
        .hasMessageContaining("the resource takes no parameters");
    assertThatThrownBy(() -> JdbcResource.of("SELECT 1"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> all.withFetchSize(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> OPTIONS.withTimeoutMillis(0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertFails(Followed followed, String resource, String reason) {
    assertThatThrownBy(() -> followed.entries(resource))
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessageContaining(reason);
  }
}
