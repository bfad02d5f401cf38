package io.skipruntime.server.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One line for each subject and window, and a count of the others. */
final class LimitedLogTest {

  private final List<String> lines = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private final LimitedLog log = new LimitedLog(new Lines(), nanos::get);

  /** Keeps what is logged. */
  private final class Lines implements Logger {
    @Override
    public String getName() {
      return "lines";
    }

    @Override
    public boolean isLoggable(Level level) {
      return true;
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String line,
        @Nullable Throwable thrown) {
      lines.add(String.valueOf(line));
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object @Nullable ... parameters) {
      lines.add(String.valueOf(format));
    }
  }

  private String log(String subject, String line) {
    return log.log(Logger.Level.WARNING, subject, identifier -> line, null);
  }

  @Test
  void linesOfOneSubject_areLeftOutAndCounted_untilTheWindowEnds() {
    String first = log("a", "a fails");
    for (int i = 0; i < 7; i++) {
      assertThat(log("a", "a fails again")).isEqualTo(first);
    }
    assertThat(log("b", "b fails {0}")).isNotEqualTo(first);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(LimitedLog.WINDOW_SECONDS));
    assertThat(log("a", "a fails later")).isNotEqualTo(first);
    assertThat(lines)
        .containsExactly(
            "a fails", "b fails {0}", "a fails later (7 more like it were left out before)");
  }

  @Test
  void subjects_areForgotten_beforeTheyAreTooMany() {
    log("first", "first");
    for (int i = 0; i < 2_000; i++) {
      log("subject " + i, "line");
    }
    log("first", "first again");
    assertThat(lines).contains("first again");
  }
}
