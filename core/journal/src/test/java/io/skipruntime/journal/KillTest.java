package io.skipruntime.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringTokenizer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes that are killed while they write: nothing that was acknowledged is lost, nothing
 * is there by half, and what is computed fits. {@code -Dskip.kills=10000} for more.
 */
class KillTest {

  private static final int KILLS = Integer.getInteger("skip.kills", 20);

  @Test
  void acknowledgedWrites_areThere_howeverOftenTheProcessIsKilled(@TempDir Path directory)
      throws IOException, InterruptedException {
    Random random = new Random(Long.getLong("skip.seed", 1));
    Map<String, Long> acknowledged = new HashMap<>();
    for (int kill = 0; kill < KILLS; kill++) {
      run(directory, 1 + random.nextInt(500), acknowledged);
      if (kill % 5 == 4 || kill == KILLS - 1) {
        requireAll(directory, acknowledged);
      }
    }
    assertThat(acknowledged).hasSize(KilledWriters.WRITERS);
    assertThat(acknowledged.values()).allMatch(count -> count > 0);
  }

  /** Has a process write for a time, kills it, and notes what it said was acknowledged. */
  private static void run(Path directory, long millis, Map<String, Long> acknowledged)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KilledWriters.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      requireNothingLost(lines, acknowledged);
      Thread killer =
          Thread.ofPlatform()
              .start(() -> {
                await(process, millis);
                process.toHandle().destroyForcibly();
              });
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        note(line, acknowledged);
      }
      killer.join();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** The process begins by saying what it has recovered for each writer. */
  private static void requireNothingLost(BufferedReader lines, Map<String, Long> acknowledged)
      throws IOException {
    for (int writer = 0; writer < KilledWriters.WRITERS; writer++) {
      Map<String, Long> recovered = new HashMap<>();
      while (!recovered.containsKey("writer" + writer)) {
        String line = lines.readLine();
        assertThat(line).as("the process has started").isNotNull();
        note(line, recovered);
      }
      recovered.forEach((key, number) -> {
        assertThat(number).as(key).isGreaterThanOrEqualTo(acknowledged.getOrDefault(key, 0L));
        acknowledged.merge(key, number, Math::max);
      });
    }
  }

  private static void await(Process process, long millis) {
    try {
      if (process.waitFor(millis, TimeUnit.MILLISECONDS)) {
        throw new AssertionError("the process has ended by itself: " + process.exitValue());
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Notes a line. One that the kill has cut has a smaller number, which says less, not more. */
  private static void note(String line, Map<String, Long> acknowledged) {
    StringTokenizer words = new StringTokenizer(line);
    if (words.countTokens() == 2 && line.startsWith("writer")) {
      String key = words.nextToken();
      long number = Long.parseLong(words.nextToken());
      acknowledged.merge(key, number, Math::max);
    }
  }

  private static void requireAll(Path directory, Map<String, Long> acknowledged) {
    try (ServiceInstance service =
        ServiceInstance.start(
            new CountersService(10),
            EngineOptions.defaults().withPersistence(Persistence.in(directory)))) {
      acknowledged.forEach((key, count) -> {
        long recovered = KilledWriters.value(service, key);
        assertThat(recovered).as(key).isBetween(count, count + 1);
        acknowledged.put(key, recovered);
      });
      requireComputed(service);
    }
  }

  private static void requireComputed(ServiceInstance service) {
    Map<Long, Long> counts = new HashMap<>();
    for (Entry<String, Long> entry :
        service.<String, Long>getAll("counters", new CountersService.All())) {
      counts.merge(entry.values().getFirst() % 10, 1L, Long::sum);
    }
    List<Entry<Long, String>> computed =
        service.getAll("remainders", new CountersService.Remainders());
    computed.forEach(
        entry -> assertThat((long) entry.values().size()).isEqualTo(counts.remove(entry.key())));
    assertThat(counts).isEmpty();
  }
}
