package io.skipruntime.sources;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code skip source} with a real PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SourceCommandTest {

  private static final String NOBODYS = "skip_gone";

  private EmbeddedPostgres postgres = start();
  @TempDir private Path directory = Path.of("");

  /** How a command ended, and what it printed. */
  private record Outcome(int status, String out, String err) {}

  private static EmbeddedPostgres start() {
    try {
      return EmbeddedPostgres.builder().setServerConfig("wal_level", "logical").start();
    } catch (IOException | RuntimeException e) {
      return Assumptions.abort("PostgreSQL cannot be started here: " + e);
    }
  }

  private String url() {
    return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
  }

  @BeforeAll
  void createSlot() throws SQLException {
    sql("SELECT pg_create_logical_replication_slot('" + NOBODYS + "', 'pgoutput')");
  }

  @AfterAll
  void stop() throws IOException {
    postgres.close();
  }

  private void sql(String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(), "postgres", "");
        Statement execution = connection.createStatement()) {
      execution.execute(statement);
    }
  }

  private Outcome run(String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    ByteArrayOutputStream failed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(failed, true, StandardCharsets.UTF_8));
    try {
      int status = SourceCommand.run(arguments);
      return new Outcome(
          status,
          printed.toString(StandardCharsets.UTF_8),
          failed.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  @Test
  void slots_areListed_andOneThatIsNotInUseIsDropped() throws SQLException {
    sql("SELECT pg_create_logical_replication_slot('skip_other', 'pgoutput')");
    Outcome listed = run("slots", "--database", url(), "--user", "postgres");
    assertThat(listed.status()).as(listed.err()).isZero();
    assertThat(listed.out())
        .matches(
            "(?s)skip_gone {3}not in use  keeps [0-9.]+ MiB, reserved\\R"
                + "skip_other  not in use .*");
    Outcome dropped = run("drop-slot", "skip_other", "--database", url(), "--user", "postgres");
    assertThat(dropped).isEqualTo(new Outcome(0, "dropped skip_other\n", ""));
    assertThat(run("slots", "--database", url(), "--user", "postgres").out())
        .contains(NOBODYS)
        .doesNotContain("skip_other");
  }

  @Test
  void slotThatIsInUse_orNotThere_orWithoutRights_isRefused() throws Exception {
    assertThat(run("drop-slot", "skip_none", "--database", url(), "--user", "postgres"))
        .isEqualTo(
            new Outcome(1, "", "skip source: there is no slot skip_none of this database\n"));
    sql("CREATE ROLE reader LOGIN PASSWORD 'se cret'");
    Path password = Files.writeString(directory.resolve("password"), "se cret\n");
    Outcome refused =
        run(
            "drop-slot",
            NOBODYS,
            "--database",
            url(),
            "--user",
            "reader",
            "--password-file",
            password.toString());
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains("permission denied").doesNotContain("se cret");
    assertThat(run("slots", "--database", url(), "--user", "postgres").out()).contains(NOBODYS);
  }

  @Test
  void wrongCommands_sayWhatIsMissing() {
    assertThat(run().status()).isEqualTo(2);
    assertThat(run("drop-slot", NOBODYS).err()).contains("--database");
    Outcome address = run("slots", "--database", "mysql://x", "--user", "a");
    assertThat(address.status()).isEqualTo(1);
    assertThat(address.err()).contains("jdbc:postgresql:");
    Outcome file =
        run("slots", "--database", url(), "--user", "a", "--password-file", "none/such/file");
    assertThat(file.err()).contains("--password-file none/such/file");
  }
}
