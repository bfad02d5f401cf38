package io.skipruntime.journal.log;

import io.skipruntime.journal.file.Files;
import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.BinaryOutput;
import io.skipruntime.journal.format.JsonEncoder;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * A writer of records as frames, in one segment after the other.
 *
 * <ul>
 *   <li>{@code frames} has frames of the current segment that are not written; {@code checksum} is
 *       that of the last of them.
 *   <li>Frames with a sequence below {@code durable} or equal to it are durable, and those below
 *       {@code next} are written or in {@code frames}.
 *   <li>The current segment has room for all of {@code frames}.
 * </ul>
 *
 * <p>Used by the log's thread.
 */
final class LogWriter implements Closeable {

  private static final int WRITE_SIZE = 1 << 22;
  private static final int KEPT_SIZE = 1 << 23;

  private final Files files;
  private final SpareSegments spares;
  private final LogFigures figures;
  private BinaryOutput frames = new BinaryOutput(1 << 16);
  private BinaryOutput payload = new BinaryOutput(1 << 12);
  private JsonEncoder json = new JsonEncoder(payload);
  private SegmentWriter segment;
  private int checksum;
  private long next;
  private long durable;

  LogWriter(
      Files files,
      SegmentWriter segment,
      long nextSequence,
      SpareSegments spares,
      LogFigures figures) {
    this.files = files;
    this.segment = segment;
    this.next = nextSequence;
    this.durable = nextSequence - 1;
    this.spares = spares;
    this.figures = figures;
  }

  /** The sequence of the last frame that was written. */
  long lastSequence() {
    return next - 1;
  }

  /** Whether there are frames that are not durable. */
  boolean hasUnforced() {
    return durable < next - 1;
  }

  /** Writes records; they are durable after {@link #force}. */
  void write(List<LogRecord> records) throws IOException, InterruptedException {
    for (LogRecord record : records) {
      payload.truncate(0);
      json.reset();
      record.encode(payload, json);
      add(record.type());
      if (frames.size() >= WRITE_SIZE) {
        flush();
      }
    }
    flush();
    figures.wrote(records.size(), 0);
    if (payload.array().length > KEPT_SIZE || frames.array().length > KEPT_SIZE) {
      frames = new BinaryOutput(1 << 16);
      payload = new BinaryOutput(1 << 12);
      json = new JsonEncoder(payload);
    }
  }

  /** Writes down that what was forced is durable. */
  void mark() throws IOException, InterruptedException {
    payload.truncate(0);
    add(FrameType.FORCE_MARK);
    flush();
  }

  private void add(int type) throws IOException, InterruptedException {
    long size = Frame.size(payload.size());
    if (size > segment.room() - frames.size()) {
      flush();
      roll(size);
    }
    int start = frames.size();
    Frame.append(frames, segment.header().salt(), next++, durable, type, payload);
    checksum = BinaryInput.intAt(frames.array(), start + Frame.CRC_AT);
  }

  private void flush() throws IOException {
    if (frames.size() > 0) {
      figures.wrote(0, frames.size());
      segment.write(frames, checksum);
      frames.truncate(0);
    }
  }

  void force() throws IOException {
    long start = System.nanoTime();
    segment.force();
    figures.forced(System.nanoTime() - start);
    durable = next - 1;
  }

  /** Goes on in another segment; all before is durable then. */
  void roll() throws IOException, InterruptedException {
    flush();
    roll(Frame.HEAD);
  }

  /** Goes on in a segment that has room for a frame of a size. */
  private void roll(long frameSize) throws IOException, InterruptedException {
    SegmentHeader before = segment.header();
    SegmentHeader header =
        SegmentHeader.of(
            before.origin(), before.number() + 1, next + 1, checksum, System.currentTimeMillis());
    long least = SegmentHeader.SIZE + frameSize + SegmentWriter.RESERVE;
    String prepared;
    if (least <= spares.size()) {
      prepared = spares.take();
    } else {
      prepared = LogFiles.UNFINISHED + LogFiles.name(header.number());
      SegmentWriter.prepare(files, prepared, least);
    }
    SegmentWriter following = SegmentWriter.begin(files, prepared, header);
    segment.end(FrameType.ROLLED, next++, durable);
    durable = next - 1;
    segment.close();
    segment = following;
    figures.rolled();
  }

  /** Makes all durable and writes down that the log was closed in order. */
  void end() throws IOException {
    force();
    segment.end(FrameType.CLOSED, next, durable);
  }

  @Override
  public void close() throws IOException {
    segment.close();
  }
}
