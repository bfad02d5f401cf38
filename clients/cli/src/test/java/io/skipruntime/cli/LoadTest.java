package io.skipruntime.cli;

import static io.skipruntime.server.Wait.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.cli.Shell.Ended;
import io.skipruntime.cli.Shell.Running;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LoadTest {

  private final Shell shell = new Shell();
  @TempDir private Path directory;

  @AfterEach
  void close() {
    shell.close();
  }

  private String file(String name, String... lines) throws IOException {
    return Files.writeString(directory.resolve(name), String.join("\n", lines) + "\n").toString();
  }

  private static String[] articles(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> "[%d,[{\"name\":\"n%d\",\"price\":%d}]]".formatted(i, i, i))
        .toArray(String[]::new);
  }

  private String articles() {
    return shell.run("get", "articles", "--json").out();
  }

  @Test
  void ndjson_isWritten_inBatches_andIsWhatGetPrints() throws IOException {
    String[] lines = articles(2_500);
    long before = shell.server().instance().watermark().tick();
    Ended load = shell.run("load", "articles", file("a.ndjson", lines));
    assertThat(load.err()).isEmpty();
    assertThat(load.code()).isZero();
    assertThat(load.out())
        .contains("2,500 entries, ", " a second", shell.server().instance().watermark().toString());
    assertThat(shell.server().instance().watermark().tick()).isEqualTo(before + 3);
    assertThat(articles()).isEqualTo(String.join("\n", lines) + "\n");
  }

  @Test
  void objects_haveTheirKeyInAMember() throws IOException {
    String file =
        file(
            "a.ndjson",
            "{\"id\":1,\"name\":\"ink\",\"price\":2}",
            "",
            "{\"id\":2,\"name\":\"pen\",\"price\":3}\r");
    assertThat(shell.run("load", "articles", file, "--key", "id").code()).isZero();
    assertThat(articles())
        .isEqualTo("[1,[{\"name\":\"ink\",\"price\":2}]]\n[2,[{\"name\":\"pen\",\"price\":3}]]\n");
    assertThat(shell.run("load", "notes", file, "--key", "name", "--value", "name").code())
        .isZero();
    assertThat(shell.run("get", "notes").out()).isEqualTo("\"ink\"\t\"ink\"\n\"pen\"\t\"pen\"\n");
  }

  @Test
  void csv_hasColumns_withQuotesAndLineFeeds() throws IOException {
    String file =
        file(
            "a.csv",
            "\uFEFFid,name,price\r",
            "1,\"ink, \"\"blue\"\"\nor black\",2\r",
            "2,007,3\r",
            "3,\"4\",5\r");
    Ended load = shell.run("load", "articles", file, "--string", "name");
    assertThat(load.err()).isEmpty();
    assertThat(load.code()).isZero();
    assertThat(articles())
        .isEqualTo(
            """
            [1,[{"name":"ink, \\"blue\\"\\nor black","price":2}]]
            [2,[{"name":"007","price":3}]]
            [3,[{"name":"4","price":5}]]
            """);
  }

  @Test
  void tabs_separateTsv_andPipesCanBeCsv() throws IOException {
    String file = file("a.tsv", "text\tname", "x y\ta", "z\tb");
    assertThat(shell.run("load", "notes", file, "--key", "name", "--value", "text").code())
        .isZero();
    assertThat(
            shell
                .piped(
                    "k;v\nc;\"1\"\n",
                    "load",
                    "notes",
                    "-",
                    "--format=csv",
                    "--separator=;",
                    "--value=v")
                .code())
        .isZero();
    assertThat(shell.run("get", "notes").out())
        .isEqualTo("\"a\"\t\"x y\"\n\"b\"\t\"z\"\n\"c\"\t\"1\"\n");
  }

  @Test
  void wrongLine_endsIt_afterAllBeforeIsWritten_andItGoesOnFromThere() throws IOException {
    String[] lines = articles(50);
    lines[29] = "[30,[{\"name\":\"n30\",\"price\":\"cheap\"}]]";
    Ended load = shell.run("load", "articles", file("a.ndjson", lines), "--batch", "20");
    assertThat(load.code()).isEqualTo(1);
    assertThat(load.err()).contains("line 30: value/price: expected a");
    assertThat(load.out()).contains("29 entries", "Go on with --start-line 30");
    assertThat(articles().lines()).hasSize(29);

    lines[29] = articles(50)[29];
    assertThat(shell.run("load", "articles", file("a.ndjson", lines), "--start-line", "30").out())
        .contains("21 entries");
    assertThat(articles()).isEqualTo(String.join("\n", articles(50)) + "\n");
  }

  @Test
  void keepGoing_reportsEveryWrongLine_andWritesAllOthers() throws IOException {
    String[] lines = articles(40);
    lines[4] = "[5,[";
    lines[9] = "{\"id\":10}";
    lines[19] = "[\"x\",[{\"name\":\"n\",\"price\":\"y\"}]]";
    lines[29] = "[30,[{\"name\":\"n30\",\"price\":-1}]]";
    Ended load =
        shell.run("load", "articles", file("a.ndjson", lines), "--keep-going", "--batch", "16");
    assertThat(load.code()).isEqualTo(1);
    assertThat(load.err().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("line 5: not JSON: "),
            line -> assertThat(line).startsWith("line 10: expected [key,[value,…]]"),
            line ->
                assertThat(line).startsWith("line 20: key: expected").contains("; value/price: "),
            line -> assertThat(line).startsWith("line 30: 422 computation-failed"));
    assertThat(load.out()).contains("36 entries", "4 lines are wrong and were left out");
    assertThat(articles().lines()).hasSize(36);
  }

  @Test
  void csvLines_thatAreWrong_areNamed() throws IOException {
    String file = file("a.csv", "k,v", "a,b,c", "b,x\"y", "c,\"d\" e", "d,ok");
    Ended load = shell.run("load", "notes", file, "--value", "v", "--keep-going");
    assertThat(load.err())
        .isEqualTo(
            """
            line 2: 3 cells, where there are 2 columns
            line 3: column 2: a quote in a cell that does not begin with one
            line 4: column 2: text after the closing quote
            """);
    assertThat(shell.run("get", "notes").out()).isEqualTo("\"d\"\t\"ok\"\n");
    assertThat(shell.run("load", "notes", file, "--key", "z").err())
        .contains("there is no column z; there are k, v");
  }

  @Test
  void quoteThatIsNotClosed_isOneMistake_ofAllLinesThatItTakes() throws IOException {
    String file = file("a.csv", "k,v", "a,x", "b,\"y", "c,z");
    Ended load = shell.run("load", "notes", file, "--value", "v");
    assertThat(load.err())
        .isEqualTo("line 3: a quote is not closed; nothing is written up to line 4\n");
    assertThat(load.out()).contains("1 entries", "--start-line 3");
  }

  @Test
  void textThatIsNotUtf8_isAWrongLine() throws IOException {
    Path file = directory.resolve("a.csv");
    Files.write(file, "k,v\na,b\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(shell.run("load", "notes", file.toString(), "--value=v").err())
        .contains("line 2: not UTF-8");
  }

  @Test
  void keysThatComeAgain_areCounted() throws IOException {
    String file = file("a.csv", "k,v", "a,x", "b,y", "a,z");
    Ended load = shell.run("load", "notes", file, "--value=v", "--json", "--batch=1");
    assertThat(load.out()).contains("\"repeated\":1", "\"entries\":3", "\"complete\":true");
    assertThat(shell.run("get", "notes", "--key", "a").out()).isEqualTo("\"z\"\n");
  }

  @Test
  void serviceThatComesBack_getsTheRest() throws Exception {
    int streaming = shell.server().streamingPort();
    assertThat(streaming).isPositive();
    shell.server().close();
    String forEver = "--retry=" + Long.MAX_VALUE;
    Running load = shell.start("load", "articles", file("a.ndjson", articles(10)), forEver);
    until(() -> load.err().toString().contains("trying again"));
    shell.restart();
    assertThat(load.code().get()).isZero();
    assertThat(articles().lines()).hasSize(10);
  }

  @Test
  void serviceThatStaysAway_endsIt_whereItWas() throws IOException {
    shell.server().close();
    Ended load = shell.run("load", "articles", file("a.ndjson", articles(10)), "--retry=0");
    assertThat(load.code()).isEqualTo(3);
    assertThat(load.out()).contains("cannot be reached", "Go on with --start-line 1");
  }

  @Test
  void unknownCollection_isRefused() throws IOException {
    Ended load = shell.run("load", "nothing", file("a.ndjson", articles(3)));
    assertThat(load.code()).isEqualTo(1);
    assertThat(load.out()).contains("404 unknown-collection");
  }

  @Test
  void interruption_saysHowToGoOn() throws Exception {
    shell.server().close();
    Running load = shell.start("load", "articles", file("a.ndjson", articles(10)));
    until(() -> load.err().toString().contains("trying again"));
    assertThat(load.stop()).isEqualTo(1);
    assertThat(load.output()).contains("interrupted; all lines before 1 are written");
  }

  @Test
  void whatGetPrints_canBeLoaded() throws IOException {
    shell.run("load", "articles", file("a.ndjson", articles(30)));
    String copy = file("copy.ndjson", articles().split("\n"));
    String contents = articles();
    shell.run(
        Stream.concat(
                Stream.of("delete", "articles"),
                IntStream.rangeClosed(1, 30).mapToObj(Integer::toString))
            .toArray(String[]::new));
    assertThat(articles()).isEmpty();
    shell.run("load", "articles", copy);
    assertThat(articles()).isEqualTo(contents);
  }
}
