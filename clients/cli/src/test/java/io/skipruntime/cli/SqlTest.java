package io.skipruntime.cli;

import static io.skipruntime.server.Wait.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.cli.Shell.Ended;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code sql} prints. */
final class SqlTest {

  private static final String ALL = "SELECT key, name, price FROM articles ORDER BY key";

  private final Shell shell = new Shell();

  @BeforeEach
  void fill() {
    shell.run("put", "articles", "9", "{\"name\":\"wine\",\"price\":12}");
    shell.run("put", "articles", "10", "{\"name\":\"bread, brown\",\"price\":3}");
  }

  @AfterEach
  void close() {
    shell.close();
  }

  private String watermark() {
    return shell.server().instance().watermark().toString();
  }

  @Test
  void answer_isATable_withNumbersAtTheRight_andNullShown() {
    Ended ended =
        shell.run(
            "sql",
            "SELECT name, price, NULLIF(price, 12) AS cheap, price > 5 AS dear FROM articles"
                + " ORDER BY key;");

    assertThat(ended.out())
        .isEqualTo(
            """
            name         | price | cheap | dear
            -------------+-------+-------+------
            wine         |    12 |  NULL | true
            bread, brown |     3 |     3 | false
            """);
    assertThat(ended.err()).isEqualTo("2 rows at " + watermark() + "\n");
    assertThat(ended.code()).isZero();
  }

  @Test
  void table_isAligned_whateverTheTextsAre() {
    shell.run("put", "notes", "東京", "a\tb\nc", "é", "\"\\u001b\"");
    assertThat(shell.run("sql", "SELECT value, key AS k FROM notes ORDER BY value").out())
        .isEqualTo(
            """
            value   | k
            --------+-----
            \\u001b  | 東京
            a\\tb\\nc | 東京
            é       | 東京
            """);
    assertThat(shell.run("sql", "SELECT key FROM notes WHERE key = 'x'").out())
        .isEqualTo("key\n---\n");
  }

  @Test
  void csv_isQuoted_andTellsNullFromAnEmptyText() {
    Ended ended =
        shell.run("sql", "--csv", "SELECT name, NULL AS n, '' AS e FROM articles ORDER BY key");
    assertThat(ended.out()).isEqualTo("name,n,e\nwine,,\"\"\n\"bread, brown\",,\"\"\n");
  }

