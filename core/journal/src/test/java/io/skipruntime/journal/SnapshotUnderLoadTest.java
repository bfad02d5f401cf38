package io.skipruntime.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Watermark;
import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.engine.spi.StoredCollection;
import io.skipruntime.journal.file.DiskFiles;
import io.skipruntime.journal.file.FaultyFiles;
import io.skipruntime.journal.file.Files;
import io.skipruntime.journal.file.WatchedFiles;
import io.skipruntime.journal.log.LogFiles;
import io.skipruntime.journal.log.LogOptions;
import io.skipruntime.journal.snapshot.SnapshotReader;
import io.skipruntime.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Snapshots that are written while writers go on: what they cost the writers and what they have;
 * and what a start has to read, however much was written.
 */
class SnapshotUnderLoadTest {

  private static final String UNFINISHED = LogFiles.UNFINISHED + "snapshot-";
  private static final int SNAPSHOTS = Integer.getInteger("skip.snapshots", 20);
  private static final int WRITERS = 4;
  private static final int LARGE = Integer.getInteger("skip.entries", 100_000);
  private static final long MEBIBYTE = 1 << 20;

  @TempDir private Path directory = Path.of("");

  private static ServiceInstance start(Files files) {
    return ServiceInstance.start(
        new LinesService(),
        EngineOptions.defaults().withPersistence(Persistence.in(files, JournalOptions.defaults())));
  }

  private static CompletableFuture<Watermark> snapshot(ServiceInstance service) {
    return service.writeSnapshot().orElseThrow().toCompletableFuture();
  }

  /** 1,000 lines of so many characters. */
  private static void fill(ServiceInstance service, int characters) {
    String line = "x".repeat(characters);
    List<Entry<Long, String>> lines = new ArrayList<>();
    for (long i = 0; i < 1_000; i++) {
      lines.add(Entry.of(i, line));
    }
    service.update("lines", lines);
  }

  /** Scenario M3: the disk never has more of a snapshot to do than a small part. */
  @Test
  void snapshot_isForcedInSmallParts_howeverLargeItsEntriesAre() throws IOException {
    WatchedFiles files = new WatchedFiles(new DiskFiles(directory), UNFINISHED);
    try (ServiceInstance service = start(files)) {
      snapshot(service).join();
      fill(service, 25_000);
      int before = files.forces().size();
      snapshot(service).join();
      List<WatchedFiles.Force> forces = files.forces().subList(before, files.forces().size());
      assertThat(forces.stream().mapToLong(WatchedFiles.Force::unforced).sum())
          .isGreaterThan(23 * MEBIBYTE);
      assertThat(forces).allMatch(force -> force.unforced() <= 10 * MEBIBYTE);
    }
  }

  /** Scenario M3: a writer does not wait for a snapshot, though that waits for the disk. */
  @Test
  void writers_areAnswered_whileTheDiskKeepsASnapshotWaiting() throws InterruptedException {
    WatchedFiles files = new WatchedFiles(new FaultyFiles(), UNFINISHED);
    try (ServiceInstance service = start(files)) {
      snapshot(service).join();
      files.hold();
      CompletableFuture<Watermark> snapshot = snapshot(service);
      files.awaitHeld();
      Watermark last = service.watermark();
      for (long i = 0; i < 100; i++) {
        last = service.update("lines", List.of(Entry.of(i, "while it waits")));
      }
      assertThat(snapshot).isNotDone();
      files.goOn();
      assertThat(snapshot.join().tick()).isLessThan(last.tick());
    }
  }

  /** Scenario M3: the log has the disk for most of the time. */
  @Test
  void snapshot_waitsFourTimesAsLongAsTheLogsLastForce_beforeItWritesMore() throws IOException {
    WatchedFiles files = new WatchedFiles(new DiskFiles(directory), UNFINISHED);
    try (ServiceInstance service = start(files)) {
      snapshot(service).join();
      files.slow("log-", 10);
      fill(service, 25_000);
      int before = files.forces().size();
      snapshot(service).join();
      List<WatchedFiles.Force> forces = files.forces().subList(before, files.forces().size());
      assertThat(forces).hasSizeGreaterThan(2);
      for (WatchedFiles.Force force : forces.subList(0, forces.size() - 1)) {
        long next =
            files.writes().stream()
                .filter(nanos -> nanos >= force.endNanos())
                .mapToLong(Long::longValue)
                .min()
                .orElseThrow();
        assertThat(next - force.endNanos()).isGreaterThanOrEqualTo(40_000_000);
      }
    }
  }

  /** The writes of a writer: their ticks, and the numbers that they wrote. */
  private record Written(List<Long> ticks, List<Long> numbers) {

    /** The number that was there after a commit. */
    long at(long tick) {
      long number = 0;
      for (int i = 0; i < ticks.size() && ticks.get(i) <= tick; i++) {
        number = numbers.get(i);
      }
      return number;
    }
  }

  private static Written write(ServiceInstance service, long writer, Future<?> end) {
    Written written = new Written(new ArrayList<>(), new ArrayList<>());
    for (long number = 1; !end.isDone(); number++) {
      Watermark watermark =
          service.update(
              "lines",
              List.of(
                  Entry.of(writer, String.valueOf(number)),
                  Entry.of(writer + WRITERS, String.valueOf(number))));
      written.ticks().add(watermark.tick());
      written.numbers().add(number);
    }
    return written;
  }

