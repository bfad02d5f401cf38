package io.skipruntime.conformance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.skipruntime.SkipException;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.workers.WorkerLanguage;
import io.skipruntime.workers.WorkerOptions;
import io.skipruntime.workers.WorkerProgram;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each recorded trace is answered as recorded by the service in TypeScript. One process runs all.
 */
class TypeScriptTraceTest {

  private static @Nullable WorkerProgram program;

  @BeforeAll
  static void startProgram() throws URISyntaxException {
    Path file =
        Path.of(
            Objects.requireNonNull(TypeScriptTraceTest.class.getResource("/conformance.ts"))
                .toURI());
    List<String> command;
    try {
      command = WorkerLanguage.of(file).command(file, false);
    } catch (SkipException noNode) {
      assumeTrue(false, String.valueOf(noNode.getMessage()));
      return;
    }
    program =
        WorkerProgram.start(
            WorkerOptions.of(command).withFunctionMillis(0), ServerOptions.defaults());
  }

  @AfterAll
  static void endProgram() {
    if (program != null) {
      program.close();
    }
  }

  static Stream<String> traces() {
    return TraceTest.traces();
  }

  @ParameterizedTest
  @MethodSource("traces")
  void typeScript_answersEveryStepAsRecorded(String trace) throws IOException {
    ServiceInstance service = Objects.requireNonNull(program, "it has been started").service();
    try (Driver driver = EmbeddedDriver.over(service)) {
      new Replay(driver).run(TraceTest.steps(trace));
    }
  }
}
