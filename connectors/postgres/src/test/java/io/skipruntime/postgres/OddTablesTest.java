package io.skipruntime.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.SourceStatus.State;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tables as databases have them, too: each is what {@code SELECT} shows, or is refused in words.
 */
@ExtendWith(SharedServer.class)
class OddTablesTest {

  /** Types of keys, with two values of each as SQL. */
  private static final Map<String, List<String>> KEYS =
      Map.ofEntries(
          Map.entry("bool", List.of("true", "false")),
          Map.entry("bytea", List.of("'\\x00ff'", "''")),
          Map.entry("jsonb", List.of("'{\"a\":1.0}'", "'[]'")),
          Map.entry("int[]", List.of("'{1,2}'", "'{}'")),
          Map.entry("text[]", List.of("'{NULL}'", "'{\"NULL\"}'")),
          Map.entry("pair", List.of("ROW(1,'x')", "ROW(NULL,'')")),
          Map.entry("int4range", List.of("'[1,2)'", "'empty'")),
          Map.entry("numeric", List.of("1.0", "'NaN'")),
          Map.entry("float8", List.of("'-0'", "'-Infinity'")),
          Map.entry("char(4)", List.of("'a'", "'b'")),
          Map.entry("text", List.of("''", "E'\\t\\\\N'")),
          Map.entry("text COLLATE nocase", List.of("'a'", "'B'")),
          Map.entry("timestamptz", List.of("'infinity'", "'0001-01-01 BC'")),
          Map.entry("interval", List.of("'1 mon'", "'1 day'")),
          Map.entry("uuid", List.of("gen_random_uuid()", "gen_random_uuid()")),
          Map.entry("mood", List.of("'sad'", "'happy'")));

  private final Server server;
  private final Database database;
  private final PostgresService postgres;
  private final ServiceInstance service;

  OddTablesTest(Server server) {
    this.server = server;
    this.database = server.database();
    this.postgres = new PostgresService(database.options().withCatalogMillis(200));
    this.service = ServiceInstance.start(new TableService(postgres));
  }

  @AfterEach
  void close() {
    service.close();
    Until.holds("no slot is left", () -> database.slots() == 0);
  }

  private void requireSame(String table, String key) {
    database.awaitShown(postgres);
    assertThat(TableService.rows(service, table)).isEqualTo(database.rows(table, key));
  }

  @Test
  void names_mayBeWordsOfSql_andOfAnyLetters() {
    List<String> names =
        List.of(
            "user",
            "select",
            "order",
            "current_date",
            "left",
            "Mixed",
            "with space",
            "quo\"te",
            "ünï😀",
            "a.b",
            "{j}",
            "tab\tname",
            "'",
            "\\",
            "1");
    String columns =
        names.stream()
            .map(name -> ", \"" + name.replace("\"", "\"\"") + "\" text")
            .collect(Collectors.joining());
    String values =
        IntStream.range(0, names.size())
            .mapToObj(i -> ", 'value " + i + "'")
            .collect(Collectors.joining());
    database.run(
        "CREATE SCHEMA \"select\"",
        "CREATE TABLE \"select\".\"table\" (\"primary\" int PRIMARY KEY" + columns + ")",
        "INSERT INTO \"select\".\"table\" VALUES (1" + values + ")",
        "CREATE PUBLICATION skip FOR ALL TABLES");
    String table = "\"select\".\"table\"";
    service.instantiateResource("a", "rows", table);
    requireSame(table, "primary");
    database.run(
        "INSERT INTO " + table + " VALUES (2" + values + ")",
        "UPDATE " + table + " SET \"user\" = 'other', \"quo\"\"te\" = NULL WHERE \"primary\" = 1");
    requireSame(table, "primary");
    assertThat(TableService.rows(service, table)).hasSize(2);
  }

