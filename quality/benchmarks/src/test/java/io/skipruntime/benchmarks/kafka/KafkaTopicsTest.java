package io.skipruntime.benchmarks.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class KafkaTopicsTest {

  @Test
  void bothPrograms_seeAllRecords() {
    StringWriter out = new StringWriter();
    CommandLine command = new CommandLine(new KafkaTopics()).setOut(new PrintWriter(out));
    int status = command.execute("--records=5000", "--keys=100", "--seconds=1");
    assertThat(status).isZero();
    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(8);
    assertThat(lines.subList(1, 8))
        .allMatch(line -> line.matches("(load of|follow|commit to record).*"))
        .filteredOn(line -> line.contains("bare"))
        .hasSize(3);
  }
}
