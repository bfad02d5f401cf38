package io.skipruntime.testkit.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The engine equals evaluation from scratch. {@code -Doracle.programs=N} and {@code
 * -Doracle.seed=S} run others; a failure prints its seed and its shrunk case, which goes to the
 * corpus.
 */
class RandomProgramsTest {

  private static final int COMMITS = 50;
  private static final int MOST_REPORTS = 3;

  @Test
  void engine_equalsEvaluationFromScratch_afterEveryCommit() {
    long first = Long.getLong("oracle.seed", 1);
    long end = first + Long.getLong("oracle.programs", 2000);
    List<String> reports = new ArrayList<>();
    long commits = 0;
    for (long seed = first; seed < end && reports.size() < MOST_REPORTS; seed++) {
      Finding finding = Finding.of(seed, COMMITS);
      finding.report().ifPresent(reports::add);
      commits += finding.commits();
    }
    assertThat(reports).isEmpty();
    assertThat(commits).isGreaterThan((end - first) * COMMITS * 3 / 4);
  }
}
