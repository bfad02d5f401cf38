package io.skipruntime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.cli.Shell.Ended;
import io.skipruntime.server.options.SecurityOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading and writing, and what the commands say when they cannot. */
final class SkipCommandTest {

  private static final String TOKEN = "a-token-of-enough-characters";

  private final Shell shell = new Shell();
  @TempDir private Path directory;

  @AfterEach
  void close() {
    shell.close();
  }

  private void fill() {
    assertThat(shell.run("put", "articles", "10", "{\"name\":\"bread\",\"price\":3}").code())
        .isZero();
    assertThat(shell.run("put", "articles", "9", "{\"name\":\"wine\",\"price\":12}").code())
        .isZero();
  }

  @Test
  void get_printsALineForEachKey() {
    fill();
    assertThat(shell.run("get", "articles").out())
        .isEqualTo(
            """
            9\t{"name":"wine","price":12}
            10\t{"name":"bread","price":3}
            """);
    assertThat(shell.run("get", "articles", "--json").out())
        .isEqualTo(
            """
            [9,[{"name":"wine","price":12}]]
            [10,[{"name":"bread","price":3}]]
            """);
  }

  @Test
  void get_takesParameters_asJsonOrByTheirNames() {
    fill();
    String bread = "10\t{\"name\":\"bread\",\"price\":3}\n";
    assertThat(shell.run("get", "up to", "{\"price\":5,\"start\":\"\"}").out()).isEqualTo(bread);
    assertThat(shell.run("get", "up to", "price=50", "start=b").out()).isEqualTo(bread);
    Ended refused = shell.run("get", "up to", "price=many", "start=b");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("422 invalid-parameters", "/price: expected");
  }

  @Test
  void get_ofAKey_printsItsValues() {
    shell.run("put", "notes", "Ann", "first", "\"second\"", "3x");
    assertThat(shell.run("get", "notes", "--key", "Ann").out())
        .isEqualTo("\"first\"\n\"second\"\n\"3x\"\n");
    assertThat(shell.run("get", "notes", "--key", "Ann", "--json").out())
        .isEqualTo("[\"first\",\"second\",\"3x\"]\n");
    Ended none = shell.run("get", "notes", "--key", "Bob");
    assertThat(none.code()).isZero();
    assertThat(none.out()).isEmpty();
  }

  @Test
  void put_printsTheWatermark_thatGetCanWaitFor() {
    Ended put = shell.run("put", "notes", "a", "b", "--json");
    String watermark = shell.server().instance().watermark().toString();
    assertThat(put.out()).isEqualTo("{\"entries\":1,\"watermark\":\"" + watermark + "\"}\n");
    assertThat(shell.run("get", "notes", "--at-least", watermark).out())
        .isEqualTo("\"a\"\t\"b\"\n");
    assertThat(shell.run("get", "notes", "--at-least", "x/1").err()).contains("412 unknown-epoch");
  }

  @Test
  void get_ofAVersion_printsWhatWasThere() {
    shell.run("put", "notes", "a", "before");
    String watermark = shell.server().instance().watermark().toString();
    shell.run("put", "notes", "a", "after");
    assertThat(shell.run("get", "notes", "--at", watermark).out()).isEqualTo("\"a\"\t\"before\"\n");
    assertThat(shell.run("get", "notes", "--key", "a", "--at", watermark).out())
        .isEqualTo("\"before\"\n");
    assertThat(shell.run("get", "notes", "--at", "x/1").err()).contains("410 version-gone");
  }

  @Test
  void put_takesEntries_ofOneOrSeveralCollections_fromAFileOrAPipe() throws Exception {
    assertThat(
            shell.piped("[[\"a\",[\"x\"]],[\"b\",[\"y\"]]]", "put", "notes", "--from", "-").out())
        .startsWith("2 entries, watermark ");
    Path file =
        Files.writeString(
            directory.resolve("entries.json"),
            "{\"notes\":[[\"a\",[]]],\"articles\":[[1,[{\"name\":\"ink\",\"price\":1}]]]}");
    long before = shell.server().instance().watermark().tick();
    assertThat(shell.run("put", "--from", file.toString()).code()).isZero();
    assertThat(shell.server().instance().watermark().tick()).isEqualTo(before + 1);
    assertThat(shell.run("get", "notes").out()).isEqualTo("\"b\"\t\"y\"\n");
  }

