package io.skipruntime.conformance.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.examples.conformance.ConformanceService;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.testkit.consistency.Consistency;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The conformance service equals itself, evaluated from scratch. {@link OracleTest} compares the
 * same service with another definition of what its resources are; this also resumes, polls late and
 * reloads.
 */
class ServiceConsistencyTest {

  private static final int RUNS = Integer.getInteger("consistency.runs", 300);
  private static final int FAILURE_PERCENTAGE = 1;

  @Test
  void service_isWhatItIsFromScratch() {
    Consistency consistency = Consistency.of(ConformanceService::new).runs(RUNS);
    for (String input : List.of("a", "b", "users", "groups")) {
      consistency.entries(input, random -> entry(values(random).entry(input)));
    }
    for (String resource : RandomValues.RESOURCES) {
      consistency.resource(resource, random -> values(random).params(resource));
    }
    Consistency.Report report = consistency.check();
    assertThat(report.runs()).isEqualTo(RUNS);
    assertThat(report.commits()).isGreaterThan(RUNS * 30);
    assertThat(report.refusals()).isPositive();
  }

  private static RandomValues values(Random random) {
    return new RandomValues(random, FAILURE_PERCENTAGE);
  }

  private static Entry<Json, Json> entry(Json json) {
    JsonArray keyAndValues = json.asArray();
    return new Entry<>(keyAndValues.get(0), keyAndValues.get(1).asArray().elements());
  }
}
