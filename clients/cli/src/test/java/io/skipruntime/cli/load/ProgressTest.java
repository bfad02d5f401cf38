package io.skipruntime.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ProgressTest {

  private final StringWriter out = new StringWriter();
  private long nanos;

  private Progress progress(boolean isInteractive) {
    return new Progress(new PrintWriter(out), isInteractive, 1_000, () -> nanos);
  }

  @Test
  void log_hasALineEveryTenSeconds() {
    Progress progress = progress(false);
    for (int second = 1; second <= 25; second++) {
      nanos = TimeUnit.SECONDS.toNanos(second);
      progress.at(second * 1_000L, second * 20L);
    }
    assertThat(out.toString().lines())
        .containsExactly(
            "10,000 entries, 1,000 a second, 20 %", "20,000 entries, 1,000 a second, 40 %");
  }

  @Test
  void person_seesOneLine_whichNotesReplace() {
    Progress progress = progress(true);
    nanos = TimeUnit.SECONDS.toNanos(1);
    progress.at(5, 990);
    assertThat(out.toString()).startsWith("\r5 entries, 5 a second, 99 %").doesNotContain("\n");
    progress.note("line 7: no");
    assertThat(out.toString()).endsWith("\rline 7: no\n");
  }
}
