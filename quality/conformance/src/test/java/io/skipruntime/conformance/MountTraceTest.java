package io.skipruntime.conformance;

import io.skipruntime.examples.conformance.ConformanceService;
import java.io.IOException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.WebApplicationType;

/**
 * Recorded traces are answered as recorded by a service that is mounted in an application of Spring
 * Boot: some of them, and all with {@code -Dskip.mountTraces=60}.
 */
class MountTraceTest {

  private static final int TRACES = 60;

  static Stream<String> traces() {
    int count = Integer.getInteger("skip.mountTraces", 4);
    return IntStream.rangeClosed(1, count)
        .mapToObj(number -> "run-%02d.json".formatted(number * TRACES / count));
  }

  @ParameterizedTest
  @MethodSource("traces")
  void mvc_answersEveryStepAsRecorded(String trace) throws IOException {
    replay(WebApplicationType.SERVLET, trace);
  }

  @ParameterizedTest
  @MethodSource("traces")
  void webFlux_answersEveryStepAsRecorded(String trace) throws IOException {
    replay(WebApplicationType.REACTIVE, trace);
  }

  private static void replay(WebApplicationType type, String trace) throws IOException {
    try (Driver driver = MountedService.start(type, new ConformanceService())) {
      new Replay(driver).run(TraceTest.steps(trace));
    }
  }
}
