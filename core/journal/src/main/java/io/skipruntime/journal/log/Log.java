package io.skipruntime.journal.log;

import io.skipruntime.journal.file.Files;
import java.io.IOException;
import java.util.Optional;

/**
 * The end of the log that records are appended to.
 *
 * <p>{@link #append} is cheap and may be called with a lock held; what it takes is encoded, written
 * and forced by the log's thread ({@link LogThread}), together with all that came meanwhile, and
 * {@link LogListener#acknowledged} follows. After the first failure nothing is written any more:
 * what a force that failed has left on the disk is unknown, and a second one would not tell.
 *
 * <p>May be used by any thread.
 */
public final class Log {

  private final LogQueue queue = new LogQueue();
  private final LogFigures figures = new LogFigures();
  private final SpareSegments spares;
  private final LogThread thread;

  private Log(
      Files files,
      SegmentWriter writer,
      long nextSequence,
      LogOptions options,
      LogListener listener) {
    this.spares =
        new SpareSegments(
            files, 2 * options.firstSegmentBytes(), options.segmentBytes(), options.spaceMillis());
    this.thread =
        new LogThread(
            files,
            queue,
            new LogWriter(files, writer, nextSequence, spares, figures),
            options,
            listener);
  }

  /**
   * Begins a segment after the end of the log, and goes on there.
   *
   * @param tail the settled end of the log; empty if there is none
   * @param origin what writes from now on
   * @param nowMillis the time
   */
  public static Log open(
      Files files,
      Optional<LogTail> tail,
      LogOrigin origin,
      LogOptions options,
      long nowMillis,
      LogListener listener)
      throws IOException {
    long number = tail.map(end -> end.last().number() + 1).orElse(1L);
    boolean rolls = tail.isPresent() && !tail.get().hasSuccessor();
    long next = tail.map(LogTail::nextSequence).orElse(1L);
    SegmentHeader header =
        SegmentHeader.of(
            origin,
            number,
            rolls ? next + 1 : next,
            tail.map(LogTail::lastChecksum).orElse(0),
            nowMillis);
    String prepared = LogFiles.UNFINISHED + LogFiles.name(number);
    SegmentWriter.prepare(files, prepared, options.firstSegmentBytes());
    SegmentWriter writer = SegmentWriter.begin(files, prepared, header);
    if (rolls) {
      try (SegmentWriter before =
          SegmentWriter.open(files, tail.get().last(), tail.get().position())) {
        before.end(FrameType.ROLLED, next, next - 1);
      }
    }
    Log log = new Log(files, writer, header.firstSequence(), options, listener);
    log.spares.start();
    log.thread.start();
    return log;
  }

  /** Appends a record; nothing is heard of it if the log has failed or is closed. */
  public void append(LogRecord record) {
    queue.add(record);
  }

  /** Lets the log go on in a new segment soon, since there is something wrong with this one. */
  public void roll() {
    queue.roll();
  }

  /** About how many bytes of records wait for the log's thread. */
  public long queuedBytes() {
    return queue.weight();
  }

  /** Why there is no space for more records; empty if there is. */
  public Optional<String> spaceProblem() {
    return spares.problem();
  }

  /** Why the log cannot be written any more; empty if it can. */
  public Optional<IOException> failure() {
    return thread.failure();
  }

  /** What was written so far. */
  public LogFigures figures() {
    return figures;
  }

  /**
   * Writes all records that wait and, unless the log has failed, that it was closed in order; then
   * the files are closed.
   */
  public void close() {
    queue.close();
    spares.beginClosing();
    thread.awaitEnd();
    spares.close();
  }
}
