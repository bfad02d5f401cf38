package io.skipruntime.benchmarks.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class PostgresTablesTest {

  /** Other platforms have no binaries of PostgreSQL on the class path. */
  @BeforeAll
  static void requireBinaries() {
    Assumptions.assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"));
  }

  @Test
  void bothReaders_seeAllThatIsCommitted() {
    StringWriter out = new StringWriter();
    CommandLine command = new CommandLine(new PostgresTables()).setOut(new PrintWriter(out));
    int status = command.execute("--seconds=1", "--commits=1000", "--rows=2000", "--large=2000");
    assertThat(status).isZero();
    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(9);
    assertThat(lines.subList(1, 9))
        .allMatch(line -> line.matches("(commit to event|small commits|load|commit of).*"))
        .filteredOn(line -> line.contains("bare reader"))
        .hasSize(4);
  }
}
