package io.skipruntime.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Directories that earlier versions wrote, kept as backups: scenario W8. When the format changes, a
 * file of the new one is added, and that of the one before stays.
 */
class FormatTest {

  @TempDir private Path directory = Path.of("");

  /** Writes the file of the present format, when it is new. */
  static void write(Path file, Path scratch) throws IOException {
    try (ServiceInstance service = start(scratch)) {
      for (long i = 0; i < 5; i++) {
        service.update("counters", List.of(Entry.of("é" + i, i * 1_000_000_007), Entry.of("x", i)));
      }
      service.update("counters", List.of(new Entry<String, Long>("deleted", List.of())));
      service.instantiateResource("stream", "counters", new CountersService.All());
      DataDirectory.at(scratch).backup(file, line -> {});
    }
  }

  private static ServiceInstance start(Path data) {
    return ServiceInstance.start(
        new CountersService(10), EngineOptions.defaults().withPersistence(Persistence.in(data)));
  }

  private Path restored(String name) throws IOException {
    Path file = directory.resolve(name);
    try (InputStream in = Objects.requireNonNull(FormatTest.class.getResourceAsStream(name))) {
      Files.copy(in, file);
    }
    Path data = directory.resolve("data");
    DataDirectory.restore(file, data, line -> {});
    return data;
  }

  @Test
  void firstFormat_isRead() throws IOException {
    Path data = restored("format-1.zip");
    assertThat(DataDirectory.at(data).verify(line -> {})).isEmpty();
    List<String> entries = new ArrayList<>();
    DataDirectory.at(data)
        .export(
            "counters",
            Long.MAX_VALUE,
            (key, values) -> entries.add(Json.from(key) + " " + Json.from(values)));
    assertThat(entries)
        .containsExactly(
            "\"initial\" [1]",
            "\"x\" [4]",
            "\"é0\" [0]",
            "\"é1\" [1000000007]",
            "\"é2\" [2000000014]",
            "\"é3\" [3000000021]",
            "\"é4\" [4000000028]");
    try (ServiceInstance service = start(data)) {
      assertThat(service.<String, Long>getAll("counters", new CountersService.All())).hasSize(7);
    }
  }
}
