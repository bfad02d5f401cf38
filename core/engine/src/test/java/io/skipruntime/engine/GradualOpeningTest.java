package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The sizes of the steps in which an instance is opened: a step that changed much, or that others
 * waited for, makes the next one smaller.
 */
class GradualOpeningTest {

  private static final long FEW = 1_000;
  private static final long BRIEF = TimeUnit.MICROSECONDS.toNanos(500);

  @Test
  void steps_grow_whileTheyAreBrief() {
    assertThat(GradualOpening.next(256, FEW, BRIEF)).isEqualTo(512);
    assertThat(GradualOpening.next(GradualOpening.STEP, FEW, BRIEF)).isEqualTo(GradualOpening.STEP);
  }

  @Test
  void steps_shrink_whenWritersWaitForLong() {
    long millis = TimeUnit.MILLISECONDS.toNanos(1);
    assertThat(GradualOpening.next(2_048, FEW, 20 * millis)).isEqualTo(512);
    assertThat(GradualOpening.next(512, FEW, 5 * millis)).isEqualTo(1_024);
    assertThat(GradualOpening.next(2_048, FEW, 10_000 * millis)).isEqualTo(64);
    assertThat(GradualOpening.next(3, FEW, 10_000 * millis)).isEqualTo(3);
  }

  @Test
  void steps_shrink_whenTheyChangeManyEntries() {
    long many = 4L * 8 * GradualOpening.STEP;
    assertThat(GradualOpening.next(2_048, many, BRIEF)).isEqualTo(512);
    assertThat(GradualOpening.next(2, many, BRIEF)).isEqualTo(1);
  }
}
