package io.skipruntime.language.typescript;

import static io.skipruntime.language.typescript.Programs.contents;
import static io.skipruntime.language.typescript.Programs.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.spi.EngineEvent;
import io.skipruntime.engine.spi.EngineListener;
import io.skipruntime.json.Json;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.workers.WorkerProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that is reloaded when one of its files is saved. */
final class TypeScriptReloadTest {

  private static final long PATIENCE_SECONDS = 60;

  private static final String TWO_FUNCTIONS =
      """
      import { initService } from "@skipruntime/wasm";

      class Keep {
        mapEntry(key: number): Iterable<[number, string]> { return [[key, "kept"]]; }
      }
      class Change {
        mapEntry(key: number): Iterable<[number, string]> { return [[key, "first"]]; }
      }
      class Both {
        instantiate(shared) { return shared.kept.merge(shared.changed); }
      }
      await initService({
        initialData: { numbers: [[1, [1]]] },
        resources: { both: Both },
        createGraph: ({ numbers }) => ({ kept: numbers.map(Keep), changed: numbers.map(Change) }),
      });
      """;

  @Test
  void program_goesOnWithItsNewCode_whenAFileThatItImportsIsSaved(@TempDir Path directory)
      throws IOException, InterruptedException {
    Path formulas = directory.resolve("formulas.ts");
    Files.copy(Programs.file("sheet.ts"), directory.resolve("sheet.ts"));
    Files.copy(Programs.file("formulas.ts"), formulas);
    BlockingQueue<String> updates = new LinkedBlockingQueue<>();
    try (WorkerProgram program =
        Programs.start(
            directory.resolve("sheet.ts"),
            options -> options,
            ServerOptions.defaults().withWatch())) {
      ServiceInstance service = program.service();
      update(service, "cells", "[[\"A3\",[\"=A1 + A2\"]]]");
      service.instantiateResource("open", "sheet", Json.parse("{}"));
      service.<Json, Json>subscribe("open", update -> updates.add(update.values().toString()));
      assertThat(updates.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).contains("values=[25]");
      Files.writeString(
          formulas, Files.readString(formulas).replace("sum + Number", "sum - Number"));
      assertThat(updates.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .isEqualTo("[Entry[key=\"A3\", values=[-25]]]");
      update(service, "cells", "[[\"A1\",[1]]]");
      assertThat(contents(service, "sheet", "{}"))
          .isEqualTo("[[\"A1\",[1]],[\"A2\",[2]],[\"A3\",[-3]]]");
    }
  }

  @Test
  void program_goesOnWithItsOldCode_whenTheNewOneFails(@TempDir Path directory)
      throws IOException, InterruptedException {
    Path formulas = directory.resolve("formulas.ts");
    Files.copy(Programs.file("sheet.ts"), directory.resolve("sheet.ts"));
    Files.copy(Programs.file("formulas.ts"), formulas);
    String working = Files.readString(formulas);
    BlockingQueue<String> updates = new LinkedBlockingQueue<>();
    try (WorkerProgram program =
        Programs.start(
            directory.resolve("sheet.ts"),
            options -> options,
            ServerOptions.defaults().withWatch())) {
      ServiceInstance service = program.service();
      update(service, "cells", "[[\"A3\",[\"=A1 + A2\"]]]");
      service.instantiateResource("open", "sheet", Json.parse("{}"));
      service.<Json, Json>subscribe("open", update -> updates.add(update.values().toString()));
      assertThat(updates.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).contains("values=[25]");
      Files.writeString(formulas, "throw new Error('on purpose');\n" + working);
      update(service, "cells", "[[\"A1\",[1]]]");
      assertThat(updates.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).contains("values=[3]");
      Files.writeString(formulas, working.replace("sum + Number", "sum - Number"));
      assertThat(updates.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).contains("values=[-3]");
    }
  }

  @Test
  void functionsThatAreEqual_doNotRunAgain_whenAFileIsSaved(@TempDir Path directory)
      throws IOException, InterruptedException {
    Path file = directory.resolve("two.ts");
    Files.writeString(file, TWO_FUNCTIONS);
    List<String> ran = new CopyOnWriteArrayList<>();
    EngineListener listener =
        event -> {
          if (event instanceof EngineEvent.FunctionRan run) {
            ran.add(run.node().name());
          }
        };
    ServerOptions server = ServerOptions.defaults().withWatch();
    BlockingQueue<String> updates = new LinkedBlockingQueue<>();
    try (WorkerProgram program =
        Programs.start(
            file, options -> options, server.withEngine(server.engine().withListener(listener)))) {
      ServiceInstance service = program.service();
      service.instantiateResource("open", "both", Json.parse("{}"));
      service.<Json, Json>subscribe("open", update -> updates.add(update.values().toString()));
      assertThat(updates.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .contains("[\"kept\", \"first\"]");
      assertThat(ran).contains("numbers.map(Keep)", "numbers.map(Change)");
      ran.clear();
      Files.writeString(
          file, "// a line more\n" + TWO_FUNCTIONS.replace("\"first\"", "\"second\""));
      assertThat(updates.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .contains("[\"kept\", \"second\"]");
      assertThat(ran).contains("numbers.map(Change)").doesNotContain("numbers.map(Keep)");
    }
  }
}
