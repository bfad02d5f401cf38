package io.skipruntime.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes that are killed while they write. Each recovered state is one of the recorded run:
 * nothing that was acknowledged is lost, nothing that was refused is there, nothing is there by
 * half, ticks go on, and what is computed fits. {@code -Dskip.kills=10000} for more.
 */
class KillTest {

  private static final int KILLS = Integer.getInteger("skip.kills", 20);

  /** The directories that are written to at the same time, each by one process after the other. */
  private static final int DIRECTORIES = 2;

  /** One of so many processes lives long; the others are killed soon. */
  private static final int LONG_LIFE = 4;

  private static final int LONG_MILLIS = 500;
  private static final int SHORT_MILLIS = 100;

  /** What was acknowledged to the writers: the last number of each, and the last tick of all. */
  private static final class Recorded {
    private final Map<String, Long> numbers = new HashMap<>();
    private long tick;

    /** Notes a line. One that the kill has cut is left out, or has a smaller tick. */
    void note(String line) {
      String[] words = line.split(" ", -1);
      if (words.length == 3 && !words[2].isEmpty()) {
        numbers.merge(words[0], Long.parseLong(words[1]), Math::max);
        tick = Math.max(tick, Long.parseLong(words[2]));
      }
    }

    boolean hasAllWriters() {
      return numbers.size() == KilledWriters.WRITERS
          && numbers.values().stream().allMatch(count -> count > 0);
    }

    /** Compares a recovered state with what was acknowledged, and goes on from there. */
    void requireIn(String state) {
      String[] words = state.split(" ", -1);
      assertThat(words[0]).isEqualTo("state");
      assertThat(Long.parseLong(words[1])).as("tick").isGreaterThanOrEqualTo(tick);
      tick = Long.parseLong(words[1]);
      Map<String, Long> recovered = new HashMap<>();
      for (int i = 2; i < words.length; i++) {
        int equals = words[i].indexOf('=');
        recovered.put(
            words[i].substring(0, equals), Long.parseLong(words[i].substring(equals + 1)));
      }
      assertThat(recovered.remove("initial")).isEqualTo(1);
      assertThat(recovered.remove("deleted")).isEqualTo(2);
      assertThat(recovered.keySet()).allMatch(key -> key.matches("writer[0-7]"));
      numbers.forEach(
          (key, number) -> assertThat(recovered.get(key)).as(key).isBetween(number, number + 1));
      recovered.forEach(
          (key, number) -> assertThat(number - numbers.getOrDefault(key, 0L)).isBetween(0L, 1L));
      numbers.putAll(recovered);
    }
  }

  @Test
  void recoveredState_isOneOfTheRecordedRun_howeverOftenTheProcessIsKilled(@TempDir Path directory)
      throws IOException, InterruptedException, ExecutionException {
    WriterProcesses processes =
        new WriterProcesses(Files.createDirectory(directory.resolve("processes")));
    List<Callable<Recorded>> runs = new ArrayList<>();
    for (int i = 0; i < DIRECTORIES; i++) {
      Path data = Files.createDirectory(directory.resolve("data" + i));
      Random random = new Random(Long.getLong("skip.seed", 1) + i);
      runs.add(() -> killAll(processes, data, random));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(DIRECTORIES)) {
      for (Future<Recorded> run : threads.invokeAll(runs)) {
        assertThat(run.get().hasAllWriters()).isTrue();
      }
    }
  }

  /** Kills one process of a directory after the other. */
  private static Recorded killAll(WriterProcesses processes, Path data, Random random)
      throws IOException, InterruptedException {
    Recorded recorded = new Recorded();
    int kills = Math.ceilDiv(KILLS, DIRECTORIES);
    for (int kill = 1; kill <= kills; kill++) {
      int most = random.nextInt(LONG_LIFE) == 0 ? LONG_MILLIS : SHORT_MILLIS;
      run(processes.start(data), 1 + random.nextInt(most), recorded);
      if (kill % 5 == 0 || kill == kills) {
        stopInOrder(data, recorded);
      }
      if (kill % 100 == 0) {
        System.out.println(kill + " kills in " + data.getFileName() + ", tick " + recorded.tick);
      }
    }
    return recorded;
  }

  /**
   * Lets a process write for a time, kills it, and notes what it said was acknowledged. The first
   * one lives until each writer has written.
   */
  private static void run(Process process, long millis, Recorded recorded)
      throws IOException, InterruptedException {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      String state = lines.readLine();
      assertThat(state).as("the process has started").isNotNull();
      recorded.requireIn(Objects.requireNonNull(state));
      while (!recorded.hasAllWriters()) {
        String line = lines.readLine();
        assertThat(line).as("the process goes on until it is killed").isNotNull();
        recorded.note(Objects.requireNonNull(line));
      }
      CompletableFuture<Boolean> killed = new CompletableFuture<>();
      Thread.ofPlatform().start(() -> killed.complete(isKilledAfter(millis, process)));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        recorded.note(line);
      }
      assertThat(killed.join()).as("the process goes on until it is killed").isTrue();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** Kills a process, and says whether it had not ended by itself. */
  private static boolean isKilledAfter(long millis, Process process) {
    try {
      return !process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return false;
    } finally {
      process.toHandle().destroyForcibly();
    }
  }

  private static void stopInOrder(Path directory, Recorded recorded) {
    try (ServiceInstance service =
        ServiceInstance.start(
            new CountersService(10),
            EngineOptions.defaults().withPersistence(Persistence.in(directory)))) {
      recorded.requireIn(KilledWriters.state(service));
    }
  }
}
