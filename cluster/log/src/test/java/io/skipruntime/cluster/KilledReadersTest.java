package io.skipruntime.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skipruntime.Resources;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes in processes of their own, of which one reads a source that is written all the time; it is
 * killed, and another one goes on: no line of the source is lost, and none counts twice. {@code
 * -Dskip.cluster.kills=100} for more.
 */
class KilledReadersTest {

  private static final int KILLS = 1 + Integer.getInteger("skip.cluster.kills", 1);

  @TempDir private Path directory = Path.of("");
  private final List<Process> processes = new ArrayList<>();
  private long sum;

  @AfterEach
  void endAll() throws InterruptedException {
    for (Process each : processes) {
      each.destroyForcibly().waitFor(); // else it may write to the directory that is deleted
    }
  }

  private Path output(int process) {
    return directory.resolve("output" + process);
  }

  private void start() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                ReadingProcess.class.getName(),
                directory.resolve("log").toString(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(output(processes.size()).toFile())
            .start();
    processes.add(process);
  }

  private void append(long amount) throws IOException {
    sum += amount;
    Files.writeString(
        directory.resolve("lines"),
        "1 " + amount + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private boolean reads(int process) {
    try {
      return processes.get(process).isAlive() && Files.size(output(process)) > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int awaitReader() throws IOException {
    int[] reader = {-1};
    Contents.awaitThat(
        "a process reads",
        () -> {
          for (int i = 0; i < processes.size(); i++) {
            reader[0] = reads(i) ? i : reader[0];
          }
          return reader[0] >= 0;
        });
    for (int i = 0; i < 50; i++) {
      append(i);
    }
    return reader[0];
  }

  @Test
  void eachLineCountsOnce_whenReadersAreKilled() throws Exception {
    append(5);
    start();
    start();
    for (int kill = 0; kill < KILLS; kill++) {
      int victim = awaitReader();
      processes.get(victim).destroyForcibly().waitFor();
      start();
    }
    int last = awaitReader();
    LineService service = new LineService(directory);
    EngineOptions options =
        EngineOptions.defaults().withCommitOrder(WritingProcess.cluster(directory.resolve("log")));
    try (ServiceInstance node = ServiceInstance.start(service, options)) {
      Contents.awaitThat(
          "all lines are there",
          () -> node.getArray("sums", new Resources.NoParameters(), 1L).equals(List.of(sum)));
      assertEquals(0, service.source().subscriptionCount(), "the process reads");
      assertTrue(reads(last), "no process ends by itself");
      assertEquals("", node.order().orElseThrow().detail());
    }
  }
}