  @Test
  void json_isTheAnswer_withItsVersion() {
    Ended ended = shell.run("sql", "--json", "SELECT name, price FROM articles WHERE price > 5");
    assertThat(ended.out())
        .isEqualTo(
            "{\"columns\":[{\"name\":\"name\",\"type\":\"text\"},"
                + "{\"name\":\"price\",\"type\":\"bigint\"}],\"rows\":[[\"wine\",12]],"
                + "\"watermark\":\""
                + watermark()
                + "\"}\n");
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void parameters_areGivenByNameAndByNumber() {
    String named = "SELECT key FROM articles WHERE name = :name AND price < :most";
    assertThat(shell.run("sql", named, "--csv", "--param", "name=wine", "--param", "most=20").out())
        .isEqualTo("key\n9\n");
    String numbered = "SELECT key FROM articles WHERE price < $1";
    assertThat(shell.run("sql", numbered, "--csv", "--param", "1=5").out()).isEqualTo("key\n10\n");
    assertThat(shell.run("sql", named, "--param", "name=wine").err())
        .contains("there is no value for parameter most");
  }

  @Test
  void earlierVersion_isAnswered() {
    String before = watermark();
    shell.run("delete", "articles", "9");
    String count = "SELECT count(*) AS n FROM articles";
    assertThat(shell.run("sql", "--csv", count).out()).isEqualTo("n\n1\n");
    Ended past = shell.run("sql", "--csv", count, "--at", before);
    assertThat(past.out()).isEqualTo("n\n2\n");
    assertThat(past.err()).isEqualTo("1 row at " + before + "\n");
    assertThat(shell.run("sql", count, "--at", "x/1").err()).contains("410 version-gone");
  }

  @Test
  void plan_isPrinted() {
    assertThat(shell.run("sql", "--explain", ALL).out()).contains("scan articles");
    assertThat(shell.run("sql", "--explain", "--json", ALL).out())
        .startsWith("{\"plan\":[\"")
        .contains("scan articles");
  }

  @Test
  void watchedQuery_isAnsweredAgain_whenTheAnswerChanges() throws Exception {
    Shell.Running watch =
        shell.start(
            "sql",
            "--watch",
            "SELECT name, price FROM articles WHERE price < :most ORDER BY price DESC",
            "--param",
            "most=20");
    until(() -> watch.output().contains("wine"));
    shell.run("put", "articles", "11", "{\"name\":\"oil\",\"price\":7}");
    until(() -> watch.output().contains("oil"));
    shell.run("put", "articles", "12", "{\"name\":\"truffle\",\"price\":70}");
    shell.run("delete", "articles", "9");
    until(() -> watch.output().lines().filter(line -> line.contains("rows at")).count() == 3);
    assertThat(watch.output().replaceAll("at .*", "at …"))
        .isEqualTo(
            """
            name         | price
            -------------+------
            wine         |    12
            bread, brown |     3
            2 rows at …
            name         | price
            -------------+------
            wine         |    12
            oil          |     7
            bread, brown |     3
            3 rows at …
            name         | price
            -------------+------
            oil          |     7
            bread, brown |     3
            2 rows at …
            """);
    assertThat(watch.stop()).isZero();
  }

  @Test
  void watchedQuery_withJson_hasALineForEachChange() throws Exception {
    Shell.Running watch =
        shell.start(
            "sql",
            "--watch",
            "--json",
            "SELECT name FROM articles WHERE key = 9",
            "--changes",
            "2");
    until(() -> !watch.output().isEmpty());
    shell.run("delete", "articles", "9");
    assertThat(watch.code().get(20, TimeUnit.SECONDS)).isZero();
    assertThat(watch.output())
        .isEqualTo("{\"changed\":[[9,[{\"name\":\"wine\"}]]]}\n{\"changed\":[[9,[]]]}\n");
  }

  @Test
  void watchedQuery_thatCannotBeLive_isRefused() {
    assertThat(shell.run("sql", "--watch", "SELEC 1").err()).contains("SELEC 1\n^");
    assertThat(shell.run("sql", "--watch", "SELECT random() AS r FROM articles").code()).isOne();
    assertThat(shell.run("sql", "--watch", "--csv", ALL).err()).contains("--watch");
    assertThat(shell.run("sql", "--watch", ALL + "; " + ALL).err()).contains("give one query");
  }

  @Test
  void refusal_showsThePlace() {
    Ended unknown = shell.run("sql", "SELECT key\nFROM artikles");
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.out()).isEmpty();
    assertThat(unknown.err())
        .isEqualTo(
            """
            skip: line 2, column 6: there is no table artikles; did you mean articles?
            FROM artikles
                 ^
            """);
    assertThat(shell.run("sql", "SELECT key,\n\t'東', nam FROM articles").err())
        .endsWith("\n\t'東', nam FROM articles\n\t      ^\n");
    assertThat(shell.run("sql", "SELECT FROM WHERE").err()).contains("SELECT FROM WHERE\n", "^\n");
  }

