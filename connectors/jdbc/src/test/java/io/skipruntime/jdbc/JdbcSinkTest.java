package io.skipruntime.jdbc;

import static io.skipruntime.engine.sink.MemoryTarget.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.SinkStatus;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.jdbc.FaultySource.Fault;
import io.skipruntime.jdbc.PeopleService.Person;
import io.skipruntime.journal.Persistence;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables that follow a resource, in each database that is known. */
class JdbcSinkTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path directory;

  private final List<ServiceInstance> started = new ArrayList<>();

  @AfterEach
  void close() {
    started.forEach(ServiceInstance::close);
  }

  @AfterAll
  static void closeServer() throws IOException {
    SinkTarget.close();
  }

  private ServiceInstance start(JdbcSink sink, EngineOptions options) {
    ServiceInstance service = ServiceInstance.start(new PeopleService(sink), options);
    started.add(service);
    return service;
  }

  private ServiceInstance start(Database database) {
    return start(sink(database), EngineOptions.defaults());
  }

  private static JdbcSink sink(Database database) {
    return JdbcSink.connecting(database.url(), database.properties(), PeopleService.TABLE);
  }

  private static Person person(String name, double amount, String... tags) {
    return new Person(
        name, Optional.of(BigDecimal.valueOf(amount)), List.of(tags), Optional.of(NOON));
  }

  private static void put(ServiceInstance service, long id, Person... people) {
    service.update("people", List.of(new Entry<>(id, List.of(people))));
  }

  private static SinkStatus status(ServiceInstance service) {
    return service.sinks().statuses().getFirst();
  }

  /** The rows of the table, as texts. */
  private static Map<Long, String> rows(Database database) {
    Map<Long, String> rows = new TreeMap<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT id, name, amount FROM people")) {
      while (found.next()) {
        BigDecimal amount = found.getBigDecimal(3);
        rows.put(
            found.getLong(1),
            found.getString(2) + " " + (amount == null ? "" : amount.stripTrailingZeros()));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<Long, String> people(ServiceInstance service) {
    Map<Long, String> rows = new TreeMap<>();
    for (Entry<Long, Person> entry : service.<Long, Person>getAll("all")) {
      Person person = entry.values().getFirst();
      rows.put(
          entry.key(),
          person.name()
              + " "
              + person.amount().map(each -> each.stripTrailingZeros().toString()).orElse(""));
    }
    return rows;
  }

  private static void awaitRows(ServiceInstance service, Database database) {
    await(() -> rows(database).equals(people(service)) && isCaughtUp(service));
  }

  private static boolean isCaughtUp(ServiceInstance service) {
    return status(service).lag().equals(SinkStatus.Lag.NONE)
        && status(service).state() == SinkStatus.State.LIVE;
  }

  private static String text(Database database, String query) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      return found.next() ? found.getString(1) : "none";
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void table_hasWhatTheResourceHas(SinkTarget target) throws IOException, SQLException {
    Database database = target.open(directory);
    database.run("INSERT INTO people (id, name) VALUES (99, 'before')");
    ServiceInstance service = start(database);
    put(service, 1, person("Ann", 1.5, "a", "b"));
    put(service, 2, new Person("Bob", Optional.empty(), List.of(), Optional.empty()));
    awaitRows(service, database);
    assertThat(text(database, "SELECT tags FROM people WHERE id = 1"))
        .isIn("[\"a\",\"b\"]", "[\"a\", \"b\"]");
    assertThat(text(database, "SELECT seen FROM people WHERE id = 2")).isNull();
    assertThat(text(database, "SELECT seen FROM people WHERE id = 1")).startsWith("2026-03-01");
    put(service, 2);
    put(service, 1, person("Ann", 2.25));
    awaitRows(service, database);
    assertThat(rows(database)).containsExactly(Map.entry(1L, "Ann 2.25"));
    assertThat(status(service).refused().count()).isZero();
  }

  /** Scenario Q1. */
  @ParameterizedTest
  @EnumSource
  void key_thatIsPutDeletedAndPutInOneBatch_isThere(SinkTarget target)
      throws IOException, SQLException {
    Database database = target.open(directory);
    ServiceInstance service = start(database);
    for (int round = 0; round < 10; round++) {
      put(service, 1, person("Ann", round));
      put(service, 1);
      put(service, 1, person("Ann", round + 0.5));
    }
    awaitRows(service, database);
    assertThat(rows(database)).containsKey(1L);
  }

  /** Scenario Q9. */
  @ParameterizedTest
  @EnumSource
  void uniqueValues_canBeSwapped(SinkTarget target) throws IOException, SQLException {
    Database database = target.open(directory);
    ServiceInstance service = start(database);
    service.update(
        "people", List.of(Entry.of(1L, person("Ann", 1)), Entry.of(2L, person("Bob", 2))));
    awaitRows(service, database);
    service.update(
        "people", List.of(Entry.of(1L, person("Bob", 1)), Entry.of(2L, person("Ann", 2))));
    awaitRows(service, database);
    assertThat(status(service).refused().count()).isZero();
    assertThat(status(service).written().failures()).isZero();
  }

  /** Scenario Q5, for a table. */
  @ParameterizedTest
  @EnumSource
  void row_thatTheDatabaseRefuses_isListedAndHoldsUpNoOther(SinkTarget target)
      throws IOException, SQLException {
    Database database = target.open(directory);
    ServiceInstance service = start(database);
    put(service, 1, person("Ann", 1));
    awaitRows(service, database);
    service.update(
        "people",
        List.of(
            Entry.of(1L, person("Ann", 5_000_000)),
            Entry.of(2L, person("Bob", 2)),
            new Entry<>(3L, List.of(person("Cid", 3), person("Dan", 4))),
            Entry.of(4L, person("Eve", 5))));
    await(() -> isCaughtUp(service));
    assertThat(rows(database)).containsExactly(Map.entry(2L, "Bob 2"), Map.entry(4L, "Eve 5"));
    assertThat(status(service).refused().first())
        .extracting(SinkStatus.Refused::key)
        .containsExactlyInAnyOrder("1", "3");
    service.sinks().resync("people");
    await(() -> status(service).written().resyncs() == 2 && isCaughtUp(service));
    assertThat(rows(database)).containsOnlyKeys(2L, 4L);
    assertThat(status(service).refused().count()).isEqualTo(2);
    put(service, 1, person("Ann", 5));
    put(service, 3);
    awaitRows(service, database);
    assertThat(status(service).refused().count()).isZero();
  }

  /** Scenario Q7. */
  @ParameterizedTest
  @EnumSource
  void resync_mendsWhatWasChangedByHand_andNothingElse(SinkTarget target)
      throws IOException, SQLException {
    Database database = target.open(directory);
    ServiceInstance service = start(database);
    for (int id = 1; id <= 5; id++) {
      put(service, id, person("name" + id, id));
    }
    awaitRows(service, database);
    database.run(
        "DELETE FROM people WHERE id = 1",
        "UPDATE people SET amount = 99 WHERE id = 2",
        "UPDATE people SET name = 'NAME3' WHERE id = 3",
        "INSERT INTO people (id, name) VALUES (77, 'name1')");
    service.sinks().resync("people");
    awaitRows(service, database);
  }

  /** Scenario Q2, with connections that break. */
  @ParameterizedTest
  @EnumSource
  void state_isWrittenOnce_whereverTheConnectionBreaks(SinkTarget target)
      throws IOException, SQLException {
    Database database = target.open(directory);
    FaultySource source = new FaultySource(database);
    ServiceInstance service =
        start(
            JdbcSink.of(source, PeopleService.TABLE),
            EngineOptions.defaults().withPersistence(Persistence.in(directory.resolve("data"))));
    put(service, 1, person("Ann", 0));
    awaitRows(service, database);
    long batches = status(service).written().batches();
    for (int round = 1; round <= 4; round++) {
      source.fail(round % 2 == 0 ? Fault.AFTER_COMMIT : Fault.BEFORE_COMMIT);
      put(service, 1, person("Ann", round));
      awaitRows(service, database);
    }
    assertThat(status(service).written().failures()).isEqualTo(4);
    // What was committed before the connection broke is not written again.
    assertThat(status(service).written().batches()).isEqualTo(batches + 2);
  }

  /** Scenario Q8. */
  @ParameterizedTest
  @EnumSource
  void processThatWasReplaced_writesNoMore(SinkTarget target) throws IOException, SQLException {
    Database database = target.open(directory);
    ServiceInstance old = start(database);
    put(old, 1, person("Ann", 1));
    awaitRows(old, database);
    ServiceInstance current = start(database);
    put(current, 2, person("Bob", 2));
    awaitRows(current, database);
    put(old, 3, person("Cid", 3));
    await(() -> status(old).state() == SinkStatus.State.STOPPED);
    assertThat(status(old).reason().orElseThrow()).contains("another process");
    assertThat(rows(database)).isEqualTo(people(current));
    put(current, 4, person("Dan", 4));
    awaitRows(current, database);
  }

  @ParameterizedTest
  @EnumSource
  void table_followsRandomWrites_acrossRestarts(SinkTarget target)
      throws IOException, SQLException {
    Database database = target.open(directory);
    Random random = new Random(Long.getLong("skip.seed", 1));
    FaultySource source = new FaultySource(database);
    boolean isPersistent = false;
    for (int run = 0; run < 4; run++) {
      EngineOptions options = EngineOptions.defaults();
      isPersistent = !isPersistent;
      ServiceInstance service =
          start(
              JdbcSink.of(source, PeopleService.TABLE),
              isPersistent
                  ? options.withPersistence(Persistence.in(directory.resolve("data")))
                  : options);
      for (int write = 0; write < 50; write++) {
        if (random.nextInt(10) == 0) {
          source.fail(random.nextBoolean() ? Fault.AFTER_COMMIT : Fault.BEFORE_COMMIT);
        }
        long id = random.nextInt(8);
        if (random.nextInt(3) == 0) {
          put(service, id);
        } else {
          put(service, id, person("name" + id, random.nextInt(100)));
        }
      }
      awaitRows(service, database);
      service.close();
    }
  }
}
