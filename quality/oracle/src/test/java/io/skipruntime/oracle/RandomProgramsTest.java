package io.skipruntime.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The engine equals evaluation from scratch. {@code -Doracle.programs=N} and {@code
 * -Doracle.seed=S} run others; a failure prints its seed and its shrunk case, which goes to the
 * corpus.
 */
class RandomProgramsTest {

  private static final int COMMITS = 50;

  /** So many that everything fails that can. */
  private static final int PROGRAMS = 500;

  private static final int MOST_REPORTS = 3;

  /** Where a program can fail: each is to have failed writes, and instances alone. */
  private static final Set<String> FAILURES =
      Set.of(
          "STOP",
          "THROW",
          "INITIAL_THROWS",
          "ADD_THROWS",
          "RESULT_THROWS",
          "LAZY_THROW",
          "NonUniqueValueException",
          "CyclicComputationException");

  /** What is to have failed requests as a whole. */
  private static final Set<String> REFUSALS =
      Set.of("ArithmeticException", "DecodeException", "Refused");

  private final Queue<String> reports = new ConcurrentLinkedQueue<>();
  private final Set<String> refusals = ConcurrentHashMap.newKeySet();
  private final Set<String> isolated = ConcurrentHashMap.newKeySet();
  private final AtomicLong commits = new AtomicLong();

  private void run(long seed) {
    if (reports.size() < MOST_REPORTS) {
      Finding finding = Finding.of(seed, COMMITS);
      finding.report().ifPresent(reports::add);
      commits.addAndGet(finding.outcome().commits());
      refusals.addAll(finding.outcome().refusals());
      isolated.addAll(finding.outcome().isolated());
    }
  }

  @Test
  void engine_equalsEvaluationFromScratch_afterEveryCommit() {
    long first = Long.getLong("oracle.seed", 1);
    long end = first + Long.getLong("oracle.programs", PROGRAMS);
    LongStream.range(first, end).parallel().forEach(this::run);
    assertThat(reports).isEmpty();
    if (end - first >= PROGRAMS) {
      assertThat(refusals).containsAll(FAILURES).containsAll(REFUSALS);
      assertThat(isolated).containsAll(FAILURES);
    }
    assertThat(commits.get()).isGreaterThan((end - first) * COMMITS * 3 / 4);
  }
}
