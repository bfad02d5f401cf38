package io.skipruntime.conformance.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.conformance.Driver;
import io.skipruntime.conformance.EmbeddedDriver;
import io.skipruntime.conformance.HttpDriver;
import io.skipruntime.examples.conformance.ConformanceService;
import io.skipruntime.testkit.comparison.Comparison;
import io.skipruntime.testkit.comparison.ComparisonListener;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Random runs on the embedded engine. {@code -Doracle.runs=N} says how many, {@code
 * -Doracle.seed=N} where their seeds begin. A run that fails is shrunk and printed in the form of
 * the files in {@code src/test/resources/corpus}, where it belongs once its cause is known.
 */
class OracleTest {

  private static final long RUNS = Long.getLong("oracle.runs", 1_000);
  private static final long FIRST_SEED = Long.getLong("oracle.seed", 1);
  private static final long RUNS_PER_STRICT_RUN = 5;
  private static final long RUNS_PER_HTTP_RUN = 50;

  /** Carries out a run on a service of its own. */
  @FunctionalInterface
  private interface Carrier {
    Tally carryOut(List<Step> run);
  }

  @Test
  void embedded_answersAsEvaluationFromScratch() throws IOException, URISyntaxException {
    carryOutAll(run -> embedded(run, false), RUNS);
  }

  @Test
  void strict_answersAsEvaluationFromScratch() throws IOException, URISyntaxException {
    carryOutAll(run -> embedded(run, true), RUNS / RUNS_PER_STRICT_RUN);
  }

  @Test
  void http_answersAsEvaluationFromScratch() throws IOException, URISyntaxException {
    carryOutAll(OracleTest::http, RUNS / RUNS_PER_HTTP_RUN);
  }

  private static Tally embedded(List<Step> steps, boolean isStrict) {
    try (EmbeddedDriver driver =
        isStrict
            ? EmbeddedDriver.startStrict(new ConformanceService())
            : EmbeddedDriver.start(new ConformanceService())) {
      int nodes = driver.nodeCount();
      Tally tally = carryOut(steps, driver, isStrict);
      assertThat(driver.nodeCount()).as("nodes left when everything is closed").isEqualTo(nodes);
      return tally;
    }
  }

  private static Tally http(List<Step> steps) {
    try (HttpDriver driver = HttpDriver.start(new ConformanceService())) {
      return carryOut(steps, driver, false);
    }
  }

  private static Tally carryOut(List<Step> steps, Driver driver, boolean isStrict) {
    Comparison comparison =
        new Comparison(
            new DrivenService(driver),
            new DefinedModel(),
            DefinedModel.EMPTY,
            isStrict,
            new ComparisonListener() {});
    for (int i = 0; i < steps.size(); i++) {
      try {
        steps.get(i).carryOut(comparison);
        comparison.check();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("step " + i + ", " + steps.get(i) + ": " + e.getMessage(), e);
      }
    }
    comparison.closeAll();
    return new Tally(1, steps.size(), comparison.commits(), comparison.refusals());
  }

  private static void carryOutAll(Carrier carrier, long runs)
      throws IOException, URISyntaxException {
    for (Path file : Corpus.files()) {
      carryOut(file.getFileName().toString(), Corpus.read(file), carrier);
    }
    Tally tally = Tally.ZERO;
    for (long seed = FIRST_SEED; seed < FIRST_SEED + runs; seed++) {
      tally = tally.plus(carryOut("seed " + seed, RunGenerator.run(seed), carrier));
    }
    System.out.println("from seed " + FIRST_SEED + ": " + tally);
  }

  private static Tally carryOut(String name, List<Step> run, Carrier carrier) {
    try {
      return carrier.carryOut(run);
    } catch (AssertionError | RuntimeException e) {
      List<Step> shrunk =
          new Shrinker(attempt -> failure(attempt, carrier).isPresent()).shrink(run);
      Throwable cause = failure(shrunk, carrier).orElse(e);
      throw new AssertionError(
          name + " fails: " + cause.getMessage() + "\nShrunk:\n" + Corpus.text(shrunk), cause);
    }
  }

  private static Optional<Throwable> failure(List<Step> run, Carrier carrier) {
    try {
      carrier.carryOut(run);
      return Optional.empty();
    } catch (AssertionError | RuntimeException e) {
      return Optional.of(e);
    }
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
}
