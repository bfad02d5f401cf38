package io.skipruntime.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * What services say why their entries have their values is right. {@code -Doracle.explained=N} and
 * {@code -Doracle.seed=S} check others; so does {@code ./skip oracle --why}.
 */
class ExplainedProgramsTest {

  private static final int COMMITS = 12;
  private static final int PROGRAMS = 25;

  @Test
  void explanations_areRight_byEvaluationFromScratch() {
    long first = Long.getLong("oracle.seed", 1);
    long end = first + Long.getLong("oracle.explained", PROGRAMS);
    Queue<String> reports = new ConcurrentLinkedQueue<>();
    AtomicLong explanations = new AtomicLong();
    LongStream.range(first, end)
        .parallel()
        .forEach(seed -> {
          Finding finding = Finding.ofExplained(seed, COMMITS);
          finding.report().ifPresent(reports::add);
          explanations.addAndGet(finding.outcome().explanations());
        });
    assertThat(List.copyOf(reports)).isEmpty();
    assertThat(explanations.get()).isGreaterThan(end - first);
  }
}
