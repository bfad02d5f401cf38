package io.skipruntime.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.journal.file.FaultyFiles;
import io.skipruntime.journal.snapshot.SnapshotFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Directories of which all is computed again. */
class RecomputationTest {

  /** A directory of three snapshots and the log between them, stopped in order. */
  private static FaultyFiles stopped() {
    FaultyFiles files = new FaultyFiles();
    try (ServiceInstance service =
        ServiceInstance.start(
            new CountersService(10),
            EngineOptions.defaults()
                .withPersistence(Persistence.in(files, JournalOptions.defaults())))) {
      service.instantiateResource("stream", "remainders", new CountersService.Remainders());
      service.update("counters", List.of(Entry.of("a", 1L)));
      service.writeSnapshot().orElseThrow().toCompletableFuture().join();
      service.update(
          "counters", List.of(Entry.of("b", 2L), new Entry<String, Long>("deleted", List.of())));
    }
    return files;
  }

  private static List<String> recompute(FaultyFiles files, CountersService service)
      throws IOException {
    return DataDirectory.of(files).recompute(service, line -> {});
  }

  @Test
  void nothingIsWrong_withWhatAServiceWrote() throws IOException {
    FaultyFiles files = stopped();
    List<String> progress = new ArrayList<>();
    assertThat(DataDirectory.of(files).recompute(new CountersService(10), progress::add)).isEmpty();
    assertThat(SnapshotFiles.ticks(files)).hasSizeGreaterThan(1);
    assertThat(progress)
        .anyMatch(line -> line.contains("compared with the log"))
        .anyMatch(line -> line.contains("1 resource instances"));
  }

  @Test
  void resource_isNamed_whenItsServiceComputesSomethingElse() throws IOException {
    assertThat(recompute(stopped(), new CountersService(2)))
        .singleElement()
        .asString()
        .contains("resource remainders")
        .contains("not what the service computes");
  }

  /** A snapshot that is right by itself, but of another run. */
  @Test
  void snapshot_isNamed_whenTheLogGivesAnother() throws IOException {
    FaultyFiles files = stopped();
    FaultyFiles other = new FaultyFiles();
    try (ServiceInstance service =
        ServiceInstance.start(
            new CountersService(10),
            EngineOptions.defaults()
                .withPersistence(Persistence.in(other, JournalOptions.defaults())))) {
      service.update("counters", List.of(Entry.of("z", 1L)));
      service.writeSnapshot().orElseThrow().toCompletableFuture().join();
    }
    long tick = SnapshotFiles.ticks(files).get(1);
    assertThat(SnapshotFiles.ticks(other)).contains(tick);
    files.put(SnapshotFiles.name(tick), other.get(SnapshotFiles.name(tick)));
    assertThat(recompute(files, new CountersService(10)))
        .anyMatch(line -> line.contains("input counters is not what"));
  }
}
