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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What functions and processes do that they should not: nothing changes, and the service goes on.
 */
final class WorkerFailureTest {

  private static final long LIMIT_MILLIS = 1_500;
  private static final int MANY = 100;
  private static final int LARGE = 55_000;
  private static final int KILLED_WITHIN_NANOS = 2_000_000;
  private static final long PATIENCE_SECONDS = 60;

  /**
   * A program that notes when its process and each run that fails began, and that a slow one did.
   */
  private static final String RUNS_ARE_NOTED =
      """
      import { appendFileSync } from "node:fs";
      import { initService } from "@skipruntime/wasm";
      function note(file) { appendFileSync(new URL(file, import.meta.url), Math.round(performance.timeOrigin) + " " + Date.now() + "\\n"); }
      class Noted {
        mapEntry(key, values) {
          const what = values.getUnique();
          if (what === "slow") {
            note("slow");
            Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
          } else if (what !== "fine") {
            note("runs");
            if (what === "exit") process.exit(7);
            for (;;) ;
          }
          return [[key, what]];
        }
      }
      class All { instantiate({ checked }) { return checked; } }
      await initService({ initialData: { all: [] }, resources: { all: All }, createGraph: ({ all }) => ({ checked: all.map(Noted) }) });
      """;

  private static void refuses(ServiceInstance service, String value, String message) {
    assertThatThrownBy(() -> update(service, "input", "[[2,[\"fine\"]],[3,[\"" + value + "\"]]]"))
        .isInstanceOf(ComputationException.class)
        .hasMessageContaining("input.map(Misbehave) failed for key 3: ")
        .hasMessageContaining(message);
    assertThat(contents(service, "all", "{}")).isEqualTo("[[1,[\"fine\"]]]");
  }

  @Test
  void write_isRefused_whenAFunctionThrows_whateverThatIs() {
    try (WorkerProgram program = Programs.start("failures.ts")) {
      long process = program.processId();
      ServiceInstance service = program.service();
      refuses(service, "throw", "TypeError: as it was told");
      refuses(service, "throw text", "only a text");
      refuses(service, "throw nothing", "undefined");
      refuses(service, "throw object", "code: 17");
      refuses(service, "throw proxy", "");
      refuses(service, "throw unspeakable", "Unspeakable: what was thrown cannot be shown");
      refuses(service, "throw surrogate", "half \ufffd");
      refuses(service, "overflow", "RangeError: Maximum call stack size exceeded");
      refuses(service, "pattern", "{{");
      assertThat(program.processId()).isEqualTo(process);
    }
  }

  @Test
  void write_isRefused_whenAFunctionGivesWhatIsNoJson() {
    try (WorkerProgram program = Programs.start("failures.ts")) {
      long process = program.processId();
      ServiceInstance service = program.service();
      refuses(service, "NaN", "the value of emission 0.deep[0] is NaN, which is no JSON");
      refuses(service, "surrogate", "the value of emission 0.text[0] has half of a surrogate pair");
      refuses(service, "name", "a name in the value of emission 0 has half of a surrogate pair");
      refuses(service, "cycle", "emission 0 is nested more than 500 levels deep, or within itself");
      refuses(service, "501 levels", "emission 0 is nested more than 500 levels deep");
      refuses(service, "digits", "emission 0 has more than 1000 digits, which is no JSON");
      refuses(service, "fickle", "looked twice");
      refuses(service, "promise", "gives a promise; a function looks up what it needs and returns");
      refuses(service, "nothing", "has to give a list, or what can be iterated over");
      update(service, "input", "[[4,[\"500 levels\"]],[5,[\"child\"]]]");
      assertThat(program.processId()).isEqualTo(process);
    }
  }

  @Test
  void program_goesOn_whenAFunctionLeavesAFailureBehind() {
    try (WorkerProgram program = Programs.start("failures.ts")) {
      for (int key = 4; key < 7; key++) {
        update(program.service(), "input", "[[" + key + ",[\"throw later\"]]]");
      }
      assertThat(contents(program.service(), "all", "{}"))
          .isEqualTo(
              "[[1,[\"fine\"]],[4,[\"thrown later\"]],[5,[\"thrown later\"]],[6,[\"thrown"
                  + " later\"]]]");
    }
  }