  @Test
  void publicationAndChannel_mayBeWordsOfSql() {
    database.run(
        "CREATE TABLE posts (id int PRIMARY KEY)",
        "INSERT INTO posts VALUES (1)",
        "CREATE PUBLICATION \"table\" FOR TABLE posts");
    PostgresService odd = new PostgresService(database.options().withPublication("table"));
    try (ServiceInstance other = ServiceInstance.start(new TableService(odd))) {
      other.instantiateResource("a", "rows", "posts");
      database.run("INSERT INTO posts VALUES (2)");
      database.awaitShown(odd);
      assertThat(TableService.rows(other, "posts")).hasSize(2);
    }
    PostgresService polling =
        new PostgresService(database.options().withPolling().withBell("user"));
    try (ServiceInstance other = ServiceInstance.start(new TableService(polling))) {
      other.instantiateResource("a", "rows", "posts");
      assertThat(TableService.rows(other, "posts")).hasSize(2);
    }
  }

  @Test
  void table_mayHaveAsManyColumnsAsThereCanBe_andNoRows() {
    String columns =
        IntStream.range(1, 1600).mapToObj(i -> ", c" + i + " int").collect(Collectors.joining());
    database.run(
        "CREATE TABLE wide (id int PRIMARY KEY" + columns + ")",
        "CREATE TABLE empty (id int PRIMARY KEY)",
        "INSERT INTO wide (id, c1, c1599) VALUES (1, 2, 3)",
        "CREATE PUBLICATION skip FOR ALL TABLES");
    service.instantiateResource("a", "rows", "wide");
    service.instantiateResource("b", "rows", "empty");
    requireSame("wide", "id");
    requireSame("empty", "id");
    database.run("UPDATE wide SET c800 = 7", "INSERT INTO wide (id, c2) VALUES (2, 2)");
    requireSame("wide", "id");
  }

  @Test
  void columnsThatWereDropped_leaveNoTrace() {
    database.run(
        "CREATE TABLE posts (old int, id int PRIMARY KEY, gone text, title text)",
        "INSERT INTO posts VALUES (1, 1, 'x', 'one')",
        "ALTER TABLE posts DROP old, DROP gone, ADD gone int DEFAULT 7",
        "CREATE TYPE part AS (a int, b text, c text)",
        "ALTER TYPE part DROP ATTRIBUTE b",
        "ALTER TABLE posts ADD part part DEFAULT ROW(1, 'c')",
        "CREATE PUBLICATION skip FOR ALL TABLES");
    service.instantiateResource("a", "rows", "posts");
    requireSame("posts", "id");
    database.run(
        "INSERT INTO posts VALUES (2, 'two', 2, ROW(2, 'c'))", "UPDATE posts SET gone = 8");
    requireSame("posts", "id");
  }

  @Test
  void keys_mayBeOfAnyType() {
    database.run(
        "CREATE TYPE pair AS (a int, b text)",
        "CREATE TYPE mood AS ENUM ('happy', 'sad')",
        "CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic ="
            + " false)");
    int i = 0;
    for (Map.Entry<String, List<String>> sample : KEYS.entrySet()) {
      String table = "keys" + i++;
      String first = sample.getValue().get(0);
      database.run(
          "CREATE TABLE " + table + " (key " + sample.getKey() + " PRIMARY KEY, v int, big text)",
          "ALTER TABLE " + table + " ALTER big SET STORAGE EXTERNAL",
          "INSERT INTO "
              + table
              + " SELECT v.k, 1, repeat('x', 5000) FROM (SELECT "
              + first
              + "::"
              + sample.getKey()
              + " AS k) v");
    }
    database.run("CREATE PUBLICATION skip FOR ALL TABLES");
    i = 0;
    for (Map.Entry<String, List<String>> sample : KEYS.entrySet()) {
      String table = "keys" + i++;
      String second = sample.getValue().get(1);
      service.instantiateResource(table, "rows", table);
      database.run(
          "UPDATE " + table + " SET v = 2",
          "INSERT INTO " + table + " VALUES (" + second + ", 3, repeat('y', 5000))",
          "UPDATE " + table + " SET v = 4 WHERE v = 3");
      database.awaitShown(postgres);
      assertThat(
              TableService.rows(service, table).values().stream()
                  .map(row -> row.asObject().get("v") + " " + row.asObject().get("big").asString()))
          .as(sample.toString())
          .containsExactlyInAnyOrder("2 " + "x".repeat(5000), "4 " + "y".repeat(5000));
      database.run("DELETE FROM " + table + " WHERE v = 2");
      database.awaitShown(postgres);
      assertThat(TableService.rows(service, table)).as(sample.toString()).hasSize(1);
    }
  }

