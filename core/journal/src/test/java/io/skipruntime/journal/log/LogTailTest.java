package io.skipruntime.journal.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.journal.file.FaultyFiles;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The end that a crash leaves, and damage, which is something else: scenarios L1, L2 and L4. {@code
 * -Dskip.tailRecords=160} cuts and garbles every byte of 64 KB.
 */
class LogTailTest {

  private static final int RECORDS = Integer.getInteger("skip.tailRecords", 40);

  /** Room for the records and a rest that is zero; each look reads all of it. */
  private static final int SEGMENT_BYTES =
      Math.max(1 << 14, Integer.highestOneBit(8 * RECORDS * RECORDS));

  /** A log that was not closed, of which all records were acknowledged, with its mark. */
  private static FaultyFiles open() throws IOException {
    FaultyFiles files = new FaultyFiles();
    TestLog log = TestLog.open(files, new LogOptions(SEGMENT_BYTES, SEGMENT_BYTES, 0, 1, 1));
    for (int i = 0; i < RECORDS; i++) {
      log.write(i * 5);
    }
    FaultyFiles crashed = files.afterCrash();
    log.close();
    return crashed;
  }

  private static FaultyFiles with(String name, byte[] bytes) {
    FaultyFiles files = new FaultyFiles();
    files.put(name, bytes);
    return files;
  }

  private static int end(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    return end;
  }

  @Test
  void whatIsBeforeTheCut_isThere_whereverTheTailIsCut() throws IOException {
    String name = LogFiles.name(1);
    byte[] whole = open().get(name);
    int[] most = {RECORDS, RECORDS};
    for (int cut = end(whole); cut >= SegmentHeader.SIZE; cut--) {
      for (int rest = 0; rest < 2; rest++) {
        int length = rest == 0 ? cut : whole.length;
        byte[] bytes = Arrays.copyOf(Arrays.copyOf(whole, cut), length);
        FaultyFiles files = with(name, bytes);
        List<Long> read = TestLog.read(files);
        assertThat(TestLog.isUnbroken(read)).isTrue();
        assertThat(read.size()).isBetween(Math.max(0, most[rest] - 1), most[rest]);
        most[rest] = read.size();
        if (cut % 64 == 0) {
          TestLog log = TestLog.open(files, TestLog.SMALL);
          assertThat(log.write(1)).isTrue();
          log.close();
          assertThat(TestLog.read(files.afterCrash()).size()).isEqualTo(read.size() + 1);
        }
      }
    }
    assertThat(most).containsOnly(0);
  }

  @Test
  void garbledByte_isDamageOrCutOff_andNeverHidesWhatIsKnownToBeAcknowledged() throws IOException {
    String name = LogFiles.name(1);
    byte[] whole = open().get(name);
    int end = end(whole);
    int cut = 0;
    int damaged = 0;
    Random random = new Random(5);
    for (int at = SegmentHeader.SIZE; at < end; at++) {
      byte[] bytes = whole.clone();
      bytes[at] ^= (byte) (1 + random.nextInt(255));
      FaultyFiles files = with(name, bytes);
      try {
        List<Long> read = TestLog.read(files);
        assertThat(TestLog.isUnbroken(read)).isTrue();
        assertThat(read.size()).isGreaterThanOrEqualTo(RECORDS - 1);
        assertThat(files.quarantined()).hasSize(1);
        cut++;
      } catch (DamagedLogException e) {
        assertThat(e).hasMessageContaining("acknowledged");
        assertThat(e.offset()).isLessThanOrEqualTo(at);
        assertThat(files.get(name)).isEqualTo(bytes);
        damaged++;
      }
    }
    assertThat(damaged).isGreaterThan(cut * 10);
  }

  @Test
  void flippedByte_isFound_whereverItIsInAClosedLog() throws IOException {
    FaultyFiles whole = TestLog.closed(60, 400);
    List<Long> numbers = LogFiles.numbers(whole);
    assertThat(numbers.size()).isGreaterThanOrEqualTo(2);
    int last = numbers.size();
    for (long number : numbers) {
      String name = LogFiles.name(number);
      byte[] bytes = whole.get(name);
      for (int at = 0; at < bytes.length; at++) {
        FaultyFiles files = whole.afterCrash();
        byte[] flipped = bytes.clone();
        flipped[at] ^= (byte) (1 << at % 8);
        files.put(name, flipped);
        boolean afterEnd = number == last && at >= end(bytes) - 40;
        if (!afterEnd) {
          assertThatThrownBy(() -> TestLog.read(files))
              .as("byte %d of %s", at, name)
              .isInstanceOf(DamagedLogException.class)
              .hasMessageContaining(name);
        } else {
          requireAllOrDamage(files);
        }
      }
    }
  }

  /** Nothing says of the very last frame that it was acknowledged, unless it is no record. */
  private static void requireAllOrDamage(FaultyFiles files) throws IOException {
    try {
      assertThat(TestLog.read(files)).hasSize(60);
    } catch (DamagedLogException e) {
      assertThat(e).hasMessageContaining("acknowledged");
    }
  }

  @Test
  void missingSegment_isNamed() throws IOException {
    FaultyFiles whole = TestLog.closed(120, 400);
    for (long number : LogFiles.numbers(whole)) {
      FaultyFiles files = whole.afterCrash();
      files.delete(LogFiles.name(number));
      assertThatThrownBy(() -> TestLog.read(files))
          .isInstanceOf(DamagedLogException.class)
          .hasMessageContaining(LogFiles.name(number))
          .hasMessageContaining("missing");
    }
  }

  @Test
  void segmentOfAnotherLog_isRefused() throws IOException {
    FaultyFiles files = TestLog.closed(120, 400);
    FaultyFiles other = TestLog.closed(120, 400);
    files.put(LogFiles.name(2), other.get(LogFiles.name(2)));
    assertThatThrownBy(() -> TestLog.read(files))
        .isInstanceOf(DamagedLogException.class)
        .hasMessageContaining("does not continue");
  }

  @Test
  void newerFormat_isRefusedWithASentence() throws IOException {
    FaultyFiles files = TestLog.closed(1, 1);
    SegmentHeader newer =
        new SegmentHeader(SegmentHeader.FORMAT + 1, TestLog.ORIGIN, 1, 7, 1, 0, 0);
    byte[] bytes = files.get(LogFiles.name(1));
    System.arraycopy(newer.encode(), 0, bytes, 0, SegmentHeader.SIZE);
    files.put(LogFiles.name(1), bytes);
    assertThatThrownBy(() -> TestLog.read(files))
        .isInstanceOf(NewerFormatException.class)
        .hasMessageContaining("start that version");
  }

  @Test
  void reader_givesFramesOrSaysThatTheLogIsDamaged_whateverTheBytesAre() throws IOException {
    byte[] whole = open().get(LogFiles.name(1));
    int end = end(whole);
    Random random = new Random(6);
    for (int run = 0; run < 2_000; run++) {
      byte[] bytes = Arrays.copyOf(whole, end + 100);
      for (int i = random.nextInt(20); i >= 0; i--) {
        bytes[SegmentHeader.SIZE + random.nextInt(bytes.length - SegmentHeader.SIZE)] =
            (byte) random.nextInt();
      }
      try {
        assertThat(TestLog.isUnbroken(TestLog.read(with(LogFiles.name(1), bytes)))).isTrue();
      } catch (DamagedLogException e) {
        assertThat(e.file()).isEqualTo(LogFiles.name(1));
      }
    }
  }
}