  @Test
  void command_printsTheResult_andRunsOnceUnderAKey() {
    fill();
    Ended done = shell.run("command", "reprice", "id=9", "price=13");
    assertThat(done.code()).isZero();
    assertThat(done.out()).isEqualTo("{\"name\":\"wine\",\"price\":13}\n");
    String watermark = shell.server().instance().watermark().toString();
    assertThat(done.err()).isEqualTo("watermark " + watermark + "\n");

    String json = "{\"id\":9,\"price\":14}";
    Ended first = shell.run("command", "reprice", json, "--key", "k", "--json");
    assertThat(first.out())
        .startsWith("{\"result\":{\"name\":\"wine\",\"price\":14},\"watermark\":");
    long tick = shell.server().instance().watermark().tick();
    assertThat(shell.run("command", "reprice", json, "--key", "k", "--json").out())
        .isEqualTo(first.out());
    assertThat(shell.server().instance().watermark().tick()).isEqualTo(tick);

    Ended refused = shell.run("command", "reprice", "id=1", "price=13");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("409 command-refused: there is no article 1");
  }

  @Test
  void delete_removesKeys() {
    fill();
    assertThat(shell.run("delete", "articles", "9", "11").code()).isZero();
    assertThat(shell.run("get", "articles", "--json").out()).startsWith("[10,");
  }

  @Test
  void refusal_isExplained_withEveryMistake() {
    Ended refused =
        shell.piped("[[1,[5]],[\"x\",[{\"name\":1}]]]", "put", "articles", "--from", "-");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err())
        .contains("422 invalid-entries", "/0/1/0: ", "/1/0: ", "/1/1/0/name: ");
    assertThat(shell.run("get", "nothing").err()).contains("404 unknown-resource");
  }

  @Test
  void wrongUsage_isExplained() {
    for (String[] arguments :
        new String[][] {
          {"get"},
          {"put", "notes"},
          {"put", "notes", "a"},
          {"put", "notes", "a", "b", "--from", "-"},
          {"put", "notes", "a", "{b"},
          {"delete", "notes"},
          {"get", "notes", "--nonsense"},
          {"get", "notes", "--timeout", "0"},
          {"get", "notes", "--token-file", "nowhere"},
          {"load", "notes", "nowhere"},
          {"load", "notes", "-", "--batch", "0"},
          {"tail", "notes", "--changes", "0"},
          {"sql", "SELECT 1 AS one", "--watch", "--changes", "-1"},
          {"top", "--looks", "0"},
          {"top", "--looks", "1", "--nodes", "-1"},
          {"fly"}
        }) {
      Ended ended = shell.run(arguments);
      assertThat(ended.code()).as(String.join(" ", arguments)).isEqualTo(2);
      assertThat(ended.err()).isNotEmpty();
      assertThat(ended.out()).isEmpty();
    }
    assertThat(shell.run("put", "notes", "a", "{b").err()).contains("{b is not JSON", "column 2");
    assertThat(shell.run("get", "notes", "--token-file", "nowhere").err())
        .contains("there is no such file");
  }

  @Test
  void serviceThatIsNotThere_isNotReached() {
    shell.server().close();
    for (String command : new String[] {"get", "tail"}) {
      Ended ended = shell.run(command, "notes");
      assertThat(ended.code()).isEqualTo(3);
      assertThat(ended.err())
          .contains("cannot be reached", "http://127.0.0.1:" + shell.server().controlPort());
    }
    assertThat(shell.run("status").code()).isEqualTo(3);
  }

  @Test
  void help_namesTheExitCodes() {
    assertThat(shell.run("help").out()).contains("Exit codes: 0 done");
    assertThat(shell.run("load", "--help").out()).contains("--start-line", "--control");
  }

  @Test
  void control_thatNeedsAToken_isUsedWithOne() throws Exception {
    Path file = Files.writeString(directory.resolve("token"), "\n" + TOKEN + "\n");
    try (Shell secured = new Shell(SecurityOptions.defaults().withControlToken(TOKEN))) {
      Ended refused = secured.run("get", "notes");
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.err()).contains("401 unauthorized", "--token-file");
      assertThat(secured.run("put", "notes", "a", "b", "--token-file", file.toString()).code())
          .isZero();
      assertThat(secured.run("get", "notes", "--token-file", file.toString()).out())
          .isEqualTo("\"a\"\t\"b\"\n");
    }
  }

  @Test
  void status_saysHowTheServiceIsDoing() {
    fill();
    Ended status = shell.run("status");
    assertThat(status.code()).isZero();
    assertThat(status.out())
        .startsWith("ready\n")
        .contains("commits      ", "collection   articles: 2 keys", "heap         ");
    assertThat(shell.run("status", "--json").out())
        .contains("\"ready\":true", "\"skip_collection_entries{collection=\\\"articles\\\"}\":2");
  }
}
