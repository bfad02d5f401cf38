package io.skipruntime.journal.log;

import io.skipruntime.journal.file.FaultyFiles;
import io.skipruntime.journal.file.Files;
import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.BinaryOutput;
import io.skipruntime.journal.format.JsonEncoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A log of numbered records, which says which of them were acknowledged. */
final class TestLog implements LogListener {

  static final LogOrigin ORIGIN = new LogOrigin("directory", "epoch", "boot", "program", true);

  /** Small segments, so that there are several. */
  static final LogOptions SMALL = new LogOptions(16_384, 8_192, 0, 1, 1);

  private static final int TYPE = 1;

  /** A record with a number and a size. */
  record Numbered(long number, int size) implements LogRecord {

    @Override
    public int type() {
      return TYPE;
    }

    @Override
    public long weight() {
      return size;
    }

    @Override
    public void encode(BinaryOutput out, JsonEncoder json) {
      out.u64(number);
      for (int i = 0; i < size; i++) {
        out.u8((int) (number * 31 + i) | 1);
      }
    }
  }

  private final Log log;
  private final CountDownLatch failed = new CountDownLatch(1);
  private long acknowledged;
  private long appended;

  private TestLog(Files files, LogOptions options, long last) throws IOException {
    this.acknowledged = last;
    this.appended = last;
    this.log = Log.open(files, LogTail.settle(files), ORIGIN, options, 0, this);
  }

  /** Opens a log; its next record has the number after the last one it has. */
  static TestLog open(Files files, LogOptions options) throws IOException {
    return new TestLog(files, options, read(files).size());
  }

  /**
   * The numbers of the records of a log, after settling its end.
   *
   * @throws DamagedLogException if it is damaged
   */
  static List<Long> read(Files files) throws IOException {
    List<Long> numbers = new ArrayList<>();
    Optional<LogTail> tail = LogTail.settle(files);
    if (tail.isPresent()) {
      try (LogReader reader = LogReader.open(files, tail.get(), 1)) {
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
          add(frame, numbers);
        }
      }
    }
    return numbers;
  }

  private static void add(@Nullable Frame frame, List<Long> numbers) {
    if (frame != null && frame.type() == TYPE) {
      BinaryInput in = new BinaryInput(frame.payload());
      long number = in.u64();
      for (int i = 0; in.remaining() > 0; i++) {
        if (in.u8() != (((int) (number * 31 + i) | 1) & 0xFF)) {
          throw new AssertionError("record " + number + " was changed");
        }
      }
      numbers.add(number);
    }
  }

  /** Whether numbers are 1, 2, 3 … */
  static boolean isUnbroken(List<Long> numbers) {
    for (int i = 0; i < numbers.size(); i++) {
      if (numbers.get(i) != i + 1) {
        return false;
      }
    }
    return true;
  }

  Log log() {
    return log;
  }

  /** Appends the next record. */
  long append(int size) {
    log.append(new Numbered(++appended, size));
    return appended;
  }

  /** Appends the next record and waits until it is acknowledged; false if the log has failed. */
  boolean write(int size) {
    return await(append(size));
  }

  synchronized boolean await(long number) {
    while (acknowledged < number && failed.getCount() > 0) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    return acknowledged >= number;
  }

  /** The number of the last record that was acknowledged. */
  synchronized long acknowledged() {
    return acknowledged;
  }

  @Override
  public synchronized void acknowledged(List<LogRecord> records, long lastSequence) {
    for (LogRecord record : records) {
      long number = ((Numbered) record).number();
      if (number != acknowledged + 1 || failed.getCount() == 0) {
        throw new AssertionError(number + " was acknowledged after " + acknowledged);
      }
      acknowledged = number;
    }
    notifyAll();
  }

  @Override
  public synchronized void failed(IOException cause) {
    failed.countDown();
    notifyAll();
  }

  void close() {
    log.close();
  }

  /** A disk with an orderly closed log of a number of records. */
  static FaultyFiles closed(int records, int size) throws IOException {
    FaultyFiles files = new FaultyFiles();
    TestLog log = open(files, SMALL);
    for (int i = 0; i < records; i++) {
      log.write(size);
    }
    log.close();
    return files;
  }
}