  private static Map<Long, Long> contents(SnapshotReader snapshot) {
    Map<Long, Long> contents = new HashMap<>();
    for (StoredCollection collection : snapshot.collections()) {
      for (EntryBlock block : collection.blocks()) {
        for (int i = 0; i < block.size(); i++) {
          contents.put(
              Json.from(block.key(i)).asLong(),
              Long.valueOf(Json.from(block.values(i).getFirst()).asString()));
        }
      }
    }
    return contents;
  }

  /** Scenario M5: each snapshot is the state at its tick, whatever is committed meanwhile. */
  @Test
  void snapshots_areTheStatesOfTheirTicks_whileWritersGoOn() throws Exception {
    FaultyFiles files = new FaultyFiles();
    Map<Long, Map<Long, Long>> byTick = new HashMap<>();
    List<Written> written = new ArrayList<>();
    CompletableFuture<Void> end = new CompletableFuture<>();
    try (ServiceInstance service = start(files);
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<Written>> writers = new ArrayList<>();
      for (long i = 0; i < WRITERS; i++) {
        long writer = i;
        writers.add(threads.submit(() -> write(service, writer, end)));
      }
      try {
        for (int i = 0; i < SNAPSHOTS; i++) {
          long tick = snapshot(service).join().tick();
          byTick.put(tick, contents(SnapshotReader.open(files, tick)));
        }
      } finally {
        end.complete(null);
      }
      for (Future<Written> writer : writers) {
        written.add(writer.get());
      }
    }
    assertThat(byTick).hasSizeGreaterThan(1);
    byTick.forEach((tick, contents) -> assertThat(contents).isEqualTo(expected(written, tick)));
  }

  private static Map<Long, Long> expected(List<Written> written, long tick) {
    Map<Long, Long> expected = new HashMap<>();
    for (int i = 0; i < WRITERS; i++) {
      long number = written.get(i).at(tick);
      if (number > 0) {
        expected.put((long) i, number);
        expected.put((long) i + WRITERS, number);
      }
    }
    return expected;
  }

  /**
   * Scenario M6: a start after a crash reads what a snapshot and the log since it have, and not
   * what was ever written.
   */
  @Test
  void startAfterACrash_readsNoMoreThanTheDataAndTheLogSince_howeverMuchWasWritten()
      throws IOException {
    FaultyFiles files = new FaultyFiles();
    JournalOptions options =
        JournalOptions.defaults()
            .withSnapshots(MEBIBYTE, Long.MAX_VALUE)
            .withLog(new LogOptions(1 << 18, 1 << 18, 0, 1, 1))
            .withProgramVersion("1");
    long written;
    FaultyFiles left;
    try (ServiceInstance service =
        ServiceInstance.start(
            new LinesService(),
            EngineOptions.defaults().withPersistence(Persistence.in(files, options)))) {
      String line = "x".repeat(10_000);
      for (long i = 0; i < 2_000; i++) {
        service.update("lines", List.of(Entry.of(i % 50, line + i)));
      }
      written =
          Objects.requireNonNull(service.storage().orElseThrow().figures().get("log_bytes_total"))
              .longValue();
      left = files.afterCrash();
    }
    assertThat(written).isGreaterThan(19 * MEBIBYTE);
    WatchedFiles read = new WatchedFiles(left, "none");
    try (ServiceInstance service =
        ServiceInstance.start(
            new LinesService(),
            EngineOptions.defaults()
                .withPersistence(Persistence.in(read, options.withProgramVersion("2"))))) {
      assertThat(service.<Long, String>getInput("lines")).hasSize(50);
      assertThat(read.bytesRead()).isLessThan(written / 2);
    }
  }

  /** Scenario L16: a write is one record, though that is larger than a segment of the log. */
  @Test
  void largeWrite_isThereWholly_whenItIsLargerThanASegment() throws IOException {
    JournalOptions small =
        JournalOptions.defaults()
            .withLog(new LogOptions(1 << 20, 1 << 20, 0, 1, 1))
            .withProgramVersion("1");
    List<Entry<Long, String>> lines = new ArrayList<>();
    for (long i = 0; i < LARGE; i++) {
      lines.add(Entry.of(i, "line " + i));
    }
    EngineOptions options = EngineOptions.defaults();
    try (ServiceInstance service =
        ServiceInstance.start(
            new LinesService(),
            options.withPersistence(Persistence.in(new DiskFiles(directory), small)))) {
      service.update("lines", lines);
      DataDirectory.at(directory).backup(directory.resolve("backup.zip"), line -> {});
    }
    Path restored = directory.resolve("restored");
    DataDirectory.restore(directory.resolve("backup.zip"), restored, line -> {});
    try (ServiceInstance service =
        ServiceInstance.start(
            new LinesService(),
            options.withPersistence(Persistence.in(new DiskFiles(restored), small)))) {
      assertThat(service.<Long, String>getInput("lines")).isEqualTo(lines);
    }
  }
}
