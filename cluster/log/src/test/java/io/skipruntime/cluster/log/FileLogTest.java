package io.skipruntime.cluster.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log in a directory: places, several users, and what a killed writer leaves. */
class FileLogTest {

  private static final long PATIENCE_MILLIS = 60_000;

  @TempDir private Path directory = Path.of("");

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static long append(CommitLog log, byte[] record) {
    return log.append(record, PATIENCE_MILLIS);
  }

  private static List<String> all(CommitLog log) {
    List<String> texts = new ArrayList<>();
    while (texts.size() < log.end()) {
      log.read(texts.size() + 1, 7, 1_000)
          .forEach(each -> texts.add(new String(each, StandardCharsets.UTF_8)));
    }
    return texts;
  }

  @Test
  void append_givesPlacesInOrder_whichAllReadersSee() {
    try (CommitLog one = FileLog.open(directory);
        CommitLog other = FileLog.open(directory)) {
      assertEquals(0, one.end());
      assertEquals(1, append(one, bytes("a")));
      assertEquals(2, append(other, bytes("")));
      assertEquals(3, append(one, bytes("c")));
      assertEquals(List.of("a", "", "c"), all(other));
      assertEquals(List.of(), other.read(4, 10, 0));
      assertArrayEquals(bytes("c"), one.read(3, 10, 0).getFirst());
      assertArrayEquals(bytes("a"), one.read(1, 1, 0).getFirst(), "backwards, too");
    }
  }

  @Test
  void appendAll_keepsTheOrder() {
    List<String> texts = IntStream.range(0, 500).mapToObj(number -> "record " + number).toList();
    try (CommitLog log = FileLog.open(directory)) {
      log.appendAll(List.of(), PATIENCE_MILLIS);
      log.appendAll(texts.stream().map(FileLogTest::bytes).toList(), PATIENCE_MILLIS);
      assertEquals(500, log.end());
      assertEquals(texts, all(log));
    }
  }