  @Test
  void largeValues_stayWhole_underKeysOfAnyType_whenOthersChangeWhileTheTableIsRead()
      throws Exception {
    database.run(
        "CREATE TABLE files (digest bytea, path text[], at timestamptz, v int, big text, PRIMARY"
            + " KEY (digest, path, at))",
        "ALTER TABLE files ALTER big SET STORAGE EXTERNAL",
        "INSERT INTO files SELECT sha256(i::text::bytea), ARRAY['a', i::text], '0001-03-15 BC', 0,"
            + " repeat('x', 5000) FROM generate_series(1, 2000) i",
        "CREATE PUBLICATION skip FOR ALL TABLES");
    AtomicBoolean isRead = new AtomicBoolean();
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              while (!isRead.get()) {
                database.run("UPDATE files SET v = v + 1");
              }
            });
    try {
      service.instantiateResource("a", "rows", "files");
    } finally {
      isRead.set(true);
      writer.join();
    }
    database.awaitShown(postgres);
    assertThat(TableService.rows(service, "files").values())
        .hasSize(2000)
        .allMatch(row -> row.asObject().get("big").toString().length() == 5002);
  }

  @Test
  void whatHasNoChangesToFollow_isRefusedInWords() {
    database.run(
        "CREATE UNLOGGED TABLE fleeting (id int PRIMARY KEY)",
        "CREATE TABLE posts (id int PRIMARY KEY, title text)",
        "CREATE TABLE late (id int, PRIMARY KEY (id) DEFERRABLE)",
        "CREATE SEQUENCE numbers",
        "CREATE MATERIALIZED VIEW shown AS SELECT * FROM posts",
        "CREATE FOREIGN DATA WRAPPER nothing",
        "CREATE SERVER far FOREIGN DATA WRAPPER nothing",
        "CREATE FOREIGN TABLE elsewhere (id int) SERVER far",
        "CREATE PUBLICATION skip FOR ALL TABLES");
    assertThatThrownBy(() -> service.instantiateResource("a", "rows", "fleeting"))
        .hasMessageContaining("ALTER TABLE public.fleeting SET LOGGED");
    assertThatThrownBy(() -> service.instantiateResource("b", "rows", "numbers"))
        .hasMessageContaining("public.numbers is a sequence");
    assertThatThrownBy(() -> service.instantiateResource("c", "rows", "posts_pkey"))
        .hasMessageContaining("public.posts_pkey is an index");
    assertThatThrownBy(() -> service.instantiateResource("d", "rows", "shown"))
        .hasMessageContaining("withKeyColumns");
    assertThatThrownBy(() -> service.instantiateResource("e", "rows", "elsewhere"))
        .hasMessageContaining("withKeyColumns");
    assertThatThrownBy(() -> service.instantiateResource("f", "rows", "late"))
        .hasMessageContaining("ALTER TABLE public.late REPLICA IDENTITY FULL");
    service.instantiateResource("g", "rows", "posts");
    assertThat(TableService.status(service, "posts").state()).isEqualTo(State.LIVE);
  }

  @Test
  void viewThatIsPolled_holdsUpNoTable_whenBothAreWantedFirst() throws Exception {
    database.run(
        "CREATE TABLE posts (id int PRIMARY KEY, title text)",
        "CREATE VIEW shown AS SELECT * FROM posts",
        "CREATE PUBLICATION skip FOR ALL TABLES");
    for (int i = 0; i < 5; i++) {
      PostgresService both = new PostgresService(database.options());
      try (ServiceInstance other = ServiceInstance.start(new TableService(both))) {
        Thread view =
            Thread.ofVirtual()
                .start(() ->
                    assertThatThrownBy(() -> other.instantiateResource("v", "rows", "shown"))
                        .hasMessageContaining("withKeyColumns"));
        other.instantiateResource("t", "rows", "posts");
        view.join();
        assertThat(TableService.status(other, "posts").state()).isEqualTo(State.LIVE);
      }
    }
  }

  @Test
  void labelsAndParts_thatAreRenamed_areSoInAllRows() {
    database.run(
        "CREATE TYPE mood AS ENUM ('happy', 'sad')",
        "CREATE TYPE pair AS (a int, b text)",
        "CREATE DOMAIN moods AS mood[]",
        "CREATE TABLE posts (id int PRIMARY KEY, moods moods, pair pair)",
        "INSERT INTO posts VALUES (1, '{sad}', ROW(1, 'x'))",
        "CREATE PUBLICATION skip FOR ALL TABLES");
    service.instantiateResource("a", "rows", "posts");
    requireSame("posts", "id");
    database.run("ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'");
    Until.asserted(() -> requireSame("posts", "id"));
    database.run("ALTER TYPE pair RENAME ATTRIBUTE b TO c");
    Until.asserted(() -> requireSame("posts", "id"));
    database.run("ALTER TYPE pair ADD ATTRIBUTE d int", "INSERT INTO posts VALUES (2, '{}', NULL)");
    Until.asserted(() -> requireSame("posts", "id"));
  }

  @Test
  void textThatIsNotInUtf8_isRefusedOrStale_untilItIsCorrected() {
    String ascii = database.name() + "_ascii";
    database.run(
        "CREATE DATABASE " + ascii + " ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0");
    Database raw = new Database(server, ascii);
    raw.run(
        "CREATE TABLE posts (id int PRIMARY KEY, title text)",
        "INSERT INTO posts VALUES (1, 'fine'), (2, E'bad \\xff'), (3, E'gr\\xc3\\xbcn')",
        "CREATE PUBLICATION skip FOR ALL TABLES");
    PostgresService odd = new PostgresService(raw.options());
    try (ServiceInstance other = ServiceInstance.start(new TableService(odd))) {
      assertThatThrownBy(() -> other.instantiateResource("a", "rows", "posts"))
          .hasMessageContaining("a text of the database is not in UTF-8");
      raw.run("DELETE FROM posts WHERE id = 2");
      other.instantiateResource("b", "rows", "posts");
      assertThat(TableService.rows(other, "posts").get(Json.of(3)))
          .isEqualTo(Json.parse("{\"id\":3,\"title\":\"grün\"}"));
      raw.run("INSERT INTO posts VALUES (4, E'\\xfe')");
      Until.asserted(() ->
          assertThat(TableService.status(other, "posts").reason().orElse(""))
              .contains("a text of the database is not in UTF-8"));
      assertThat(TableService.rows(other, "posts")).hasSize(2);
      raw.run("UPDATE posts SET title = 'b' WHERE id = 4");
      Until.asserted(() -> {
        assertThat(TableService.rows(other, "posts")).isEqualTo(raw.rows("posts", "id"));
        assertThat(TableService.status(other, "posts").state()).isEqualTo(State.LIVE);
      });
    }
  }

  @Test
  void rowsOfTablesThatInherit_areNotThose_ofTheTable_whetherFollowedOrPolled() {
    database.run(
        "CREATE TABLE posts (id int PRIMARY KEY, title text)",
        "CREATE TABLE notes (more text) INHERITS (posts)",
        "INSERT INTO posts VALUES (1, 'post')",
        "INSERT INTO notes VALUES (1, 'note', 'x'), (2, 'note', 'y')",
        "CREATE PUBLICATION skip FOR ALL TABLES");
    service.instantiateResource("a", "rows", "posts");
    requireSame("posts", "id");
    database.run("UPDATE ONLY posts SET title = title || '!'");
    requireSame("posts", "id");
    PostgresService polling =
        new PostgresService(database.options().withPolling().withPollMillis(50));
    try (ServiceInstance other = ServiceInstance.start(new TableService(polling))) {
      other.instantiateResource("b", "rows", "posts");
      assertThat(TableService.rows(other, "posts")).isEqualTo(database.rows("posts", "id"));
    }
  }

  @Test
  void rowWithSeveralProblems_isListed_untilTheLastIsCorrected_thoughLargeValuesAreNotSent() {
    database.run(
        "CREATE TABLE notes (id int PRIMARY KEY, a json, b json, v int)",
        "ALTER TABLE notes ALTER a SET STORAGE EXTERNAL, ALTER b SET STORAGE EXTERNAL",
        "INSERT INTO notes SELECT 1, j::json, j::json, 0 FROM (SELECT '{\"x\":1,\"x\":\"' ||"
            + " repeat('y', 5000) || '\"}' AS j) wrong",
        "CREATE PUBLICATION skip FOR ALL TABLES");
    service.instantiateResource("a", "rows", "notes");
    for (String correction : List.of("v = 1", "a = '{}'", "v = 2")) {
      database.run("UPDATE notes SET " + correction);
      database.awaitShown(postgres);
      assertThat(TableService.rows(service, "notes")).as(correction).isEmpty();
      assertThat(TableService.status(service, "notes").rejected().count()).isEqualTo(1);
    }
    database.run("UPDATE notes SET b = '{}'");
    requireSame("notes", "id");
    assertThat(TableService.status(service, "notes").rejected().count()).isZero();
    database.run("UPDATE notes SET v = 3");
    requireSame("notes", "id");
  }

  /** A row is one message and one line, so a value may be larger than what is left of the heap. */
  @Test
  void valueThatIsLargerThanWhatIsHeld_isListed_andOtherRowsGoOn() {
    PostgresService small = new PostgresService(database.options().withMaxCommitBytes(1_000_000));
    database.run(
        "CREATE TABLE files (id int PRIMARY KEY, v int, big text)",
        "ALTER TABLE files ALTER big SET STORAGE EXTERNAL",
        "INSERT INTO files VALUES (1, 1, 'small'), (2, 1, repeat('x', 2000000))",
        "CREATE PUBLICATION skip FOR ALL TABLES");
    try (ServiceInstance other = ServiceInstance.start(new TableService(small))) {
      other.instantiateResource("a", "rows", "files");
      assertThat(TableService.rows(other, "files").keySet()).containsExactly(Json.of(1));
      assertThat(TableService.status(other, "files").rejected().first().getFirst().why())
          .contains("column big", "withMaxCommitBytes");
      database.run(
          "INSERT INTO files VALUES (3, 1, repeat('y', 3000000))", "UPDATE files SET v = 2");
      database.awaitShown(small);
      assertThat(TableService.rows(other, "files").values())
          .containsExactly(Json.parse("{\"id\":1,\"v\":2,\"big\":\"small\"}"));
      assertThat(TableService.status(other, "files").rejected().count()).isEqualTo(2);
      database.run("UPDATE files SET big = 'short'");
      database.awaitShown(small);
      assertThat(TableService.rows(other, "files")).isEqualTo(database.rows("files", "id"));
    }
  }

  @Test
  void documentsThatAreNoJson_areListed_andOtherRowsGoOn() {
    database.run(
        "CREATE TABLE notes (id int PRIMARY KEY, note json)",
        "INSERT INTO notes VALUES (1, '{}'), (2, '{\"a\":1,\"a\":2}'), (3, '1e99999999999'),"
            + " (4, '\"\\ud800\"'), (5, (repeat('[', 5000) || repeat(']', 5000))::json),"
            + " (6, '1e1000')",
        "CREATE PUBLICATION skip FOR ALL TABLES");
    service.instantiateResource("a", "rows", "notes");
    Map<Json, Json> loaded = TableService.rows(service, "notes");
    long rejected = TableService.status(service, "notes").rejected().count();
    assertThat(loaded).containsKeys(Json.of(1), Json.of(6)).doesNotContainKeys(Json.of(2));
    assertThat(loaded.size() + rejected).isEqualTo(6);
    database.run("INSERT INTO notes SELECT id + 10, note FROM notes");
    database.awaitShown(postgres);
    Map<Json, Json> streamed = TableService.rows(service, "notes");
    assertThat(streamed).hasSize(2 * loaded.size());
    assertThat(TableService.status(service, "notes").rejected().count()).isEqualTo(2 * rejected);
    database.run("UPDATE notes SET note = 'null'");
    requireSame("notes", "id");
    assertThat(TableService.status(service, "notes").rejected().count()).isZero();
  }
}
