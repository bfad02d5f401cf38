package io.skipruntime.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes that are killed between the commits and the answers of commands. The n-th deposit
 * of 1 to an account leaves a balance of n if each before ran once, however often its caller had to
 * ask. {@code -Dskip.kills=1000} for more.
 */
class CommandKillTest {

  private static final int KILLS = Math.max(2, Integer.getInteger("skip.kills", 0) / 10);
  private static final int CALLERS = 4;

  private final long[] answered = new long[CALLERS];

  @Test
  void command_hasRunOnce_howeverOftenTheProcessIsKilledBeforeItsAnswer(@TempDir Path directory)
      throws IOException, InterruptedException {
    Random random = new Random(Long.getLong("skip.seed", 1));
    long before = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      run(directory, 50 + random.nextInt(300));
      long all = Arrays.stream(answered).sum();
      assertThat(all).as("answers after kill %d", kill).isGreaterThan(before);
      before = all;
    }
  }

  /** Lets a process answer until it has run for a time and each caller has an answer more. */
  private void run(Path directory, long millis) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                KilledCommands.class.getName(),
                directory.toString()));
    Arrays.stream(answered).forEach(number -> command.add(String.valueOf(number)));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(lines.readLine()).isEqualTo("started");
      long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
      boolean[] heard = new boolean[CALLERS];
      boolean killed = false;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        note(line, heard);
        if (!killed && System.nanoTime() > deadline && areAll(heard)) {
          process.toHandle().destroyForcibly();
          killed = true;
        }
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** Notes a line, unless the kill has cut it. */
  private void note(String line, boolean[] heard) {
    String[] words = line.split(" ", -1);
    if (words.length == 3 && words[0].startsWith("caller") && !words[2].isEmpty()) {
      int caller = Integer.parseInt(words[0].substring("caller".length()));
      long number = Long.parseLong(words[1]);
      if (words[2].length() < words[1].length()) {
        return; // cut within the result
      }
      assertThat(words[2]).as("the balance after deposit %s", line).isEqualTo(words[1]);
      assertThat(number).isEqualTo(answered[caller] + 1);
      answered[caller] = number;
      heard[caller] = true;
    }
  }

  private static boolean areAll(boolean[] heard) {
    boolean all = true;
    for (boolean each : heard) {
      all &= each;
    }
    return all;
  }
}
