package io.skipruntime.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A query of the shell that is answered again and again, as by {@code \watch} of psql.
 *
 * @param pause the time between an answer and the next one
 * @param most how many answers there are at most
 */
record RepeatedQuery(Duration pause, long most) {

  private static final Duration DEFAULT_PAUSE = Duration.ofSeconds(2);
  private static final double MOST_SECONDS = 86_400;
  private static final double MILLIS_OF_SECOND = 1_000;
  private static final long LOOK_MILLIS = 50;
  private static final String USAGE =
      "\\watch [SECONDS] [c=N]: up to 86400 seconds, such as 0.5, and a number of answers";

  /**
   * What a command says.
   *
   * @throws UsageException if it does not say it in its form
   */
  static RepeatedQuery of(String command) {
    String[] words = command.split("\\s+", -1);
    if (!words[0].equals("\\watch")) {
      throw new UsageException(
          "there is no command " + words[0] + "; \\? lists those that there are");
    }
    Duration pause = DEFAULT_PAUSE;
    long most = Long.MAX_VALUE;
    try {
      for (int i = 1; i < words.length; i++) {
        if (words[i].startsWith("c=")) {
          most = Long.parseLong(words[i].substring(2));
        } else {
          pause = pause(words[i].startsWith("i=") ? words[i].substring(2) : words[i]);
        }
      }
    } catch (NumberFormatException e) {
      throw new UsageException(USAGE);
    }
    if (most < 1) {
      throw new UsageException(USAGE);
    }
    return new RepeatedQuery(pause, most);
  }

  private static Duration pause(String text) {
    double seconds = Double.parseDouble(text);
    if (!(seconds >= 0 && seconds <= MOST_SECONDS)) {
      throw new UsageException(USAGE);
    }
    return Duration.ofMillis(Math.round(seconds * MILLIS_OF_SECOND));
  }

  /**
   * Answers until there is something to read, so many answers are there, one fails, or the user
   * wants no more.
   *
   * @param answer prints an answer; false if there is none
   * @return whether the user wants more of the shell
   */
  boolean run(Terminal terminal, BooleanSupplier answer, BufferedReader lines) throws IOException {
    try {
      for (long i = 1; answer.getAsBoolean() && i < most; i++) {
        long next = System.nanoTime() + pause.toNanos();
        for (long left = pause.toMillis(); left >= 0; left = millisUntil(next)) {
          if (lines.ready()) {
            return true;
          }
          if (terminal.stopped().await(Math.min(left, LOOK_MILLIS), TimeUnit.MILLISECONDS)) {
            return false;
          }
          if (left == 0) {
            break;
          }
        }
      }
      return terminal.stopped().getCount() > 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static long millisUntil(long nanoTime) {
    return Math.max(0, TimeUnit.NANOSECONDS.toMillis(nanoTime - System.nanoTime()));
  }
}
