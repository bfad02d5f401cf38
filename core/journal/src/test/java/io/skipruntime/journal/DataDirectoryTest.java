package io.skipruntime.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Entry;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.journal.log.LogFiles;
import io.skipruntime.json.CanonicalOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be done with a data directory besides running a service on it. */
class DataDirectoryTest {

  @TempDir private Path directory = Path.of("");

  private static ServiceInstance start(Path data) {
    return ServiceInstance.start(
        new CountersService(10), EngineOptions.defaults().withPersistence(Persistence.in(data)));
  }

  private static void count(ServiceInstance service, int times) {
    for (int i = 0; i < times; i++) {
      long before = KilledWriters.value(service, "count");
      service.update("counters", List.of(Entry.of("count", before + 1)));
    }
  }

  private static Map<Object, List<?>> export(DataDirectory data, long tick) throws IOException {
    TreeMap<Object, List<?>> entries = new TreeMap<>(CanonicalOrder.INSTANCE);
    data.export("counters", tick, entries::put);
    return entries;
  }

  /** Scenario W14. */
  @Test
  void backup_hasAllThatWasAcknowledged_whileTheServiceWrites() throws Exception {
    Path data = directory.resolve("data");
    try (ServiceInstance service = start(data)) {
      Thread writer = Thread.ofPlatform().start(() -> count(service, 3_000));
      for (int i = 0; i < 5; i++) {
        long acknowledged = KilledWriters.value(service, "count");
        Path file = directory.resolve("backup" + i + ".zip");
        DataDirectory.at(data).backup(file, line -> {});
        Path restored = directory.resolve("restored" + i);
        DataDirectory.restore(file, restored, line -> {});
        assertThat(DataDirectory.at(restored).verify(line -> {})).isEmpty();
        try (ServiceInstance copy = start(restored)) {
          assertThat(KilledWriters.value(copy, "count")).isGreaterThanOrEqualTo(acknowledged);
          assertThat(copy.watermark().epoch()).isNotEqualTo(service.watermark().epoch());
          count(copy, 3);
        }
      }
      writer.join();
    }
  }

  @Test
  void past_canBeReadAtEachCommit() throws IOException {
    Path data = directory.resolve("data");
    long last;
    try (ServiceInstance service = start(data)) {
      count(service, 20);
      last = service.watermark().tick();
    }
    DataDirectory opened = DataDirectory.at(data);
    for (long tick = last - 5; tick <= last; tick++) {
      List<Entry<Object, Object>> counters =
          opened.resourceAt(new CountersService(10), tick, "counters", new CountersService.All());
      assertThat(counters).contains(Entry.of("count", 20 - (last - tick)));
    }
    assertThatThrownBy(() -> export(opened, last + 100))
        .hasMessageContaining("commits up to " + last);
  }

  /** Scenario L12: what was acknowledged is cut off by the tool alone, which says what it does. */
  @Test
  void repair_keepsWhatIsBeforeTheDamage() throws IOException {
    Path data = directory.resolve("data");
    try (ServiceInstance service = start(data)) {
      count(service, 200);
    }
    for (Path file : files(data)) {
      if (file.getFileName().toString().startsWith("snapshot")) {
        Files.delete(file);
      }
    }
    Path log = data.resolve(LogFiles.name(1));
    byte[] bytes = Files.readAllBytes(log);
    bytes[10_000] ^= 1;
    Files.write(log, bytes);
    assertThatThrownBy(() -> start(data)).hasMessageContaining("skip data repair");
    assertThat(DataDirectory.at(data).verify(line -> {})).hasSize(1);
    List<String> report = new ArrayList<>();
    DataDirectory.at(data).repair(Long.MAX_VALUE, report::add);
    assertThat(report).anyMatch(line -> line.startsWith("damaged: "));
    assertThat(DataDirectory.at(data).verify(line -> {})).isEmpty();
    try (ServiceInstance service = start(data)) {
      assertThat(KilledWriters.value(service, "count")).isBetween(1L, 199L);
      count(service, 5);
    }
    try (ServiceInstance service = start(data)) {
      assertThat(KilledWriters.value(service, "count")).isGreaterThan(5);
    }
  }

  @Test
  void inspection_namesWhatThereIs() throws IOException {
    Path data = directory.resolve("data");
    try (ServiceInstance service = start(data)) {
      count(service, 3);
      List<String> lines = new ArrayList<>();
      DataDirectory.at(data).inspect(lines::add);
      assertThat(lines)
          .contains(
              "epoch      " + service.watermark().epoch(),
              "tick       " + service.watermark().tick(),
              "collection counters, 3 keys");
    }
  }

  private static List<Path> files(Path data) throws IOException {
    try (Stream<Path> files = Files.list(data)) {
      return files.toList();
    }
  }
}