  @Test
  void pipedStatements_areAnsweredInOrder_upToTheFirstThatIsRefused() {
    String piped =
        """
        -- two; of them
        SELECT 'a;b' AS x; SELECT "key" /* ; */ FROM articles ORDER BY key;
        SELECT nothing FROM articles;
        SELECT 1 AS one
        """;
    Ended ended = shell.piped(piped, "sql", "--csv");
    assertThat(ended.out()).isEqualTo("x\na;b\nkey\n9\n10\n");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err())
        .contains("line 3, column 8: there is no column nothing")
        .endsWith("SELECT nothing FROM articles\n       ^\n");
  }

  @Test
  void typedStatements_areAnswered_untilTheShellIsLeft() {
    Ended ended =
        shell.typed(
            """
            SELECT count(*) AS n
            FROM articles;
            \\z
            SELECT x;

            SELECT key FROM articles WHERE price < :most; SELECT 'it''s;' AS s; -- both
            \\q
            SELECT 2 AS two;
            """,
            "sql",
            "--csv",
            "--param",
            "most=5");
    assertThat(ended.out()).isEqualTo("n\n2\nkey\n10\ns\nit's;\n");
    assertThat(ended.err())
        .startsWith(
            "a query ends with a semicolon; \\d lists the tables, \\? the commands, \\q ends the"
                + " shell\n"
                + "skip>    -> 1 row at ")
        .contains("there is no command \\z", "there is no column x\nSELECT x\n       ^\nskip> ")
        .endsWith("skip> ");
    assertThat(ended.code()).isZero();
  }

  @Test
  void lastQuery_isAnsweredAgain_untilALineIsTyped() throws Exception {
    try (PipedOutputStream keys = new PipedOutputStream();
        PipedInputStream typed = new PipedInputStream(keys)) {
      Shell.Running running = shell.startTyped(typed, "sql", "--csv");
      keys.write("SELECT count(*) AS n\nFROM articles\n\\watch 0.01\n".getBytes(UTF_8));
      keys.flush();
      until(() -> running.output().startsWith("n\n2\nn\n2\n"));
      shell.run("delete", "articles", "9");
      until(() -> running.output().endsWith("n\n1\n"));
      keys.write("\nSELECT 'after' AS a;\n\\watch i=0.01\n".getBytes(UTF_8));
      keys.flush();
      until(() -> running.output().endsWith("n\n1\na\nafter\na\nafter\na\nafter\n"));
      assertThat(running.stop()).isZero();
    }
  }

  @Test
  void repeatedAnswers_endAtTheirNumber_andWithTheFirstThatFails() {
    Ended ended =
        shell.typed(
            """
            \\watch
            SELECT 1 AS one;
            \\watch c=0
            \\watch soon
            \\watch -1
            \\watchful
            SELECT x;
            \\watch 0 c=3
            SELECT 2 AS two;
            """,
            "sql",
            "--csv");
    assertThat(ended.out()).isEqualTo("one\n1\ntwo\n2\n");
    assertThat(ended.err().split("there is no column x", -1)).hasSize(3);
    assertThat(ended.err().split("seconds, such as 0.5", -1)).hasSize(4);
    assertThat(ended.err()).contains("there is no query yet", "there is no command \\watchful");
    assertThat(shell.typed("SELECT 1 AS one;\n\\watch 0 c=1\n", "sql", "--csv").out())
        .isEqualTo("one\n1\none\n1\n");
  }

  @Test
  void commands_areListed() {
    assertThat(shell.typed("\\?\n", "sql").err())
        .contains("\\d NAME ", "\\watch ", "--watch QUERY");
  }

  @Test
  void tables_andTheirColumns_areListed() {
    Ended ended = shell.typed("\\d\n\\d articles\n\\d skip.streams\n", "sql", "--csv");
    assertThat(ended.out())
        .contains("public,articles\n", "skip,nodes\n")
        .contains("key,bigint\n", "price,bigint\n", "idle_since,timestamp with time zone\n");
    assertThat(ended.code()).isZero();
  }

  @Test
  void endOfWhatIsTyped_endsTheShell() {
    Ended ended = shell.typed("SELECT 1", "sql");
    assertThat(ended.code()).isZero();
    assertThat(ended.out()).isEmpty();
  }

  @Test
  void wrongUsage_isExplained() {
    for (String[] arguments :
        new String[][] {
          {"sql"},
          {"sql", " ; -- nothing"},
          {"sql", ALL, "--csv", "--json"},
          {"sql", ALL, "--param", "=1"},
          {"sql", ALL, "--param", "a"},
          {"sql", ALL, "--param", "a=1", "--param", "a=2"}
        }) {
      Ended ended = shell.run(arguments);
      assertThat(ended.code()).as(String.join(" ", arguments)).isEqualTo(2);
      assertThat(ended.err()).isNotEmpty();
      assertThat(ended.out()).isEmpty();
    }
  }

  @Test
  void serviceThatIsNotThere_isNotReached() {
    shell.server().close();
    assertThat(shell.run("sql", ALL).code()).isEqualTo(3);
    Ended typed = shell.typed("SELECT 1;\n\\q\n", "sql");
    assertThat(typed.code()).isZero();
    assertThat(typed.err()).contains("the service cannot be reached").endsWith("skip> ");
  }
}