  @Test
  void write_isRefused_whenAFunctionTakesAllMemory() {
    try (WorkerProgram program =
        Programs.start(
            "failures.ts",
            options -> Programs.withNodeOption(options, "--max-old-space-size=50"))) {
      refuses(program.service(), "heap", "ended the worker process, with status 134");
      update(program.service(), "input", "[[4,[\"fine\"]]]");
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
  void write_isRefused_whenAFunctionEndsForNoEntry_andReadsGoOnMeanwhile() throws Exception {
    String entries =
        IntStream.range(3, 20 * MANY)
            .mapToObj(key -> "[" + key + ",[\"loop\"]]")
            .collect(Collectors.joining(",", "[", "]"));
    try (WorkerProgram program =
        Programs.start("failures.ts", options -> options.withFunctionMillis(LIMIT_MILLIS))) {
      ServiceInstance service = program.service();
      service.instantiateResource("open", "all", Json.parse("{}"));
      CompletableFuture<Void> write =
          CompletableFuture.runAsync(() -> update(service, "input", entries));
      int reads = 0;
      while (!write.isDone()) {
        assertThat(contents(service, "all", "{}")).isEqualTo("[[1,[\"fine\"]]]");
        reads++;
      }
      assertThatThrownBy(write::get)
          .hasCauseInstanceOf(ComputationException.class)
          .hasMessageContaining(
              "input.map(Misbehave) failed for key 3: did not finish within "
                  + LIMIT_MILLIS
                  + " ms");
      assertThat(reads).isGreaterThan(MANY);
      update(service, "input", "[[4,[\"fine\"]]]");
    }
  }

  @Test
  void functionThatDoesNotEnd_runsOnce_orTwiceWhereItIsAmongOthers(@TempDir Path directory)
      throws IOException {
    Path file = directory.resolve("loop.mjs");
    Files.writeString(
        file,
        """
        import { appendFileSync } from "node:fs";
        import { initService } from "@skipruntime/wasm";
        class Loop {
          mapEntry(key, values) {
            if (values.getUnique() !== "loop") return [[key, values.getUnique()]];
            appendFileSync(new URL("runs", import.meta.url), "x");
            for (;;) ;
          }
        }
        class All { instantiate({ checked }) { return checked; } }
        await initService({ initialData: { all: [] }, resources: { all: All }, createGraph: ({ all }) => ({ checked: all.map(Loop) }) });
        """);
    try (WorkerProgram program =
        Programs.start(
            file, options -> options.withFunctionMillis(LIMIT_MILLIS), ServerOptions.defaults())) {
      ServiceInstance service = program.service();
      String reason = "failed for key 3: did not finish within " + LIMIT_MILLIS + " ms";
      assertThatThrownBy(() -> update(service, "all", "[[3,[\"loop\"]]]"))
          .isInstanceOf(ComputationException.class)
          .hasMessageContaining(reason);
      assertThat(directory.resolve("runs")).hasContent("x");
      assertThatThrownBy(() -> update(service, "all", "[[2,[\"fine\"]],[3,[\"loop\"]]]"))
          .isInstanceOf(ComputationException.class)
          .hasMessageContaining(reason);
      assertThat(directory.resolve("runs")).hasContent("xxx");
      update(service, "all", "[[2,[\"fine\"]]]");
      assertThat(contents(service, "all", "{}")).isEqualTo("[[2,[\"fine\"]]]");
    }
  }

  @Test
  void functionThatDoesNotEnd_isKnownSoon_whereItIsTheLastOfMany(@TempDir Path directory)
      throws Exception {
    long limit = 4 * LIMIT_MILLIS;
    String entries =
        IntStream.range(0, 20 * MANY)
            .mapToObj(key -> "[" + key + ",[\"" + (key < 20 * MANY - 1 ? "fine" : "loop") + "\"]]")
            .collect(Collectors.joining(",", "[", "]"));
    Path file = Files.writeString(directory.resolve("timed.mjs"), RUNS_ARE_NOTED);
    try (WorkerProgram program =
        Programs.start(
            file, options -> options.withFunctionMillis(limit), ServerOptions.defaults())) {
      ServiceInstance service = program.service();
      assertThatThrownBy(() -> update(service, "all", entries))
          .isInstanceOf(ComputationException.class)
          .hasMessageContaining("failed for key 1999: did not finish within " + limit + " ms");
      List<String> runs = Files.readAllLines(directory.resolve("runs"));
      assertThat(runs).hasSize(2);
      long begun = Long.parseLong(runs.get(0).split(" ", 2)[1]);
      long nextProcess = Long.parseLong(runs.get(1).split(" ", 2)[0]);
      assertThat(nextProcess - begun).isLessThan(limit);
    }
  }

  @Test
  void functionThatEndsTheProcess_isTriedByItself_whenOtherWritesWaitWithIt(@TempDir Path directory)
      throws Exception {
    Path file = Files.writeString(directory.resolve("timed.mjs"), RUNS_ARE_NOTED);
    try (WorkerProgram program =
        Programs.start(file, options -> options, ServerOptions.defaults())) {
      ServiceInstance service = program.service();
      List<CompletableFuture<Void>> writes = new ArrayList<>();
      writes.add(CompletableFuture.runAsync(() -> update(service, "all", "[[0,[\"slow\"]]]")));
      while (!Files.exists(directory.resolve("slow"))) {
        LockSupport.parkNanos(KILLED_WITHIN_NANOS);
      }
      for (int key = 1; key <= 16; key++) {
        String entries = "[[" + key + ",[\"" + (key == 11 ? "exit" : "fine") + "\"]]]";
        writes.add(
            CompletableFuture.runAsync(
                () -> update(service, "all", entries), task -> Thread.ofPlatform().start(task)));
      }
      for (int key = 0; key <= 16; key++) {
        CompletableFuture<Void> write = writes.get(key);
        if (key == 11) {
          assertThatThrownBy(write::get)
              .hasMessageContaining("failed for key 11: ended the worker process");
        } else {
          write.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
      }
      // once with the others, and by itself until that is known to be no accident
      assertThat(Files.readAllLines(directory.resolve("runs")).size()).isBetween(2, 3);
      assertThat(Json.parse(contents(service, "all", "{}")).asArray().size()).isEqualTo(16);
    }
  }

  /** With {@code -Dskip.workers.kills=1000}, the long form. */
  @Test
  void writes_areAllMadeAndFollowed_whenTheProcessIsKilledDuringThem() throws Exception {
    int kills = Integer.getInteger("skip.workers.kills", 5);
    Random random = new Random(17);
    try (WorkerProgram program = Programs.start("sum.ts")) {
      ServiceInstance service = program.service();
      update(service, "input2", "[[\"a\",[1000]],[\"b\",[2000]]]");
      service.instantiateResource("open", "sum", Json.parse("{}"));
      BlockingQueue<String> followed = new LinkedBlockingQueue<>();
      service.<Json, Json>subscribe("open", update -> followed.add(update.values().toString()));
      assertThat(followed.take()).isEqualTo("[]");
      for (int i = 0; i < kills; i++) {
        CompletableFuture<Void> killed = killWithin(program, random.nextInt(KILLED_WITHIN_NANOS));
        update(service, "input1", "[[\"a\",[" + i + "]]]");
        killed.get();
        String sum = "[Entry[key=\"a\", values=[" + (1000 + i) + "]]]";
        assertThat(followed.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(sum);
        assertThat(contents(service, "sum", "{}")).isEqualTo("[[\"a\",[" + (1000 + i) + "]]]");
      }
      assertThat(followed).isEmpty();
    }
  }

  private static CompletableFuture<Void> killWithin(WorkerProgram program, int nanos) {
    // Empty where the process that was killed last is not replaced yet.
    Optional<ProcessHandle> process = ProcessHandle.of(program.processId());
    return CompletableFuture.runAsync(() -> {
      LockSupport.parkNanos(nanos);
      process.ifPresent(ProcessHandle::destroyForcibly);
    });
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
  void mirrors_areGivenUp_whenTheyAreLarge() {
    String entries =
        IntStream.range(0, LARGE)
            .mapToObj(key -> "[\"k" + key + "\",[1]]")
            .collect(Collectors.joining(",", "[", "]"));
    try (WorkerProgram program = Programs.start("sum.ts", options -> options.withMirrorBytes(1))) {
      ServiceInstance service = program.service();
      service.instantiateResource("open", "sum", Json.parse("{}"));
      update(service, "input1", entries);
      update(service, "input2", "[[\"k7\",[1]]]");
      assertThat(contents(service, "sum", "{}")).isEqualTo("[[\"k7\",[2]]]");
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
  void classesOfOneLine_areFoundByAnotherProcess(@TempDir Path directory) throws IOException {
    Path program = directory.resolve("lines.mjs");
    Files.writeString(
        program,
        """
        import { initService } from "@skipruntime/wasm";
        class Inner { mapEntry(key, values) { return [[key, values.toArray().length]]; } }
        class Outer { instantiate({ all }) { return all.map(Inner); } }
        await initService({ initialData: { all: [] }, resources: { counts: Outer }, createGraph: (inputs) => inputs });
        """);
    try (WorkerProgram running =
        Programs.start(program, options -> options, ServerOptions.defaults())) {
      ServiceInstance service = running.service();
      service.instantiateResource("open", "counts", Json.parse("{}"));
      ProcessHandle.of(running.processId()).orElseThrow().destroyForcibly();
      update(service, "all", "[[1,[5,6]]]");
      assertThat(contents(service, "counts", "{}")).isEqualTo("[[1,[2]]]");
    }
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
