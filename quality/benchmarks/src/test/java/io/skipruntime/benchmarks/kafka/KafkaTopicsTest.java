package io.skipruntime.benchmarks.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

class KafkaTopicsTest {

  @Test
  void allReaders_seeAllRecords() {
    StringWriter out = new StringWriter();
    CommandLine command = new CommandLine(new KafkaTopics()).setOut(new PrintWriter(out));
    int status = command.execute("--records=5000", "--keys=100", "--seconds=1");
    assertThat(status).isZero();
    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(10);
    assertThat(lines.subList(1, 10))
        .allMatch(line -> line.matches("(load of|follow|commit to record).*"))
        .filteredOn(line -> line.contains("bare"))
        .hasSize(7);
    assertThat(lines.get(3)).contains("Skip", "times bare consumer", "times Jackson, HashMap");
  }

  @Test
  @Timeout(60)
  void brokerThatEnds_endsTheCommand_whichSaysSo() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    PrintWriter out =
        new PrintWriter(new StringWriter()) {
          @Override
          public void println(String line) {
            begun.countDown();
          }
        };
    StringWriter err = new StringWriter();
    CommandLine command =
        new CommandLine(new KafkaTopics()).setOut(out).setErr(new PrintWriter(err));
    Set<ProcessHandle> before = ProcessHandle.current().children().collect(Collectors.toSet());
    FutureTask<Integer> status = new FutureTask<>(() -> command.execute("--records=1000000000"));
    Thread.ofPlatform().start(status);
    assertThat(begun.await(50, TimeUnit.SECONDS)).isTrue();
    ProcessHandle.current()
        .children()
        .filter(child -> !before.contains(child))
        .forEach(ProcessHandle::destroyForcibly);
    assertThat(status.get()).isEqualTo(1);
    assertThat(err.toString()).contains("the broker ended before all was measured");
  }
}
