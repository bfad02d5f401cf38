package io.skipruntime.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes in processes of their own, which write all the time and are killed: nothing that was
 * acknowledged is lost, nothing is carried out twice, and all nodes have the same, though they
 * write snapshots and give up the log before them all the time. {@code -Dskip.cluster.kills=100}
 * for more.
 */
class KilledNodesTest {

  private static final int NODES = 2;
  private static final long ACCOUNT = 70;
  private static final int KILLS = Integer.getInteger("skip.cluster.kills", 1);

  @TempDir private Path directory = Path.of("");
  private final List<Process> processes = new ArrayList<>();
  private final Set<Long> written = new HashSet<>();
  private final Set<Long> incremented = new HashSet<>();

  @AfterEach
  void endAll() throws InterruptedException {
    for (Process each : processes) {
      each.destroyForcibly().waitFor(); // else it may write to the directory that is deleted
    }
  }

  private Path log() {
    return directory.resolve("log");
  }

  /** A process, and the file of what it says. */
  private record Writer(Process process, Path output) {

    List<String> lines() throws IOException {
      String text = Files.readString(output);
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    boolean hasSaid(int count) {
      try {
        return lines().size() >= count;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Writer start(long account) throws IOException {
    Path output = directory.resolve("output" + processes.size());
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                WritingProcess.class.getName(),
                log().toString(),
                String.valueOf(account))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(output.toFile())
            .start();
    processes.add(process);
    return new Writer(process, output);
  }

  private void note(List<String> lines) {
    for (String line : lines) {
      long number = Long.parseLong(line.substring(line.indexOf(' ') + 1));
      if (line.startsWith("written")) {
        assertTrue(written.add(number), line);
      } else if (line.startsWith("incremented")) {
        assertTrue(incremented.add(number), "no two runs see the same: " + line);
      }
    }
  }

  @Test
  void acknowledgedWrites_areThereOnce_whenNodesAreKilled() throws Exception {
    Random random = new Random(5);
    List<Writer> running = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      running.add(start(ACCOUNT));
    }
    for (int kill = 0; kill < KILLS + NODES; kill++) {
      Writer victim = running.get(kill % NODES);
      int lines = 20 + random.nextInt(20);
      Contents.awaitThat(
          "a process writes", () -> !victim.process().isAlive() || victim.hasSaid(lines));
      assertTrue(victim.process().isAlive(), "no process ends by itself");
      Contents.awaitThat("nodes write snapshots", this::hasSnapshot);
      victim.process().destroyForcibly().waitFor();
      note(victim.lines());
      if (kill < KILLS) {
        running.set(kill % NODES, start(ACCOUNT));
      }
    }
    compare(KILLS + NODES);
  }

  private boolean hasSnapshot() {
    try (Stream<Path> files = Files.list(log())) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith("snapshot-0"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Compares the log, as two nodes have it, with what was acknowledged. */
  private void compare(int cut) {
    EngineOptions options = EngineOptions.defaults().withCommitOrder(WritingProcess.cluster(log()));
    try (ServiceInstance one = ServiceInstance.start(new TallyService(), options);
        ServiceInstance other = ServiceInstance.start(new TallyService(), options)) {
      assertEquals(one.watermark(), other.watermark());
      assertEquals(Contents.of(one), Contents.of(other));
      Set<Long> there = new HashSet<>();
      one.snapshot().entries("amounts").forEach(entry -> there.add((Long) entry.key()));
      assertTrue(there.containsAll(written), "nothing acknowledged is lost");
      long count = one.<Long>getArray("above", 0L, ACCOUNT).getFirst() - 1_000;
      assertTrue(
          count >= incremented.size() && count <= incremented.size() + cut,
          count + " increments, of which " + incremented.size() + " were acknowledged");
      assertEquals("", one.order().orElseThrow().detail());
    }
  }
}
