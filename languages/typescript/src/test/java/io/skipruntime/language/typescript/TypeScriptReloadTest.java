package io.skipruntime.language.typescript;

import static io.skipruntime.language.typescript.Programs.contents;
import static io.skipruntime.language.typescript.Programs.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.workers.WorkerProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that is reloaded when one of its files is saved. */
final class TypeScriptReloadTest {

  private static final long PATIENCE_SECONDS = 60;

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
}
