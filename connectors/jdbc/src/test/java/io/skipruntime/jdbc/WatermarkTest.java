package io.skipruntime.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ExternalResource;
import io.skipruntime.SourceStatus;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.followed.Followed;
import io.skipruntime.journal.Persistence;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Queries that are read from a watermark on, and read wholly now and then. */
final class WatermarkTest {

  private static final long NEVER = 1_000_000;

  private static final JdbcResource NOTES =
      JdbcResource.of("SELECT id, text, version FROM notes", "id")
          .withWatermark("version")
          .withLateMillis(1)
          .withFullReadMillis(NEVER);

  private static final ExternalResource<Long, String> AS_NOTES =
      ExternalResource.of("db", "notes", Long.class, String.class);

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
        "CREATE TABLE notes (id INT PRIMARY KEY, text VARCHAR(20), version INT, gone INT)",
        "INSERT INTO notes VALUES (1, 'one', 1, 0), (2, 'two', 2, 0)");
    return database;
  }

  private static JdbcService service(Database database, JdbcResource notes) {
    return JdbcService.connecting(
        database.url(), database.properties(), Map.of("notes", notes), QueryTest.OPTIONS);
  }

  private Followed follow(Database database, JdbcResource notes) throws Exception {
    Followed followed = new Followed(service(database, notes), AS_NOTES);
    opened.add(followed);
    assertThat(followed.entries("notes")).isEqualTo("1=\"one\" 2=\"two\"");
    return followed;
  }

  /** Waits until the rows that the first read may have missed have been read. */
  private static void settle(Followed followed, Database database) throws Exception {
    database.run("DELETE FROM notes WHERE id = 2");
    followed.becomes("notes", "1=\"one\"");
  }

  @ParameterizedTest
  @EnumSource
  void rowsWithGreaterOrEqualWatermarks_areRead_andOthersAreNot(Database.Kind kind)
      throws Exception {
    Database database = database(kind);
    Followed followed = follow(database, NOTES);
    settle(followed, database);
    database.run("INSERT INTO notes VALUES (3, 'three', 3, 0)");
    followed.becomes("notes", "1=\"one\" 3=\"three\"");
    confirmedTwice(followed); // so that reads begin at 3
    database.run(
        "UPDATE notes SET text = 'unseen' WHERE id = 1",
        "INSERT INTO notes VALUES (4, 'equal', 3, 0)");
    followed.becomes("notes", "1=\"one\" 3=\"three\" 4=\"equal\"");
    database.run("UPDATE notes SET text = 'seen', version = 4 WHERE id = 1");
    followed.becomes("notes", "1=\"seen\" 3=\"three\" 4=\"equal\"");
    database.run("DELETE FROM notes WHERE id = 3", "UPDATE notes SET version = 5 WHERE id = 4");
    long tick = followed.service().watermark().tick();
    followed.until(() -> followed.service().watermark().tick() >= tick);
    assertThat(followed.entries("notes")).isEqualTo("1=\"seen\" 3=\"three\" 4=\"equal\"");
  }

  @ParameterizedTest
  @EnumSource
  void deletedRows_goWithTheNextReadOfAll(Database.Kind kind) throws Exception {
    Database database = database(kind);
    Followed followed = follow(database, NOTES.withFullReadMillis(50));
    database.run("DELETE FROM notes WHERE id = 1");
    followed.becomes("notes", "2=\"two\"");
    database.run("DELETE FROM notes WHERE id = 2");
    followed.becomes("notes", "");
    database.run("INSERT INTO notes VALUES (1, 'again', 1, 0)");
    followed.becomes("notes", "1=\"again\"");
  }

  @ParameterizedTest
  @EnumSource
  void softlyDeletedRows_goAtOnce_andComeBack(Database.Kind kind) throws Exception {
    Database database = database(kind);
    JdbcResource soft =
        JdbcResource.of("SELECT * FROM notes", "id")
            .withWatermark("version")
            .withSoftDelete("gone")
            .withFullReadMillis(NEVER);
    Followed followed = follow(database, soft);
    database.run("UPDATE notes SET gone = 1, version = 3 WHERE id = 1");
    followed.becomes("notes", "2=\"two\"");
    database.run("UPDATE notes SET gone = 0, version = 4 WHERE id = 1");
    followed.becomes("notes", "1=\"one\" 2=\"two\"");
  }

  @Test
  void columnsOfManyTypes_sayWhatIsDeleted() throws Exception {
    Database database = Database.open(Database.Kind.H2, directory);
    database.run(
        "CREATE TABLE notes (id INT PRIMARY KEY, text VARCHAR(20), deleted_at TIMESTAMP)",
        "INSERT INTO notes VALUES (1, 'one', NULL), (2, 'two', NULL),"
            + " (3, 'three', CURRENT_TIMESTAMP)");
    follow(database, JdbcResource.of("SELECT * FROM notes", "id").withSoftDelete("deleted_at"));
    assertThat(ColumnValue.saysDeleted(true)).isTrue();
    assertThat(ColumnValue.saysDeleted(false)).isFalse();
    assertThat(ColumnValue.saysDeleted(new BigDecimal("0.00"))).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"H2", "MARIADB"}) // SQLite has one writer at a time
  void rowThatIsCommittedLate_isRead(Database.Kind kind) throws Exception {
    Database database = database(kind);
    Followed followed = follow(database, NOTES.withLateMillis(NEVER));
    try (Connection late = database.connect();
        Statement statement = late.createStatement()) {
      late.setAutoCommit(false);
      statement.execute("INSERT INTO notes VALUES (3, 'late', 3, 0)");
      database.run("INSERT INTO notes VALUES (4, 'four', 4, 0)");
      followed.becomes("notes", "1=\"one\" 2=\"two\" 4=\"four\"");
      database.run("INSERT INTO notes VALUES (5, 'five', 5, 0)");
      followed.becomes("notes", "1=\"one\" 2=\"two\" 4=\"four\" 5=\"five\"");
      late.commit();
    }
    followed.becomes("notes", "1=\"one\" 2=\"two\" 3=\"late\" 4=\"four\" 5=\"five\"");
  }

  @ParameterizedTest
  @EnumSource(names = {"H2", "MARIADB"})
  void rowThatTheFirstReadMissed_isRead_whenTransactionsMayTakeNoLonger(Database.Kind kind)
      throws Exception {
    Database database = database(kind);
    try (Connection late = database.connect();
        Statement statement = late.createStatement()) {
      late.setAutoCommit(false);
      statement.execute("INSERT INTO notes VALUES (0, 'zero', 0, 0)");
      Followed followed = follow(database, NOTES.withLateMillis(1_000));
      late.commit();
      followed.becomes("notes", "0=\"zero\" 1=\"one\" 2=\"two\"");
    }
  }

  @ParameterizedTest
  @EnumSource
  void watermarksThatAreTimes_areReadFrom(Database.Kind kind) throws Exception {
    Database database = Database.open(kind, directory);
    String type = kind == Database.Kind.SQLITE ? "TEXT" : "TIMESTAMP(6) NULL";
    database.run(
        "CREATE TABLE notes (id INT PRIMARY KEY, text VARCHAR(20), version " + type + ")",
        "INSERT INTO notes VALUES (1, 'one', '2026-03-29 02:30:00.000001'),"
            + " (2, 'two', '2026-03-29 02:30:00.000002')");
    Followed followed = follow(database, NOTES);
    settle(followed, database);
    database.run("INSERT INTO notes VALUES (3, 'three', '2026-03-29 02:30:00.000002')");
    followed.becomes("notes", "1=\"one\" 3=\"three\"");
    database.run(
        "UPDATE notes SET text = 'new', version = '2026-03-29 02:30:00.000003' WHERE id = 1");
    followed.becomes("notes", "1=\"new\" 3=\"three\"");
  }

  @Test
  void rowsThatWereReadBefore_areNotDeliveredAgain() throws Exception {
    Database database = database(Database.Kind.H2);
    Followed followed = follow(database, NOTES);
    settle(followed, database);
    database.run("INSERT INTO notes VALUES (3, 'three', 3, 0)");
    followed.becomes("notes", "1=\"one\" 3=\"three\"");
    confirmedTwice(followed);
    long tick = followed.service().watermark().tick();
    confirmedTwice(followed);
    assertThat(followed.service().watermark().tick()).isEqualTo(tick);
  }

  private static void confirmedTwice(Followed followed) throws Exception {
    for (int i = 0; i < 2; i++) {
      var last = followed.status("notes").lastDelivery();
      followed.until(() -> !followed.status("notes").lastDelivery().equals(last));
    }
  }

  @ParameterizedTest
  @EnumSource
  void restart_goesOnFromTheWatermark(Database.Kind kind) throws Exception {
    Database database = database(kind);
    Path data = directory.resolve("data");
    try (Followed followed = persistent(database, data, NOTES)) {
      assertThat(followed.entries("notes")).isEqualTo("1=\"one\" 2=\"two\"");
      database.run("INSERT INTO notes VALUES (3, 'three', 3, 0)");
      followed.becomes("notes", "1=\"one\" 2=\"two\" 3=\"three\"");
      followed.until(() -> position(followed).contains("\"full\":1"));
    }
    database.run("DELETE FROM notes WHERE id = 1", "INSERT INTO notes VALUES (4, 'four', 4, 0)");
    try (Followed followed = persistent(database, data, NOTES)) {
      followed.becomes("notes", "1=\"one\" 2=\"two\" 3=\"three\" 4=\"four\"");
      followed.becomesLive("notes");
    }
    JdbcResource other = JdbcResource.of("SELECT id, text FROM notes", "id");
    try (Followed followed = persistent(database, data, other)) {
      followed.becomes("notes", "2=\"two\" 3=\"three\" 4=\"four\"");
    }
    try (Followed followed = persistent(database, data, other)) {
      assertThat(followed.entries("notes")).isEqualTo("2=\"two\" 3=\"three\" 4=\"four\"");
      long tick = followed.service().watermark().tick();
      followed.becomesLive("notes");
      assertThat(followed.service().watermark().tick()).as("nothing has changed").isEqualTo(tick);
    }
  }

  private static String position(Followed followed) {
    return followed.status("notes").position().map(Object::toString).orElse("");
  }

  private static Followed persistent(Database database, Path data, JdbcResource notes) {
    return new Followed(
        service(database, notes),
        EngineOptions.defaults().withIdleMillis(1_000_000).withPersistence(Persistence.in(data)),
        AS_NOTES);
  }

  @Test
  void watermarkOfATypeWithoutOrder_failsTheSubscription() throws Exception {
    Database database = Database.open(Database.Kind.H2, directory);
    database.run(
        "CREATE TABLE notes (id INT PRIMARY KEY, text VARCHAR(20), version BOOLEAN)",
        "INSERT INTO notes VALUES (1, 'one', TRUE)");
    Followed followed = new Followed(service(database, NOTES), AS_NOTES);
    opened.add(followed);
    assertThatThrownBy(() -> followed.entries("notes"))
        .hasMessageContaining("a watermark cannot be of the type Boolean");
    assertThat(followed.status("notes").state()).isEqualTo(SourceStatus.State.FAILED);
  }
}
