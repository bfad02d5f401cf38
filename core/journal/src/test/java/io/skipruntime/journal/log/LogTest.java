package io.skipruntime.journal.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.journal.file.DiskFiles;
import io.skipruntime.journal.file.FaultyFiles;
import io.skipruntime.journal.file.FaultyFiles.Fault;
import io.skipruntime.journal.format.BinaryOutput;
import io.skipruntime.journal.format.JsonEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTest {

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  @Test
  void records_areReadInOrder_overSegmentsAndRestarts(@TempDir Path directory) throws IOException {
    DiskFiles files = new DiskFiles(directory);
    for (int run = 0; run < 4; run++) {
      TestLog log = TestLog.open(files, TestLog.SMALL);
      for (int i = 0; i < 100; i++) {
        log.append(i * 7);
      }
      log.close();
    }
    assertThat(TestLog.read(files)).isEqualTo(upTo(400));
    assertThat(LogFiles.numbers(files).size()).isGreaterThan(8);
    assertThat(LogTail.settle(files).map(LogTail::orderly)).contains(true);
  }

  private static List<Long> sequencesFrom(FaultyFiles files, long first) throws IOException {
    List<Long> sequences = new ArrayList<>();
    try (LogReader reader = LogReader.open(files, LogTail.settle(files).orElseThrow(), first)) {
      for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
        sequences.add(frame.sequence());
      }
    }
    return sequences;
  }

  @Test
  void reading_beginsAtTheRecordThatIsAskedFor_whereEndsOfSegmentsAreBefore() throws IOException {
    FaultyFiles files = new FaultyFiles();
    for (int run = 0; run < 6; run++) {
      TestLog log = TestLog.open(files, TestLog.SMALL);
      for (int i = 0; i < run % 3; i++) {
        log.write(10);
      }
      log.close();
    }
    List<Long> all = sequencesFrom(files, 1);
    for (long first = 1; first <= all.getLast() + 1; first++) {
      long from = first;
      assertThat(sequencesFrom(files, first))
          .isEqualTo(all.stream().filter(sequence -> sequence >= from).toList());
    }
  }

  /** Scenario L16. */
  @Test
  void record_isWritten_whenItIsLargerThanASegment() throws IOException {
    FaultyFiles files = new FaultyFiles();
    TestLog log = TestLog.open(files, TestLog.SMALL);
    assertThat(log.write(10)).isTrue();
    assertThat(log.write(100_000)).isTrue();
    assertThat(log.write(10)).isTrue();
    log.close();
    assertThat(TestLog.read(files)).isEqualTo(upTo(3));
  }

  /** A record for which there is no memory. */
  private record Exhausting() implements LogRecord {

    @Override
    public int type() {
      return 1;
    }

    @Override
    public long weight() {
      return 1;
    }

    @Override
    public void encode(BinaryOutput out, JsonEncoder json) {
      out.u64(2);
      throw new OutOfMemoryError("of a test");
    }
  }

  /** Scenario L16. */
  @Test
  void nothingMoreIsAcknowledged_afterARecordForWhichThereIsNoMemory() throws IOException {
    FaultyFiles files = new FaultyFiles();
    TestLog log = TestLog.open(files, TestLog.SMALL);
    assertThat(log.write(10)).isTrue();
    log.log().append(new Exhausting());
    assertThat(log.await(2)).isFalse();
    assertThat(log.log().failure()).isPresent();
    log.close();
    assertThat(TestLog.read(files)).isEqualTo(upTo(1));
  }

  @Test
  void records_shareAForce_whenTheyCameWhileTheLastOneRan() throws IOException {
    FaultyFiles files = new FaultyFiles();
    TestLog log = TestLog.open(files, TestLog.SMALL);
    log.write(10);
    long forces = log.log().figures().forces();
    files.holdForces();
    log.append(10);
    while (log.log().queuedBytes() > 0) {
      Thread.onSpinWait();
    }
    for (int i = 0; i < 50; i++) {
      log.append(10);
    }
    assertThat(log.acknowledged()).isEqualTo(1);
    files.releaseAllForces();
    assertThat(log.await(52)).isTrue();
    assertThat(log.log().figures().forces() - forces).isEqualTo(2);
    log.close();
  }

  @Test
  void nothingIsAcknowledged_afterAForceThatFailed() throws IOException {
    FaultyFiles files = new FaultyFiles();
    TestLog log = TestLog.open(files, TestLog.SMALL);
    assertThat(log.write(10)).isTrue();
    log.log().figures();
    files.holdForces();
    long second = log.append(10);
    files.failAt(1, Fault.EIO, true);
    files.releaseAllForces();
    assertThat(log.await(second)).isFalse();
    log.append(10);
    assertThat(log.log().failure())
        .hasValueSatisfying(e -> assertThat(e).hasMessageContaining("Input/output"));
    log.close();
    assertThat(log.acknowledged()).isEqualTo(1);
    assertThat(TestLog.read(files.afterCrash())).startsWith(1L).size().isBetween(1, 2);
  }

  /** Scenario L9, L13, L15: whatever call fails, and what power loss leaves of it. */
  @Test
  void acknowledgedRecords_areThere_whicheverCallFails() throws IOException {
    int calls = trace(new FaultyFiles());
    assertThat(calls).isGreaterThan(200);
    Random random = new Random(3);
    for (int call = 1; call <= calls; call++) {
      for (Fault fault : Fault.values()) {
        FaultyFiles files =
            new FaultyFiles().failAt(call, fault, fault == Fault.EIO && random.nextBoolean());
        long acknowledged = 0;
        try {
          trace(files);
        } catch (StoppedException e) {
          acknowledged = e.acknowledged;
        } catch (IOException e) {
          // while it was opened the first time
        }
        files.failAt(Integer.MAX_VALUE, fault, false);
        requireAcknowledged(files.afterPowerLoss(random), acknowledged);
        requireAcknowledged(files.afterCrash(), acknowledged);
      }
    }
  }

  private static final class StoppedException extends IOException {
    private static final long serialVersionUID = 1;
    final long acknowledged;

    StoppedException(long acknowledged) {
      this.acknowledged = acknowledged;
    }
  }

  /** Writes through two starts; the number of calls. */
  private static int trace(FaultyFiles files) throws IOException {
    long acknowledged = 0;
    for (int run = 0; run < 2; run++) {
      TestLog log;
      try {
        log = TestLog.open(files, TestLog.SMALL);
      } catch (IOException e) {
        throw new StoppedException(acknowledged);
      }
      for (int i = 0; i < 60; i++) {
        if (!log.write(300 + i)) {
          acknowledged = log.acknowledged();
          log.close();
          throw new StoppedException(acknowledged);
        }
      }
      acknowledged = log.acknowledged();
      log.close();
    }
    return files.calls();
  }

  private static void requireAcknowledged(FaultyFiles files, long acknowledged) throws IOException {
    List<Long> read = TestLog.read(files);
    assertThat(TestLog.isUnbroken(read)).isTrue();
    assertThat(read.size()).isGreaterThanOrEqualTo((int) acknowledged);
    TestLog log = TestLog.open(files, TestLog.SMALL);
    assertThat(log.write(10)).isTrue();
    log.close();
    assertThat(TestLog.read(files.afterCrash()).size()).isEqualTo(read.size() + 1);
  }

  /** Scenarios L3 and L13: any part of what was not forced may survive, again and again. */
  @Test
  void acknowledgedRecords_areThere_afterManyLossesOfPower() throws IOException {
    Random random = new Random(4);
    FaultyFiles files = new FaultyFiles();
    long acknowledged = 0;
    for (int run = 0; run < Integer.getInteger("skip.losses", 150); run++) {
      TestLog log = TestLog.open(files, TestLog.SMALL);
      for (int i = random.nextInt(30); i >= 0; i--) {
        long number = log.append(random.nextInt(1_500));
        if (random.nextInt(4) == 0) {
          log.await(number - random.nextInt(2));
        }
      }
      acknowledged = log.acknowledged();
      FaultyFiles next = random.nextBoolean() ? files.afterPowerLoss(random) : files.afterCrash();
      log.close();
      files = next;
      List<Long> read = TestLog.read(files);
      assertThat(TestLog.isUnbroken(read)).isTrue();
      assertThat(read.size()).isGreaterThanOrEqualTo((int) acknowledged);
      if (run % 50 == 0) {
        files = new FaultyFiles();
        acknowledged = 0;
      }
    }
  }

  /** Scenario L11. */
  @Test
  void log_goesOnByItself_whenThereIsSpaceAgain() throws IOException {
    FaultyFiles files = new FaultyFiles();
    files.space(8_192 + 4_000);
    TestLog log = TestLog.open(files, TestLog.SMALL);
    while (log.log().spaceProblem().isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(log.log().spaceProblem())
        .hasValueSatisfying(problem -> assertThat(problem).contains("No space"));
    assertThat(log.write(100)).isTrue();
    files.space(1 << 20);
    for (int i = 0; i < 100; i++) {
      assertThat(log.write(500)).isTrue();
    }
    assertThat(log.log().spaceProblem()).isEmpty();
    assertThat(log.log().failure()).isEqualTo(Optional.empty());
    log.close();
    assertThat(TestLog.read(files)).isEqualTo(upTo(101));
  }

  @Test
  void nothingMoreIsAdmitted_whereOneOfTwoSpareSegmentsHasNoRoom_butWhatWasIsWritten()
      throws IOException {
    int segment = 1 << 14;
    FaultyFiles files = new FaultyFiles();
    files.space(3 * segment - 1);
    TestLog log = TestLog.open(files, new LogOptions(segment, segment, 0, 1, 1));
    while (log.log().spaceProblem().isEmpty()) {
      Thread.onSpinWait();
    }
    for (int i = 0; i < 20; i++) {
      assertThat(log.write(1_000)).isTrue();
    }
    files.space(1 << 20);
    log.close();
    assertThat(TestLog.read(files)).isEqualTo(upTo(20));
  }

  @Test
  void records_areAcknowledgedBeforeTheyAreForced_whereThatIsEnough() throws IOException {
    FaultyFiles files = new FaultyFiles();
    TestLog log = TestLog.open(files, TestLog.SMALL.withForceMillis(60_000));
    files.holdForces();
    assertThat(log.write(10)).isTrue();
    assertThat(TestLog.read(files.afterCrash())).isEqualTo(upTo(1));
    files.releaseAllForces();
    log.close();
  }
}
