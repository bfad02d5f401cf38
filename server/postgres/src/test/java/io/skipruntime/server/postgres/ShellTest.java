package io.skipruntime.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.skipruntime.server.SkipServer;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** psql against a service; skipped where there is no psql. */
class ShellTest {

  private static final long MOST_SECONDS = 120;

  private static SkipServer server;

  @BeforeAll
  static void start() {
    assumeThat(isThere()).as("psql is needed: apt install postgresql-client").isTrue();
    server = Orders.started(Orders.options());
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static boolean isThere() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .anyMatch(each -> Files.isExecutable(Path.of(each, "psql")));
  }

  /** What psql prints for commands, with errors among it. */
  private static String printed(String... commands) throws IOException, InterruptedException {
    List<String> line =
        new ArrayList<>(
            List.of(
                "psql",
                "--no-psqlrc",
                "--no-password",
                "--pset=pager=off",
                "host=127.0.0.1 port="
                    + server.postgresPort().orElseThrow()
                    + " user=reader dbname=skip sslmode=disable"));
    for (String command : commands) {
      line.add("--command=" + command);
    }
    Path output = Files.createTempFile("psql", ".txt");
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.redirectOutput(output.toFile()).start();
    try {
      process.getOutputStream().close();
      assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
      return Files.readString(output, StandardCharsets.UTF_8);
    } finally {
      process.destroyForcibly();
      Files.delete(output);
    }
  }

  @Test
  void listings_showTheTables() throws Exception {
    String printed =
        printed("\\d", "\\dt", "\\dt+", "\\dt skip.*", "\\dv skip.*", "\\di", "\\dn", "\\l");
    assertThat(printed)
        .doesNotContain("ERROR")
        .contains("public | orders")
        .contains("public | doubled")
        .contains("orders_pkey")
        .contains("skip   | nodes")
        .contains("UTF8");
  }

  @Test
  void table_isDescribed() throws Exception {
    String printed = printed("\\d orders", "\\d+ orders", "\\d skip.nodes", "\\d orders_pkey");
    assertThat(printed)
        .doesNotContain("ERROR")
        .contains("customer  | text")
        .contains("amount    | numeric")
        .contains("at        | timestamp with time zone")
        .contains("\"orders_pkey\" PRIMARY KEY, btree (key)");
  }

  @Test
  void otherListings_areAnswered() throws Exception {
    String printed =
        printed(
            "\\df", "\\du", "\\dp", "\\dT", "\\dv", "\\ds", "\\dS", "\\da", "\\dx", "\\conninfo");
    assertThat(printed).doesNotContain("ERROR").contains("reader");
  }

  @Test
  void queries_areAnswered_andRefusalsPointAtTheirPlace() throws Exception {
    assertThat(
            printed(
                "SELECT key, customer FROM orders WHERE key < 3 ORDER BY key",
                "SELECT key\nFROM nothing",
                "SELECT 7 AS seven"))
        .contains("1 | 日本")
        .contains("LINE 2: FROM nothing")
        .contains("there is no table nothing")
        .contains("seven");
  }
}
