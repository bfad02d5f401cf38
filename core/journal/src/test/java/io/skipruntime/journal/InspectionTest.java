package io.skipruntime.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Entry;
import io.skipruntime.StorageException;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.spi.StorageStatus;
import io.skipruntime.journal.file.DiskFiles;
import io.skipruntime.journal.log.LogOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that are damaged or deleted while their service runs: it is noticed, what is in memory
 * takes the place of what is damaged, and the next start has everything. Scenario L6.
 */
class InspectionTest {

  private static final JournalOptions QUICK =
      JournalOptions.defaults()
          .withLog(new LogOptions(1 << 16, 1 << 16, 0, 1, 1))
          .withProgramVersion("1")
          .withInspection(new InspectionOptions(1, 1, 1));
  private static final String KEY = "a long key ".repeat(100);

  @TempDir Path directory;
  private ServiceInstance service;
  private int written;

  @BeforeEach
  void start() throws IOException {
    service = start(directory.resolve("data"));
    put(200);
    await(() -> figure("snapshots_total") > 0);
  }

  @AfterEach
  void close() {
    service.close();
  }

  private static ServiceInstance start(Path path) throws IOException {
    return ServiceInstance.start(
        new CountersService(10),
        EngineOptions.defaults().withPersistence(Persistence.in(new DiskFiles(path), QUICK)));
  }

  private void put(int count) {
    for (int end = written + count; written < end; written++) {
      service.update("counters", List.of(Entry.of(KEY + written, (long) written)));
    }
  }

  private double figure(String name) {
    return service.storage().orElseThrow().figures().getOrDefault(name, 0.0);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(100_000);
    }
  }

  private List<Path> files(String prefix) throws IOException {
    try (Stream<Path> paths = Files.list(directory.resolve("data"))) {
      return paths
          .filter(each -> each.getFileName().toString().startsWith(prefix))
          .sorted()
          .toList();
    }
  }

  private Path segment(int number) throws IOException {
    List<Path> segments = files("log-");
    return segments.get(number < 0 ? segments.size() + number : number);
  }

  private static void flip(Path file, long place) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, place);
      one.put(0, (byte) ~one.get(0)).rewind();
      channel.write(one, place);
    }
  }

  private Path copyOf(Path data) throws IOException {
    Path copy = directory.resolve("copied");
    Files.createDirectory(copy);
    try (Stream<Path> paths = Files.list(data)) {
      for (Path each : paths.filter(Files::isRegularFile).toList()) {
        Files.copy(each, copy.resolve(each.getFileName()));
      }
    }
    return copy;
  }

  /** The damage is noticed, replaced, and a start of what a crash would leave has everything. */
  private void requireReplaced(Path damaged, boolean isThere) throws IOException {
    await(() -> figure("damages_total") > 0);
    await(() -> {
      put(1);
      return figure("damaged_files") == 0;
    });
    assertThat(service.storage().orElseThrow().state()).isEqualTo(StorageStatus.State.RECORDING);
    assertThat(service.storage().orElseThrow().detail()).isEmpty();
    put(1);
    Path copy = copyOf(directory.resolve("data"));
    assertThat(DataDirectory.at(copy).verify(line -> {})).isEmpty();
    try (ServiceInstance next = start(copy)) {
      assertThat(List.copyOf(next.getInput("counters")))
          .isEqualTo(List.copyOf(service.getInput("counters")));
    }
    assertThat(directory.resolve("data/quarantine").resolve(damaged.getFileName()))
        .matches(each -> Files.exists(each) == isThere, "is in quarantine if it was there");
  }

  @Test
  void closedSegment_isReplaced_whenAByteOfItIsFlipped() throws IOException {
    Path damaged = segment(1);
    flip(damaged, 20_000);
    requireReplaced(damaged, true);
  }

  @Test
  void header_isReplaced_whenAByteOfItIsFlipped() throws IOException {
    Path damaged = segment(1);
    flip(damaged, 17);
    requireReplaced(damaged, true);
  }

  @Test
  void closedSegment_isReplaced_whenItIsTruncated() throws IOException {
    Path damaged = segment(1);
    try (FileChannel channel = FileChannel.open(damaged, StandardOpenOption.WRITE)) {
      channel.truncate(30_000);
    }
    requireReplaced(damaged, true);
  }

  @Test
  void closedSegment_isReplaced_whenItIsDeleted() throws IOException {
    await(() -> figure("inspected_bytes_total") > 0);
    Path damaged = segment(1);
    Files.delete(damaged);
    requireReplaced(damaged, false);
  }

  @Test
  void segmentThatIsWritten_isReplaced_whenAByteOfItIsFlipped() throws IOException {
    put(5);
    Path damaged = segment(-1);
    flip(damaged, 4_100);
    requireReplaced(damaged, true);
  }

  @Test
  void segmentThatIsWritten_isReplaced_whenItIsDeleted() throws IOException {
    await(() -> figure("inspected_bytes_total") > 0);
    Path damaged = segment(-1);
    Files.delete(damaged);
    requireReplaced(damaged, false);
  }

  @Test
  void snapshot_isReplaced_whenItIsTruncated() throws IOException {
    Path damaged = files("snapshot-").getFirst();
    try (FileChannel channel = FileChannel.open(damaged, StandardOpenOption.WRITE)) {
      channel.truncate(Files.size(damaged) - 10);
    }
    requireReplaced(damaged, true);
  }

  @Test
  void snapshot_isReplaced_whenItIsDeleted() throws IOException {
    await(() -> figure("inspected_bytes_total") > 0);
    Path damaged = files("snapshot-").getFirst();
    Files.delete(damaged);
    requireReplaced(damaged, false);
  }

  @Test
  void storage_fails_whenTheDirectoryIsRemoved() throws IOException {
    await(() -> figure("inspected_bytes_total") > 0);
    Path data = directory.resolve("data");
    Files.move(data, directory.resolve("elsewhere"));
    await(() -> service.storage().orElseThrow().state() == StorageStatus.State.FAILED);
    assertThatThrownBy(() -> put(1)).isInstanceOf(StorageException.class);
    assertThat(service.getInput("counters")).hasSize(202);
    try (ServiceInstance next = start(copyOf(directory.resolve("elsewhere")))) {
      assertThat(next.getInput("counters")).hasSize(202);
    }
  }

  @Test
  void nothing_isFound_whileSegmentsAndSnapshotsComeAndGo() {
    IntStream.range(0, 4)
        .forEach(round -> {
          put(70);
          service.writeSnapshot().orElseThrow().toCompletableFuture().join();
        });
    double before = figure("inspected_bytes_total");
    await(() -> figure("inspected_bytes_total") > before + (1 << 20));
    assertThat(figure("damages_total")).isZero();
  }
}
