package io.skipruntime.benchmarks.inspector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class InspectorCostTest {

  @Test
  void updatesAreCompared_andPagesAreRead() {
    StringWriter out = new StringWriter();
    CommandLine command = new CommandLine(new InspectorCost()).setOut(new PrintWriter(out));
    int status = command.execute("--rounds=1", "--updates=200", "--entries=5000");
    assertThat(status).isZero();
    assertThat(out.toString().lines())
        .hasSize(7)
        .filteredOn(line -> line.matches(".* an update +[0-9]+ ns, .* × [0-9.]+"))
        .hasSize(2);
    assertThat(out.toString()).contains("load of 5,000 entries", "pages of 100, here and there");
  }
}
