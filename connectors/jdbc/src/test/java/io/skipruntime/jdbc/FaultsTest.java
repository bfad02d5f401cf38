package io.skipruntime.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.Mapper;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.SourceStatus;
import io.skipruntime.Values;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.followed.Followed;
import io.skipruntime.json.Json;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.assertj.core.groups.Tuple;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What can go wrong with a database and its rows, and that it is visible and passes. */
final class FaultsTest {

  record Product(long id, String name, long price) {}

  private static final ExternalResource<Long, Product> AS_PRODUCTS =
      ExternalResource.of("db", "products", Long.class, Product.class);
  private static final ExternalResource<Long, String> AS_NAMES =
      ExternalResource.of("db", "names", Long.class, String.class);
  private static final Map<String, JdbcResource> QUERIES =
      Map.of(
          "products", JdbcResource.of("SELECT * FROM products", "id"),
          "names", JdbcResource.of("SELECT id, name FROM names", "id"));
  private static final String VASE = "1={\"id\":1,\"name\":\"vase\",\"price\":10}";

  private final List<AutoCloseable> opened = new ArrayList<>();

  @TempDir Path directory;

  @AfterEach
  void close() throws Exception {
    SlowFunction.release();
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private Database database(Database.Kind kind) throws Exception {
    Database database = Database.open(kind, directory);
    fill(database);
    return database;
  }

  private static void fill(Database database) throws SQLException {
    database.run(
        "CREATE TABLE products (id INT PRIMARY KEY, name VARCHAR(20), price INT)",
        "INSERT INTO products VALUES (1, 'vase', 10)",
        "CREATE TABLE names (id INT, name VARCHAR(20))",
        "INSERT INTO names VALUES (1, 'one')");
  }

  private Followed follow(ExternalService service) {
    Followed followed = new Followed(service, AS_PRODUCTS, AS_NAMES);
    opened.add(followed);
    return followed;
  }

  private Followed follow(Database database) {
    return follow(
        JdbcService.connecting(database.url(), database.properties(), QUERIES, QueryTest.OPTIONS));
  }

  private static Server h2Server(Path directory, int port) throws SQLException {
    return Server.createTcpServer(
            "-tcpPort", Integer.toString(port), "-baseDir", directory.toString(), "-ifNotExists")
        .start();
  }

  @Test
  void databaseThatIsGone_makesAllStale_andIsReadAgainWhenItIsBack() throws Exception {
    Server server = h2Server(directory, 0);
    int port = server.getPort();
    Database database = new Database("jdbc:h2:tcp://127.0.0.1:" + port + "/shop", "");
    fill(database);
    Followed followed = follow(database);
    assertThat(followed.entries("products")).isEqualTo(VASE);
    assertThat(followed.entries("names")).isEqualTo("1=\"one\"");
    server.stop();
    followed.becomesStale("products", "the database cannot be reached: ");
    followed.becomesStale("names", "the database cannot be reached: ");
    Instant since = followed.status("products").since();
    assertThat(followed.entries("products")).isEqualTo(VASE);
    Server again = h2Server(directory, port);
    opened.add(again::stop);
    followed.becomesLive("products");
    database.run("UPDATE products SET price = 11");
    followed.becomes("products", VASE.replace("10", "11"));
    assertThat(followed.status("products").since()).isAfter(since);
  }

  @Test
  void databaseThatIsNotThereYet_isWaitedFor_andTheStatusSaysSo() throws Exception {
    Server server = h2Server(directory, 0);
    int port = server.getPort();
    Database database = new Database("jdbc:h2:tcp://127.0.0.1:" + port + "/shop", "");
    fill(database);
    server.stop();
    Followed followed = follow(database);
    var reading = CompletableFuture.supplyAsync(() -> followed.entries("products"));
    followed.until(() ->
        followed.service().sourceStatuses().stream()
            .anyMatch(each ->
                each.state() == SourceStatus.State.LOADING
                    && each.reason().orElse("").contains("cannot be reached")));
    Server again = h2Server(directory, port);
    opened.add(again::stop);
    assertThat(reading.get(60, TimeUnit.SECONDS)).isEqualTo(VASE);
  }

  @Test
  void silentDatabase_makesTheSourceStale_afterTheTimeout() throws Exception {
    Database database = database(Database.Kind.H2);
    database.run(
        "CREATE ALIAS hang FOR 'io.skipruntime.jdbc.SlowFunction.hang'",
        "CREATE VIEW slow AS SELECT hang(id) AS id, name FROM names");
    CountedSource source = new CountedSource(new DriverSource(database.url(), new Properties()));
    Followed followed =
        new Followed(
            JdbcService.of(
                source,
                Map.of("names", JdbcResource.of("SELECT id, name FROM slow", "id")),
                QueryTest.OPTIONS.withTimeoutMillis(300)),
            AS_NAMES);
    opened.add(followed);
    assertThat(followed.entries("names")).isEqualTo("1=\"one\"");
    SlowFunction.hold();
    followed.becomesStale("names", "");
    assertThat(followed.entries("names")).isEqualTo("1=\"one\"");
    SlowFunction.release();
    database.run("UPDATE names SET name = 'two'");
    followed.becomes("names", "1=\"two\"");
    followed.becomesLive("names");
    followed.until(() -> source.taken.get() - source.given.get() <= 1);
  }

  @ParameterizedTest
  @EnumSource
  void changedSchema_makesItsOwnSourceStale_untilItFits(Database.Kind kind) throws Exception {
    Database database = database(kind);
    Followed followed = follow(database);
    assertThat(followed.entries("products")).isEqualTo(VASE);
    assertThat(followed.entries("names")).isEqualTo("1=\"one\"");
    database.run("ALTER TABLE products RENAME COLUMN price TO cost");
    followed.becomesStale(
        "products", "the query has no column for the component price of Product; it has id, name");
    database.run("UPDATE names SET name = 'two'");
    followed.becomes("names", "1=\"two\"");
    assertThat(followed.entries("products")).isEqualTo(VASE);
    database.run("DROP TABLE products");
    followed.becomesStale("products", "the query failed: ");
    database.run(
        "CREATE TABLE products (name VARCHAR(20), more INT, price INT, id INT)",
        "INSERT INTO products VALUES ('vase', 0, 12, 1)");
    followed.becomes("products", VASE.replace("10", "12"));
    followed.becomesLive("products");
  }

  @ParameterizedTest
  @EnumSource
  void rowsThatDoNotFit_areListed_andTheOthersAreThere(Database.Kind kind) throws Exception {
    Database database = database(kind);
    database.run(
        "INSERT INTO products VALUES (2, 'no price', NULL)",
        "INSERT INTO names VALUES (2, 'two'), (2, 'second'), (NULL, 'nothing'), (3, NULL)");
    Followed followed = follow(database);
    assertThat(followed.entries("products")).isEqualTo(VASE);
    assertThat(followed.entries("names")).isEqualTo("1=\"one\"");
    SourceStatus products = followed.status("products");
    assertThat(products.state()).isEqualTo(SourceStatus.State.LIVE);
    assertThat(products.rejected().count()).isOne();
    assertThat(products.rejected().first().getFirst().key()).isEqualTo("2");
    assertThat(products.rejected().first().getFirst().why()).contains("/price").contains("null");
    assertThat(followed.status("names").rejected().first())
        .extracting(SourceStatus.Rejected::key, SourceStatus.Rejected::why)
        .contains(
            Tuple.tuple("2", "several rows have this key"),
            Tuple.tuple("null", "the key column id is null"))
        .hasSize(3);
    database.run(
        "UPDATE products SET price = 1 WHERE id = 2",
        "DELETE FROM names WHERE name = 'second' OR id IS NULL OR id = 3");
    followed.becomes("names", "1=\"one\" 2=\"two\"");
    followed.until(() -> followed.status("products").rejected().count() == 0);
    assertThat(followed.status("names").rejected().count()).isZero();
  }

  @Test
  void typeThatDoesNotFit_rejectsTheRow() throws Exception {
    Database database = Database.open(Database.Kind.SQLITE, directory);
    fill(database);
    database.run("INSERT INTO products VALUES (2, 'text as price', 'ten')");
    Followed followed = follow(database);
    assertThat(followed.entries("products")).isEqualTo(VASE);
    assertThat(followed.status("products").rejected().first().getFirst().why())
        .contains("/price: expected a whole number");
  }

  @Test
  void secrets_areInNoStatus() throws Exception {
    Database database = database(Database.Kind.H2);
    Map<String, String> wrong = Map.of("user", "reader", "password", "open-sesame");
    JdbcService service =
        JdbcService.connecting(
            database.url() + ";IFEXISTS=TRUE;PASSWORD_HASH=maybe",
            wrong,
            QUERIES,
            QueryTest.OPTIONS);
    Followed followed = follow(service);
    var unused = CompletableFuture.runAsync(() -> followed.entries("products"));
    followed.until(() ->
        followed.service().sourceStatuses().stream().anyMatch(each -> each.reason().isPresent()));
    String shown = followed.service().sourceStatuses().toString();
    assertThat(shown).contains("cannot be reached").doesNotContain("open-sesame");
    SqlFailures failures = new SqlFailures(List.of("jdbc:x://u:hidden@127.0.0.1/d", "hidden"));
    assertThat(
            failures.message(
                new SQLException("No suitable driver found for jdbc:x://u:hidden@127.0.0.1/d")))
        .isEqualTo("No suitable driver found for ***");
    assertThat(
            new SqlFailures(List.of())
                .message(
                    new SQLException(
                        "cannot connect to jdbc:y://me:pw@127.0.0.1/d?password=pw&a=b\n\tat all")))
        .isEqualTo("cannot connect to jdbc:y://***@127.0.0.1/d?password=***&a=b at all");
  }

  @ParameterizedTest
  @EnumSource
  void connections_areGivenBackAsTheyWere(Database.Kind kind) throws Exception {
    Database database = database(kind);
    Properties properties = new Properties();
    properties.putAll(database.properties());
    CountedSource source = new CountedSource(new DriverSource(database.url(), properties));
    Followed followed = follow(JdbcService.of(source, QUERIES, QueryTest.OPTIONS));
    assertThat(followed.entries("products")).isEqualTo(VASE);
    int before = source.taken.get();
    followed.until(() -> source.taken.get() > before + 3);
    database.run("DROP TABLE products");
    followed.becomesStale("products", "the query failed: ");
    followed.close();
    opened.remove(followed);
    followed.until(() -> source.given.get() == source.taken.get());
    assertThat(source.notAsTaken.get()).isZero();
  }

  @Test
  void unsubscribedQuery_isNotReadAnyMore() throws Exception {
    Database database = database(Database.Kind.H2);
    CountedSource source = new CountedSource(new DriverSource(database.url(), new Properties()));
    JdbcService service = JdbcService.of(source, QUERIES, QueryTest.OPTIONS);
    CallbacksTaken taken = new CallbacksTaken();
    Followed followed = new Followed(taken, AS_PRODUCTS, AS_NAMES);
    opened.add(followed);
    followed.entries("products");
    followed.entries("names");
    subscribe(service, "one", "products", taken);
    subscribe(service, "two", "names", taken);
    followed.becomes("products", VASE);
    service.unsubscribe("one");
    int unsubscribed = source.taken.get();
    followed.until(() -> source.taken.get() > unsubscribed + 1); // the read that ran has ended
    database.run("DROP TABLE products");
    int before = source.taken.get();
    followed.until(() -> source.taken.get() > before + 3);
    assertThat(followed.status("products").reason()).isEmpty();
    assertThatThrownBy(() -> subscribe(service, "two", "names", taken))
        .hasMessageContaining("there is a subscription two already");
    service.shutdown().toCompletableFuture().join();
    assertThat(source.given.get()).isEqualTo(source.taken.get());
    assertThatThrownBy(() -> subscribe(service, "late", "names", taken))
        .hasMessageContaining("the external service is shut down");
  }

  private static void subscribe(
      JdbcService service, String instance, String resource, CallbacksTaken taken) {
    service
        .subscribe(instance, resource, Followed.NO_PARAMS, taken.of(resource))
        .toCompletableFuture()
        .join();
  }

  /** An external service that gives its callbacks to the test. */
  private static final class CallbacksTaken implements ExternalService {
    private final Map<String, Callbacks> callbacks = new ConcurrentHashMap<>();

    @Override
    public CompletionStage<Void> subscribe(
        String instance, String resource, Json params, Callbacks given) {
      callbacks.put(resource, given);
      return given.update(List.of(), true);
    }

    @Override
    public void unsubscribe(String instance) {}

    Callbacks of(String resource) {
      return Objects.requireNonNull(callbacks.get(resource));
    }
  }

  record Inputs(EagerCollection<Long, Long> unused) {}

  record Shared(EagerCollection<Long, String> names) {}

  /** Fails for a name. */
  record Checked() implements Mapper<Long, String, Long, String> {
    @Override
    public void mapEntry(Long key, Values<String> names, Emitter<Long, String> out) {
      if (names.getUnique().equals("bad")) {
        throw new IllegalArgumentException("a bad name");
      }
      out.emit(key, names.getUnique());
    }
  }

  record Checking(ExternalService database) implements SkipService<Inputs, Shared> {
    @Override
    public Map<String, ExternalService> externalServices() {
      return Map.of("db", database);
    }

    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty().and("names", (shared, context) -> shared.names());
    }

    @Override
    public Shared createGraph(Inputs inputs, Context context) {
      return new Shared(context.useExternalResource(AS_NAMES).map(new Checked()));
    }
  }

  @Test
  void rowsThatTheServiceRefuses_leaveTheSourceStale_untilTheyAreMended() throws Exception {
    Database database = database(Database.Kind.H2);
    JdbcService service =
        JdbcService.connecting(database.url(), database.properties(), QUERIES, QueryTest.OPTIONS);
    try (ServiceInstance instance = ServiceInstance.start(new Checking(service))) {
      Json none = Json.object(Map.of());
      assertThat(instance.<Long, String>getAll("names", none)).hasSize(1);
      database.run("UPDATE names SET name = 'bad'");
      await(() -> instance.sourceStatuses().getFirst().reason().orElse("").contains("a bad name"));
      assertThat(instance.<Long, String>getAll("names", none).getFirst().values())
          .containsExactly("one");
      database.run("UPDATE names SET name = 'one'");
      await(() -> instance.sourceStatuses().getFirst().state() == SourceStatus.State.LIVE);
      database.run("UPDATE names SET name = 'good'");
      await(
          () -> instance.<Long, String>getAll("names", none).getFirst().values().contains("good"));
    }
    service.shutdown().toCompletableFuture().join();
  }

  private static void await(BooleanSupplier question) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!question.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within a minute");
      }
      LockSupport.parkNanos(2_000_000);
    }
  }
}
