package io.skipruntime.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * A service that keeps its data is what it was, whenever and however it stops: the same programs
 * and the same code, or other ones, recover the prefix of what was written that includes all that
 * was acknowledged, and streams go on. {@code -Doracle.persistent=N} and {@code -Doracle.seed=S}
 * run others.
 */
class PersistentProgramsTest {

  private static final int COMMITS = 30;
  private static final int MOST_REPORTS = 3;

  /** Held, so that its level stays: the disks of programs fail, which is no news. */
  private static final Logger SKIP = Logger.getLogger("io.skipruntime");

  private final Queue<String> reports = new ConcurrentLinkedQueue<>();
  private final AtomicLong commits = new AtomicLong();

  private void run(long seed) {
    if (reports.size() < MOST_REPORTS) {
      Finding finding = Finding.ofPersistent(seed, COMMITS);
      finding.report().ifPresent(reports::add);
      commits.addAndGet(finding.outcome().commits());
    }
  }

  @Test
  void service_isWhatItWas_afterEachStopAndCrash() {
    Level before = SKIP.getLevel();
    SKIP.setLevel(Level.OFF);
    try {
      long first = Long.getLong("oracle.seed", 1);
      long end = first + Long.getLong("oracle.persistent", 100);
      LongStream.range(first, end).parallel().forEach(this::run);
      assertThat(reports).isEmpty();
      assertThat(commits.get()).isGreaterThan((end - first) * COMMITS / 2);
    } finally {
      SKIP.setLevel(before);
    }
  }
}
