package io.skipruntime.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
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
      throws IOException, InterruptedException {
    Random random = new Random(Long.getLong("skip.seed", 1));
    Recorded recorded = new Recorded();
    for (int kill = 1; kill <= KILLS; kill++) {
      run(directory, 1 + random.nextInt(500), recorded);
      if (kill % 5 == 0 || kill == KILLS) {
        stopInOrder(directory, recorded);
      }
      if (kill % 100 == 0) {
        System.out.println(kill + " kills, tick " + recorded.tick);
      }
    }
    assertThat(recorded.numbers).hasSize(KilledWriters.WRITERS);
    assertThat(recorded.numbers.values()).allMatch(count -> count > 0);
  }

  /** Lets a process write for a time, kills it, and notes what it said was acknowledged. */
  private static void run(Path directory, long millis, Recorded recorded)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                KilledWriters.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      String state = lines.readLine();
      assertThat(state).as("the process has started").isNotNull();
      recorded.requireIn(Objects.requireNonNull(state));
      Thread killer =
          Thread.ofPlatform()
              .start(() -> {
                await(process, millis);
                process.toHandle().destroyForcibly();
              });
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        recorded.note(line);
      }
      killer.join();
    } finally {
      process.destroyForcibly().waitFor();
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

  private static void stopInOrder(Path directory, Recorded recorded) {
    try (ServiceInstance service =
        ServiceInstance.start(
            new CountersService(10),
            EngineOptions.defaults().withPersistence(Persistence.in(directory)))) {
      recorded.requireIn(KilledWriters.state(service));
    }
  }
}
