package io.skipruntime.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ProgressTest {

  private final StringWriter out = new StringWriter();
  private long nanos;

  private Progress progress(Progress.Reader reader) {
    return new Progress(new PrintWriter(out), reader, 1_000, () -> nanos);
  }

  @Test
  void log_hasALineEveryTenSeconds() {
    Progress progress = progress(Progress.Reader.LOG);
    for (int second = 1; second <= 25; second++) {
      nanos = TimeUnit.SECONDS.toNanos(second);
      progress.at(second * 1_000L, second * 20L);
    }
    assertThat(out.toString().lines())
        .containsExactly(
            "10,000 entries, 1,000 a second, 20 %", "20,000 entries, 1,000 a second, 40 %");
  }

  @Test
  void nobody_isToldHowFarItIs_butTheRateIsRight() {
    Progress progress = progress(Progress.Reader.NONE);
    nanos = TimeUnit.SECONDS.toNanos(30);
    progress.at(90, 990);
    assertThat(out.toString()).isEmpty();
    assertThat(progress.rate(90)).isEqualTo("90 entries, 3 a second");
  }

  @Test
  void person_seesOneLine_whichNotesReplace() {
    Progress progress = progress(Progress.Reader.PERSON);
    nanos = TimeUnit.SECONDS.toNanos(1);
    progress.at(5, 990);
    assertThat(out.toString()).startsWith("\r5 entries, 5 a second, 99 %").doesNotContain("\n");
    progress.note("line 7: no");
    assertThat(out.toString()).endsWith("\rline 7: no\n");
  }
}
