package io.skipruntime.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.examples.conformance.ConformanceService;
import io.skipruntime.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each recorded trace is answered as recorded, in process and over HTTP. */
class TraceTest {

  private static final int TRACES = 60;

  static Stream<String> traces() {
    return IntStream.rangeClosed(1, TRACES).mapToObj(number -> "run-%02d.json".formatted(number));
  }

  @ParameterizedTest
  @MethodSource("traces")
  void embedded_answersEveryStepAsRecorded(String trace) throws IOException {
    try (Driver driver = EmbeddedDriver.start(new ConformanceService())) {
      new Replay(driver).run(steps(trace));
    }
  }

  @ParameterizedTest
  @MethodSource("traces")
  void nodeOfShards_answersEveryStepAsRecorded(String trace) throws IOException {
    try (Driver driver = EmbeddedDriver.startOnShards(new ConformanceService(), 2)) {
      new Replay(driver).run(steps(trace));
    }
  }

  @ParameterizedTest
  @MethodSource("traces")
  void http_answersEveryStepAsRecorded(String trace) throws IOException {
    try (Driver driver = HttpDriver.start(new ConformanceService())) {
      new Replay(driver).run(steps(trace));
    }
  }

  /** The steps of a trace. */
  static List<Json> steps(String trace) throws IOException {
    try (InputStream in = TraceTest.class.getResourceAsStream("/traces/" + trace)) {
      List<Json> steps =
          Json.parse(Objects.requireNonNull(in, trace).readAllBytes()).asArray().elements();
      assertThat(steps).isNotEmpty();
      return steps;
    }
  }
}