  @Test
  void close_givesBackTheFileThatWasRead() throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    assumeTrue(Files.isDirectory(descriptors), "the system does not list open files");
    try (CommitLog log = FileLog.open(directory)) {
      append(log, bytes("a"));
      assertEquals(List.of("a"), all(log));
    }
    assertEquals(List.of(), openFilesBelow(directory.toRealPath(), descriptors));
  }

  private static List<Path> openFilesBelow(Path directory, Path descriptors) throws IOException {
    List<Path> open = new ArrayList<>();
    try (Stream<Path> links = Files.list(descriptors)) {
      for (Path link : links.toList()) {
        try {
          open.add(Files.readSymbolicLink(link));
        } catch (NoSuchFileException e) {
          assertTrue(link.startsWith(descriptors), "the descriptor of the list itself is gone");
        }
      }
    }
    return open.stream().filter(each -> each.startsWith(directory)).toList();
  }

  @Test
  void append_keepsAllRecords_whenManyWrite() throws Exception {
    int threadCount = 6;
    int each = 50;
    try (CommitLog one = FileLog.open(directory);
        CommitLog other = FileLog.open(directory);
        ExecutorService threads = Executors.newFixedThreadPool(threadCount)) {
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < threadCount; i++) {
        CommitLog log = i % 2 == 0 ? one : other;
        int writer = i;
        writers.add(
            threads.submit(() -> {
              for (int k = 0; k < each; k++) {
                String record = writer + "/" + k + "x".repeat(k * 100);
                long place = append(log, bytes(record));
                assertTrue(place <= log.end(), "what was appended is there");
              }
            }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
      List<String> texts = all(one);
      assertEquals(threadCount * each, texts.size());
      assertEquals(texts, all(other));
      assertEquals(texts.size(), texts.stream().distinct().count());
    }
  }

  @Test
  void record_isRead_thoughItIsLargerThanWhatIsReadAtOnce() {
    byte[] large = new byte[3 << 20];
    new Random(1).nextBytes(large);
    try (CommitLog log = FileLog.open(directory)) {
      append(log, bytes("a"));
      append(log, large);
      append(log, bytes("c"));
      assertArrayEquals(large, log.read(2, 5, 0).getFirst());
      assertArrayEquals(bytes("c"), log.read(3, 5, 0).getFirst());
    }
  }

  private void writeAfterTheEnd(byte[] garbage) throws IOException {
    try (FileChannel commits =
        FileChannel.open(directory.resolve(LogSegment.name(1)), StandardOpenOption.APPEND)) {
      commits.write(ByteBuffer.wrap(garbage));
    }
  }

  @Test
  void tornTail_isCutOff_byTheNextWriter() throws IOException {
    try (CommitLog log = FileLog.open(directory);
        CommitLog reader = FileLog.open(directory)) {
      append(log, bytes("a"));
      byte[] garbage = new byte[1_000];
      new Random(2).nextBytes(garbage);
      writeAfterTheEnd(garbage);
      assertEquals(List.of("a"), all(reader), "what is after the mark is not seen");
      assertEquals(2, append(log, bytes("b")));
      assertEquals(List.of("a", "b"), all(reader));
    }
  }

  @Test
  void wholeRecordsAfterTheMark_becomePartOfTheLog_atTheNextOpening() throws IOException {
    byte[] mark;
    try (CommitLog log = FileLog.open(directory)) {
      append(log, bytes("a"));
      mark = Files.readAllBytes(directory.resolve("mark"));
      append(log, bytes("b"));
    }
    Files.write(directory.resolve("mark"), mark);
    try (CommitLog log = FileLog.open(directory)) {
      assertEquals(List.of("a", "b"), all(log));
    }
    Files.write(directory.resolve("mark"), new byte[] {1, 2, 3});
    try (CommitLog log = FileLog.open(directory)) {
      assertEquals(List.of("a", "b"), all(log), "a mark that is half written is counted again");
      assertEquals(3, append(log, bytes("c")));
    }
  }

  @Test
  void append_isRefusedForCertain_whileAnotherHasTheLock() throws IOException {
    try (CommitLog log = FileLog.open(directory)) {
      append(log, bytes("a"));
      ReentrantLock held = LogDirectory.withinProcess(directory.toRealPath());
      held.lock();
      try {
        Thread writer = Thread.ofPlatform().start(() -> append(log, bytes("taken")));
        while (!held.hasQueuedThreads()) {
          Thread.onSpinWait();
        }
        assertTrue(writer.isAlive(), "the thread of the log has it in hand");
        LogUnavailableException refusal =
            assertThrows(LogUnavailableException.class, () -> log.append(bytes("no"), 50));
        assertFalse(refusal.mayBeAppended(), "it still waited");
      } finally {
        held.unlock();
      }
      assertEquals(3, append(log, bytes("b")));
      assertEquals(List.of("a", "taken", "b"), all(log));
    }
  }

  @Test
  void damage_isFound_belowTheMark() throws IOException {
    try (CommitLog log = FileLog.open(directory)) {
      append(log, bytes("a"));
      append(log, bytes("some longer record"));
      try (FileChannel commits =
          FileChannel.open(directory.resolve(LogSegment.name(1)), StandardOpenOption.WRITE)) {
        commits.write(ByteBuffer.wrap(bytes("X")), LogSegment.HEADER_BYTES + 70);
      }
      assertEquals(1, log.read(1, 1, 0).size());
      DamagedLogException damage = assertThrows(DamagedLogException.class, () -> log.read(2, 1, 0));
      assertTrue(String.valueOf(damage.getMessage()).contains("record 2"), damage.getMessage());
    }
  }

  private static final int SMALL_SEGMENT = 10_000;

  private CommitLog small() {
    return FileLog.open(directory, SMALL_SEGMENT);
  }

  private static String text(int number) {
    return number + "-" + "x".repeat(500);
  }

  private static void appendAll(CommitLog log, int from, int to) {
    for (int i = from; i <= to; i++) {
      assertEquals(i, append(log, bytes(text(i))));
    }
  }

  private List<Long> segments() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .flatMap(file -> LogSegment.first(file.getFileName().toString()).stream())
          .sorted()
          .toList();
    }
  }

  @Test
  void recordsOfManySegments_areReadAsOne_alsoByAReaderThatWasThereBefore() throws IOException {
    try (CommitLog early = small();
        CommitLog log = small()) {
      appendAll(log, 1, 3);
      assertEquals(3, early.read(1, 10, 0).size());
      appendAll(log, 4, 60);
      assertTrue(segments().size() > 4, segments().toString());
      try (CommitLog late = small()) {
        for (CommitLog each : List.of(early, log, late)) {
          assertEquals(60, all(each).size());
          assertEquals(text(60), all(each).getLast());
          assertArrayEquals(bytes(text(31)), each.read(31, 1, 0).getFirst());
          assertArrayEquals(bytes(text(2)), each.read(2, 1, 0).getFirst(), "backwards, too");
        }
      }
    }
  }

  @Test
  void segmentThatWasBegunInVain_isBegunAgain() throws IOException {
    try (CommitLog log = small()) {
      appendAll(log, 1, 5);
    }
    LogSegment.create(directory, 6).close();
    try (CommitLog log = small()) {
      appendAll(log, 6, 20);
      assertEquals(20, all(log).size());
    }
  }

  @Test
  void closedSegmentThatIsCutShort_isDamage() throws IOException {
    try (CommitLog log = small()) {
      appendAll(log, 1, 30);
    }
    Path first = directory.resolve(LogSegment.name(1));
    Files.write(first, Arrays.copyOf(Files.readAllBytes(first), LogSegment.HEADER_BYTES + 3_000));
    try (CommitLog log = small()) {
      DamagedLogException damage = assertThrows(DamagedLogException.class, () -> all(log));
      assertTrue(String.valueOf(damage.getMessage()).contains("record"), damage.getMessage());
    }
  }

  private static LogSnapshot snapshot(long place) {
    return new LogSnapshot(place, bytes("decided " + place), NumberedState.of(place));
  }

  @Test
  void snapshot_isGivenBack_theNewestThatIsSound() throws IOException {
    try (CommitLog log = small()) {
      assertTrue(log.newestSnapshot().isEmpty());
      appendAll(log, 1, 3);
      log.keep(snapshot(2));
      log.keep(snapshot(3));
      log.keep(snapshot(1));
      LogSnapshot newest = log.newestSnapshot().orElseThrow();
      assertEquals(3, newest.place());
      assertArrayEquals(bytes("decided 3"), newest.decisions());
      assertEquals(3, NumberedState.numberIn(newest.state()));
      Path state = directory.resolve("snapshot-%018d".formatted(3));
      byte[] damaged = Files.readAllBytes(state);
      damaged[damaged.length - 40] ^= 1;
      Files.write(state, damaged);
      assertEquals(2, log.newestSnapshot().orElseThrow().place(), "the older one is sound");
      Files.write(directory.resolve("decisions-%018d".formatted(2)), bytes("damaged"));
      assertTrue(log.newestSnapshot().isEmpty());
    }
  }

  @Test
  void snapshot_isReadToItsEnd_thoughOthersHaveDeletedItMeanwhile() throws IOException {
    try (CommitLog log = small()) {
      appendAll(log, 1, 5);
      log.keep(snapshot(2));
      LogSnapshot begun = log.newestSnapshot().orElseThrow();
      for (long place = 3; place <= 5; place++) {
        log.keep(snapshot(place));
      }
      assertTrue(Files.notExists(directory.resolve("snapshot-%018d".formatted(2))));
      assertEquals(2, NumberedState.numberIn(begun.state()));
      assertEquals(2, NumberedState.numberIn(begun.state()), "as often as one likes");
    }
  }

  @Test
  void segments_areGivenUp_thatTheOlderOfTwoSnapshotsDoesNotNeed() throws IOException {
    try (CommitLog early = small();
        CommitLog log = small()) {
      appendAll(log, 1, 60);
      assertEquals(1, early.read(1, 1, 0).size());
      assertTrue(log.wantsSnapshot());
      assertFalse(log.wantsSnapshot(), "it says so once");
      log.keep(snapshot(40));
      assertEquals(1, segments().getFirst(), "one snapshot could be damaged");
      log.keep(snapshot(60));
      assertTrue(segments().getFirst() > 30 && segments().getFirst() <= 41, segments().toString());
      assertArrayEquals(bytes(text(41)), log.read(41, 1, 0).getFirst());
      TrimmedLogException trimmed =
          assertThrows(TrimmedLogException.class, () -> log.read(5, 1, 0));
      assertTrue(
          String.valueOf(trimmed.getMessage()).contains("start this node again"),
          trimmed.getMessage());
      long read = 1;
      List<byte[]> records = early.read(read + 1, 100, 0);
      assertArrayEquals(bytes(text(2)), records.getFirst(), "an open segment is read to its end");
      long next = read + records.size() + 1;
      assertThrows(TrimmedLogException.class, () -> early.read(next, 1, 0));
      appendAll(log, 61, 65);
      assertFalse(early.wantsSnapshot(), "no segment is full since");
      appendAll(log, 66, 90);
      assertTrue(log.wantsSnapshot());
    }
  }

  @Test
  void onlyOneUserAtATime_keepsASnapshot() throws IOException {
    try (CommitLog log = small()) {
      appendAll(log, 1, 2);
      try (FileChannel lock =
              FileChannel.open(
                  directory.resolve("snapshot-lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock held = lock.lock()) {
        assertTrue(held.isValid());
        log.keep(snapshot(2));
        assertTrue(log.newestSnapshot().isEmpty());
      }
      log.keep(snapshot(2));
      assertEquals(2, log.newestSnapshot().orElseThrow().place());
    }
  }

  @Test
  void snapshotThatCannotBeWritten_leavesTheLogAsItWas() throws IOException {
    try (CommitLog log = small()) {
      appendAll(log, 1, 60);
      log.keep(snapshot(30));
      Files.createDirectory(directory.resolve("new-decisions-%018d".formatted(50)));
      LogUnavailableException failure =
          assertThrows(LogUnavailableException.class, () -> log.keep(snapshot(50)));
      assertTrue(String.valueOf(failure.getMessage()).contains("place 50"), failure.getMessage());
      assertEquals(30, log.newestSnapshot().orElseThrow().place());
      assertEquals(60, all(log).size());
    }
  }
}
