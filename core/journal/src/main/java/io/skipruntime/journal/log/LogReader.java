package io.skipruntime.journal.log;

import io.skipruntime.journal.file.Files;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the frames of a log whose end is {@link LogTail#settle settled}, over all segments,
 * from a sequence on.
 *
 * <p>It accepts no gap: every segment begins where the one before ended, and says so, and every
 * byte of it belongs to a frame or is zero. Whatever else is found is damage. Used by one thread.
 */
public final class LogReader implements Closeable {

  private final Files files;
  private final LogTail tail;
  private final String directory;
  private final long lastNumber;
  private SegmentReader segment;
  private @Nullable Frame last;

  private LogReader(Files files, LogTail tail, SegmentReader segment) {
    this.files = files;
    this.tail = tail;
    this.directory = tail.last().origin().directory();
    this.lastNumber = tail.last().number();
    this.segment = segment;
  }

  /**
   * Opens a log.
   *
   * @param from the first sequence that is wanted, up to that after the last one
   * @throws DamagedLogException if the segment that has it is missing or damaged
   */
  public static LogReader open(Files files, LogTail tail, long from) throws IOException {
    List<Long> numbers = LogFiles.numbers(files);
    for (int i = numbers.size() - 1; i >= 0; i--) {
      if (numbers.get(i) > tail.last().number()) {
        continue;
      }
      SegmentReader segment = SegmentReader.open(files, LogFiles.name(numbers.get(i)));
      if (segment.header().firstSequence() <= from) {
        LogReader reader = new LogReader(files, tail, segment);
        reader.skipTo(from);
        return reader;
      }
      segment.close();
    }
    throw new DamagedLogException(
        numbers.isEmpty() ? LogFiles.name(1) : LogFiles.name(numbers.getFirst() - 1),
        0,
        from,
        "the file with record " + from + " is missing");
  }

  /**
   * Opens a log of which the end is not known, to read what is before the first damage; {@link
   * #next} ends with a {@link DamagedLogException}, also where nothing is damaged.
   *
   * @param from as in {@link #open}
   */
  public static LogReader untilDamage(Files files, long from) throws IOException {
    List<Long> numbers = LogFiles.numbers(files);
    if (numbers.isEmpty()) {
      throw new DamagedLogException(LogFiles.name(1), 0, from, "the file is missing");
    }
    try (SegmentReader last = SegmentReader.open(files, LogFiles.name(numbers.getLast()))) {
      return open(
          files,
          new LogTail(last.header(), Long.MAX_VALUE, Long.MAX_VALUE, 0, false, false, 0),
          from);
    }
  }

  private void skipTo(long from) throws IOException {
    boolean found = false;
    try {
      while (segment.nextSequence() < from && nextOfAnyType() != null) {
        // what comes before
      }
      found = true;
    } finally {
      if (!found) {
        close();
      }
    }
  }

  /** What the segment of the last frame was written by. */
  public LogOrigin origin() {
    return segment.header().origin();
  }

  /** The number of the segment that is read. */
  public long segment() {
    return segment.header().number();
  }

  /**
   * Reads the next frame; null at the end of the log.
   *
   * @throws DamagedLogException if a frame or a segment is damaged or missing
   */
  public @Nullable Frame next() throws IOException {
    Frame frame = nextOfAnyType();
    while (frame != null && FrameType.isEnd(frame.type())) {
      frame = nextOfAnyType();
    }
    return frame;
  }

  private @Nullable Frame nextOfAnyType() throws IOException {
    while (true) {
      boolean isLast = segment.header().number() == lastNumber;
      if (isLast && segment.offset() >= tail.position()) {
        return null;
      }
      Frame frame = segment.next();
      if (frame != null) {
        last = frame;
        return frame;
      }
      if (!isLast && last != null && last.type() == FrameType.ROLLED) {
        requireZeros();
        follow();
      } else {
        throw damage("record " + segment.nextSequence() + " cannot be read");
      }
    }
  }

  private DamagedLogException damage(String what) {
    return new DamagedLogException(segment.name(), segment.offset(), segment.nextSequence(), what);
  }

  private void requireZeros() throws IOException {
    if (!segment.isZeroFromHere()) {
      throw damage("there is something after its last record");
    }
  }

  /** Goes on to the next segment. */
  private void follow() throws IOException {
    String name = LogFiles.name(segment.header().number() + 1);
    if (!files.list().contains(name)) {
      throw new DamagedLogException(name, 0, segment.nextSequence(), "the file is missing");
    }
    SegmentReader following = SegmentReader.open(files, name);
    SegmentReader before = segment;
    segment = following;
    before.close();
    SegmentHeader header = following.header();
    boolean fits =
        header.number() == before.header().number() + 1
            && header.firstSequence() == before.nextSequence()
            && header.previousChecksum() == before.lastChecksum()
            && header.origin().directory().equals(directory);
    if (!fits) {
      throw damage("it does not continue " + before.name());
    }
    last = null;
  }

  /** Requires that nothing follows the last frame, which was read. */
  void requireEnd() throws IOException {
    requireZeros();
  }

  @Override
  public void close() throws IOException {
    segment.close();
  }
}
