package io.skipruntime.cluster.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
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
        FileChannel.open(directory.resolve("commits"), StandardOpenOption.APPEND)) {
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
      ReentrantLock held = LogFile.withinProcess(directory.toRealPath());
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
          FileChannel.open(directory.resolve("commits"), StandardOpenOption.WRITE)) {
        commits.write(ByteBuffer.wrap(bytes("X")), LogFile.HEADER_BYTES + 70);
      }
      assertEquals(1, log.read(1, 1, 0).size());
      DamagedLogException damage = assertThrows(DamagedLogException.class, () -> log.read(2, 1, 0));
      assertTrue(String.valueOf(damage.getMessage()).contains("record 2"), damage.getMessage());
    }
  }
}
