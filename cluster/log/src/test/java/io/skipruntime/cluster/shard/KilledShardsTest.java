package io.skipruntime.cluster.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Resources;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes and processes that compute shards, which are killed while nodes write: nothing that was
 * acknowledged is lost, and no event shows half of a write. {@code -Dskip.cluster.kills=100} for
 * more.
 */
class KilledShardsTest {

  private static final int NODES = 3;
  private static final int KILLS = Integer.getInteger("skip.cluster.kills", 2);
  private static final int LINES = 10;

  @TempDir private Path directory = Path.of("");
  private final List<Process> processes = new ArrayList<>();
  private final Map<Long, Long> acknowledged = new HashMap<>();

  @AfterEach
  void endAll() throws InterruptedException {
    for (Process each : processes) {
      each.destroyForcibly().waitFor(); // else it may write to the directory that is deleted
    }
  }

  private String address() {
    return "file:" + directory.resolve("log");
  }

  /** A process, and the file of what it says. */
  private record Started(Process process, Path output) {

    List<String> lines() {
      try {
        String text = Files.readString(output);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Started start(Class<?> program, String... arguments) throws IOException {
    Path output = directory.resolve("output" + processes.size());
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    processes.add(process);
    return new Started(process, output);
  }

  private Started startShards(int shards) throws IOException {
    return start(
        Shards.class, BankService.class.getName(), "--cluster", address(), "--shards=" + shards);
  }

  private Started startNode(long account) throws IOException {
    return start(BankProcess.class, address(), String.valueOf(account));
  }

  private String smallLogs() {
    return directory.resolve("small").toString();
  }

  private void awaitThat(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(() -> what + ": " + lastLines()).isLessThan(end);
      LockSupport.parkNanos(10_000_000);
    }
  }

  /** The last lines of each process, for a failure. */
  private String lastLines() {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < processes.size(); i++) {
      Process process = processes.get(i);
      List<String> lines = new Started(process, directory.resolve("output" + i)).lines();
      all.append(process.isAlive() ? "\nprocess " : "\nended ").append(i);
      lines
          .subList(Math.max(0, lines.size() - 5), lines.size())
          .forEach(line -> all.append("\n  ").append(line));
    }
    return all.toString();
  }

  private static long written(Started node) {
    return node.lines().stream().filter(line -> line.startsWith("written ")).count();
  }

  /** Notes what a node has said. */
  private void note(long account, Started node) {
    for (String line : node.lines()) {
      if (line.startsWith("written ")) {
        acknowledged.merge(account, Long.parseLong(line.substring(8)), Math::max);
      } else {
        assertThat(line)
            .matches(
                "rejected no account has -13|unknown \\d+|.*WARN.*|.*INFO.*|[A-Z][a-z]{2} \\d.*");
      }
    }
  }

  @Test
  void acknowledgedWrites_survive_andEventsAreWhole_whenProcessesAreKilled() throws Exception {
    Started computing = startShards(2);
    List<Started> nodes = new ArrayList<>();
    for (long node = 0; node < NODES; node++) {
      nodes.add(startNode(2 * node));
    }
    for (int kill = 0; kill < KILLS; kill++) {
      for (Started each : nodes) {
        long before = written(each);
        awaitThat("all nodes write", () -> written(each) >= before + LINES);
      }
      if (kill % 2 == 0) {
        computing.process().destroyForcibly().waitFor();
        computing = startShards(1 + kill % 4);
      } else {
        int victim = (kill / 2) % NODES;
        nodes.get(victim).process().destroyForcibly().waitFor();
        note(2L * victim, nodes.get(victim));
        nodes.set(victim, startNode(2L * victim));
      }
    }
    for (int i = 0; i < NODES; i++) {
      Started node = nodes.get(i);
      long before = written(node);
      awaitThat("all nodes write again", () -> written(node) > before);
      node.process().destroyForcibly().waitFor();
      note(2L * i, node);
    }
    compare(ShardLogs.at(address()));
  }

  @Test
  void acknowledgedWrites_survive_whenProcessesAreKilledThatWriteSnapshots() throws Exception {
    Started computing = start(BankShards.class, smallLogs(), "2");
    List<Started> nodes = new ArrayList<>();
    for (long node = 0; node < NODES; node++) {
      nodes.add(start(BankProcess.class, smallLogs(), String.valueOf(2 * node)));
    }
    for (int kill = 0; kill < KILLS; kill++) {
      for (Started each : nodes) {
        long before = written(each);
        awaitThat("all nodes write", () -> written(each) >= before + 4L * LINES);
      }
      if (kill % 2 == 0) {
        computing.process().destroyForcibly().waitFor();
        computing = start(BankShards.class, smallLogs(), String.valueOf(1 + kill % 4));
      } else {
        int victim = (kill / 2) % NODES;
        nodes.get(victim).process().destroyForcibly().waitFor();
        note(2L * victim, nodes.get(victim));
        nodes.set(victim, start(BankProcess.class, smallLogs(), String.valueOf(2 * victim)));
      }
    }
    for (Path log : List.of(Path.of(smallLogs()), Path.of(smallLogs(), "ticks"))) {
      awaitThat(
          "the log is shortened", () -> Files.notExists(log.resolve("commits-000000000000000001")));
    }
    for (int i = 0; i < NODES; i++) {
      Started node = nodes.get(i);
      long before = written(node);
      awaitThat("all nodes write again", () -> written(node) > before);
      node.process().destroyForcibly().waitFor();
      note(2L * i, node);
    }
    compare(SmallLogs.at(smallLogs()));
  }

  /** Compares what a new node has with what was acknowledged. */
  private void compare(ShardLogs logs) {
    EngineOptions options = EngineOptions.defaults().withCommitOrder(ShardCluster.on(logs));
    try (ServiceInstance node = ServiceInstance.start(new BankService(), options)) {
      Object none = new Resources.NoParameters();
      acknowledged.forEach((account, amount) -> {
        long balance = node.<Long>getArray("balances", none, account).getFirst();
        assertThat(balance).isBetween(amount, amount + 1);
        assertThat(node.<Long>getArray("balances", none, account + 1)).containsExactly(-balance);
      });
      assertThat(node.<Long>getArray("totals", none, 0L)).containsExactly(0L);
      assertThat(acknowledged).hasSize(NODES);
    }
  }
}
