package io.skipruntime.language.typescript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import io.skipruntime.workers.WorkerProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** External services of a program, which run in Node. */
final class TypeScriptSourceTest {

  private static final long PATIENCE_SECONDS = 60;

  private static Json params(String resource, Path file) {
    return Json.object(Map.of("of", Json.of(resource), "file", Json.of(file.toString())));
  }

  private static void awaitUpdate(BlockingQueue<String> updates, String expected)
      throws InterruptedException {
    String update = updates.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    while (update != null && !update.equals(expected)) {
      update = updates.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    assertThat(update).isEqualTo(expected);
  }

  @Test
  void source_isFollowed_alsoByAnotherProcess(@TempDir Path directory)
      throws IOException, InterruptedException {
    Path file = directory.resolve("lines");
    Files.writeString(file, "one\nthree\n");
    BlockingQueue<String> updates = new LinkedBlockingQueue<>();
    try (WorkerProgram program = Programs.start("external.ts")) {
      ServiceInstance service = program.service();
      service.instantiateResource("open", "lengths", params("lines", file));
      service.<Json, Json>subscribe("open", update -> updates.add(update.values().toString()));
      awaitUpdate(updates, "[Entry[key=0, values=[3]], Entry[key=1, values=[5]]]");
      Files.writeString(file, "one\nfour\n");
      awaitUpdate(updates, "[Entry[key=1, values=[4]]]");
      ProcessHandle.of(program.processId()).orElseThrow().destroyForcibly();
      Files.writeString(file, "one\nsixsix\n");
      awaitUpdate(updates, "[Entry[key=1, values=[6]]]");
      service.closeResourceInstance("open");
    }
  }

  @Test
  void resource_isRefused_ifItsSourceRefusesIt(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("lines");
    Files.writeString(file, "one\n");
    try (WorkerProgram program = Programs.start("external.ts")) {
      assertThatThrownBy(
              () -> program.service().instantiateResource("open", "lengths", params("words", file)))
          .hasMessageContaining("there is no words");
    }
  }
}
