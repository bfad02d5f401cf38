package io.skipruntime.conformance.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.conformance.EmbeddedDriver;
import io.skipruntime.examples.conformance.ConformanceService;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Random runs on the embedded engine. {@code -Doracle.runs=N} says how many, {@code
 * -Doracle.seed=N} where their seeds begin. A run that fails is shrunk and printed in the form of
 * the files in {@code src/test/resources/corpus}, where it belongs once its cause is known.
 */
class OracleTest {

  private static final long RUNS = Long.getLong("oracle.runs", 1_500);
  private static final long FIRST_SEED = Long.getLong("oracle.seed", 1);

  @Test
  void everyAnswerIsThatOfEvaluationFromScratch() throws IOException, URISyntaxException {
    for (Path file : Corpus.files()) {
      carryOut(file.getFileName().toString(), Corpus.read(file));
    }
    Tally tally = Tally.ZERO;
    for (long seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
      tally = tally.plus(carryOut("seed " + seed, RunGenerator.run(seed)));
    }
    System.out.println("from seed " + FIRST_SEED + ": " + tally);
  }

  /** What runs did. */
  private record Tally(long runs, long steps, long commits, long refusals) {
    static final Tally ZERO = new Tally(0, 0, 0, 0);

    Tally plus(Tally other) {
      return new Tally(
          runs + other.runs,
          steps + other.steps,
          commits + other.commits,
          refusals + other.refusals);
    }
  }

  private static Tally carryOut(String name, List<Step> run) {
    try {
      return carryOut(run);
    } catch (AssertionError | RuntimeException e) {
      List<Step> shrunk = new Shrinker(OracleTest::fails).shrink(run);
      AssertionError failure = new AssertionError(name + ", shrunk:\n" + Corpus.text(shrunk), e);
      try {
        carryOut(shrunk);
      } catch (AssertionError | RuntimeException shrunkFailure) {
        failure =
            new AssertionError(failure.getMessage() + shrunkFailure.getMessage(), shrunkFailure);
      }
      throw failure;
    }
  }

  private static boolean fails(List<Step> run) {
    try {
      carryOut(run);
      return false;
    } catch (AssertionError | RuntimeException e) {
      return true;
    }
  }

  private static Tally carryOut(List<Step> steps) {
    try (EmbeddedDriver driver = EmbeddedDriver.start(new ConformanceService())) {
      int nodes = driver.nodeCount();
      OracleRun run = new OracleRun(driver);
      run.carryOut(steps);
      assertThat(driver.nodeCount()).as("nodes left when everything is closed").isEqualTo(nodes);
      return new Tally(1, steps.size(), run.commits(), run.refusals());
    }
  }
}
