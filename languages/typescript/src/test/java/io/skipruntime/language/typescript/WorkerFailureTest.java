package io.skipruntime.language.typescript;

import static io.skipruntime.language.typescript.Programs.contents;
import static io.skipruntime.language.typescript.Programs.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.SkipException;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.workers.WorkerProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What functions and processes do that they should not: nothing changes, and the service goes on.
 */
final class WorkerFailureTest {

  private static final long LIMIT_MILLIS = 3_000;

  private static void refuses(ServiceInstance service, String value, String message) {
    assertThatThrownBy(() -> update(service, "input", "[[2,[\"fine\"]],[3,[\"" + value + "\"]]]"))
        .isInstanceOf(ComputationException.class)
        .hasMessageContaining("input.map(Misbehave) failed for key 3: ")
        .hasMessageContaining(message);
    assertThat(contents(service, "all", "{}")).isEqualTo("[[1,[\"fine\"]]]");
  }

  @Test
  void write_isRefused_whenAFunctionThrows() {
    try (WorkerProgram program = Programs.start("failures.ts")) {
      refuses(program.service(), "throw", "TypeError: as it was told");
      refuses(program.service(), "NaN", "the value of emission 0.deep[0] is NaN, which is no JSON");
      long process = program.processId();
      String half = "half of a surrogate pair, which is no JSON";
      refuses(program.service(), "half", "the value of emission 0.deep[0] has " + half);
      refuses(program.service(), "half of a name", "a member whose name has " + half);
      refuses(program.service(), "throw a half", "\uFFFD!");
      refuses(program.service(), "deep", "is nested more than 500 deep");
      refuses(program.service(), "digits", "more than 1000 digits, which is no JSON");
      assertThat(program.processId()).as("the process goes on").isEqualTo(process);
    }
  }

  @Test
  void write_isRefused_whenAFunctionEndsTheProcess() {
    try (WorkerProgram program = Programs.start("failures.ts")) {
      refuses(program.service(), "exit", "ended the worker process, with status 7");
      update(program.service(), "input", "[[4,[\"print\"]]]");
      assertThat(contents(program.service(), "all", "{}"))
          .isEqualTo("[[1,[\"fine\"]],[4,[\"printed\"]]]");
    }
  }

  @Test
  void write_isRefused_whenAFunctionDoesNotEnd() {
    try (WorkerProgram program =
        Programs.start("failures.ts", options -> options.withFunctionMillis(LIMIT_MILLIS))) {
      refuses(program.service(), "loop", "did not finish within " + LIMIT_MILLIS + " ms");
      update(program.service(), "input", "[[4,[\"fine\"]]]");
    }
  }

  @Test
  void writes_areAllMade_whenTheProcessIsKilledBetweenThem() {
    try (WorkerProgram program = Programs.start("sum.ts")) {
      ServiceInstance service = program.service();
      service.instantiateResource("open", "sum", Json.parse("{}"));
      update(service, "input2", "[[\"a\",[1000]]]");
      for (int i = 0; i < 12; i++) {
        if (i % 4 == 1) {
          ProcessHandle.of(program.processId()).orElseThrow().destroyForcibly();
        }
        update(service, "input1", "[[\"a\",[" + i + "]]]");
        assertThat(contents(service, "sum", "{}")).isEqualTo("[[\"a\",[" + (1000 + i) + "]]]");
      }
    }
  }

  @Test
  void mirrors_areRight_whenTheyAreToldToBeSmall() {
    try (WorkerProgram program = Programs.start("sum.ts", options -> options.withMirrorBytes(1))) {
      ServiceInstance service = program.service();
      for (int i = 0; i < 5; i++) {
        update(service, "input1", "[[\"a\",[" + i + "]],[\"b\",[1]]]");
        update(service, "input2", "[[\"a\",[" + (10 * i) + "]],[\"b\",[1]]]");
        assertThat(contents(service, "sum", "{}"))
            .isEqualTo("[[\"a\",[" + (11 * i) + "]],[\"b\",[2]]]");
      }
    }
  }

  @Test
  void severalWorkers_giveWhatOneGives() {
    try (WorkerProgram program = Programs.start("sum.ts", options -> options.withWorkers(2))) {
      ServiceInstance service = program.service();
      StringBuilder entries = new StringBuilder("[");
      StringBuilder expected = new StringBuilder("[");
      for (int i = 100; i < 1100; i++) {
        entries.append(i == 100 ? "" : ",").append("[\"k" + i + "\",[" + i + "]]");
        expected.append(i == 100 ? "" : ",").append("[\"k" + i + "\",[" + 2 * i + "]]");
      }
      update(service, "input2", entries.append("]").toString());
      for (int round = 0; round < 3; round++) {
        update(service, "input1", entries.toString());
        assertThat(contents(service, "sum", "{}"))
            .isEqualTo(sortedByText(expected.toString() + "]"));
        update(service, "input1", entries.toString().replaceAll("\\[\\d+\\]", "[]"));
        assertThat(contents(service, "sum", "{}")).isEqualTo("[]");
      }
    }
  }

  private static String sortedByText(String entries) {
    return Json.array(Json.parse(entries).asArray().elements().stream().sorted().toList())
        .toString();
  }

  @Test
  void program_ends_whenItExitsByItself(@TempDir Path directory) throws IOException {
    Path exits = directory.resolve("exits.mjs");
    Files.writeString(
        exits,
        """
        import { initService } from "@skipruntime/wasm";
        await initService({ initialData: {}, resources: {}, createGraph: (inputs) => inputs });
        process.exit(0);
        """);
    try (WorkerProgram program =
        Programs.start(exits, options -> options, ServerOptions.defaults())) {
      assertThat(program.awaitEnd()).isZero();
    }
  }

  @Test
  void start_fails_whenTheProgramDoes(@TempDir Path directory) throws IOException {
    Path broken = directory.resolve("broken.ts");
    Files.writeString(broken, "throw new Error(\"on purpose\");\n");
    try (WorkerProgram program =
        Programs.start(broken, options -> options, ServerOptions.defaults().withPorts(0, 0))) {
      assertThatThrownBy(program::service)
          .isInstanceOf(SkipException.class)
          .hasMessageContaining("the program has ended without a service that runs");
      assertThat(program.awaitEnd()).isEqualTo(1);
    }
  }
}
