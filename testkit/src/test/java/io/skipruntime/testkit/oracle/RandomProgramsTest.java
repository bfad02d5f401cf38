package io.skipruntime.testkit.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The engine equals evaluation from scratch. {@code -Doracle.programs=N} and {@code
 * -Doracle.seed=S} run others; a failure prints its seed and its shrunk case, which goes to the
 * corpus.
 */
class RandomProgramsTest {

  private static final int COMMITS = 50;
  private static final int MOST_REPORTS = 3;

  /** Where a program can fail: each is to have failed writes, and instances alone. */
  private static final Set<String> FAILURES =
      Set.of(
          "THROW",
          "BRITTLE",
          "LAZY_THROW",
          "NonUniqueValueException",
          "CyclicComputationException");

  /** What is to have failed requests as a whole. */
  private static final Set<String> REFUSALS =
      Set.of("ArithmeticException", "DecodeException", "Refused");

  @Test
  void engine_equalsEvaluationFromScratch_afterEveryCommit() {
    long first = Long.getLong("oracle.seed", 1);
    long end = first + Long.getLong("oracle.programs", 2000);
    List<String> reports = new ArrayList<>();
    Set<String> refusals = new HashSet<>();
    Set<String> isolated = new HashSet<>();
    long commits = 0;
    for (long seed = first; seed < end && reports.size() < MOST_REPORTS; seed++) {
      Finding finding = Finding.of(seed, COMMITS);
      finding.report().ifPresent(reports::add);
      commits += finding.outcome().commits();
      refusals.addAll(finding.outcome().refusals());
      isolated.addAll(finding.outcome().isolated());
    }
    assertThat(reports).isEmpty();
    if (end - first >= 2000) {
      assertThat(refusals).containsAll(FAILURES).containsAll(REFUSALS);
      assertThat(isolated).containsAll(FAILURES);
    }
    assertThat(commits).isGreaterThan((end - first) * COMMITS * 3 / 4);
  }
}
