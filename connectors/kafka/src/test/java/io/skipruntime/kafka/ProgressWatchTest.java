package io.skipruntime.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The watch over actions of Kafka's clients tells of those that come no further. */
final class ProgressWatchTest {

  private final List<String> told = new CopyOnWriteArrayList<>();

  private static void pass(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = millis; left > 0; ) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(left));
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
  }

  @Test
  void actionThatComesNoFurther_isTold_untilItIsOver() throws Exception {
    try (ProgressWatch watch = ProgressWatch.start(told::add)) {
      watch.progress();
      Cluster.until(() -> !told.isEmpty());
    }
    int before = told.size();
    assertThat(told.getFirst()).matches("the brokers have not answered for \\d{4,} ms");
    pass(2_500);
    assertThat(told).hasSize(before);
  }

  @Test
  void actionThatComesFurther_isNotTold() {
    try (ProgressWatch watch = ProgressWatch.start(told::add)) {
      for (int step = 0; step < 30; step++) {
        pass(100);
        watch.progress();
      }
    }
    assertThat(told).isEmpty();
  }
}
