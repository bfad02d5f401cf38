package io.skipruntime.journal.log;

import io.skipruntime.journal.file.Files;
import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.BinaryOutput;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A segment that frames are written to.
 *
 * <ul>
 *   <li>All of the file is there, as zeros, and durable, before its first frame is written: a write
 *       makes no file longer, which is what forcing it would have to make durable, too.
 *   <li>The last {@link #RESERVE} bytes are for the frames that end it.
 * </ul>
 *
 * <p>Used by one thread.
 */
final class SegmentWriter implements Closeable {

  /** The room for the two frames that may end a segment. */
  static final int RESERVE = 64;

  private static final int CHUNK = 1 << 20;

  private final Files.File file;
  private final SegmentHeader header;
  private final long size;
  private long position = SegmentHeader.SIZE;
  private int lastChecksum;

  private SegmentWriter(Files.File file, SegmentHeader header, long size) {
    this.file = file;
    this.header = header;
    this.size = size;
  }

  /** Makes a durable file of zeros, of which {@link #begin} makes a segment. */
  static void prepare(Files files, String name, long size) throws IOException {
    try (Files.File file = files.create(name)) {
      ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(CHUNK, size));
      for (long at = 0; at < size; at += zeros.limit()) {
        zeros.clear().limit((int) Math.min(zeros.capacity(), size - at));
        file.write(zeros, at);
        zeros.flip();
      }
      file.force();
    }
  }

  /** Makes a segment of a file that {@link #prepare} made; it is durably there afterwards. */
  static SegmentWriter begin(Files files, String prepared, SegmentHeader header)
      throws IOException {
    try (Files.File file = files.write(prepared)) {
      file.write(ByteBuffer.wrap(header.encode()), 0);
      file.force();
    }
    String name = LogFiles.name(header.number());
    files.rename(prepared, name);
    files.sync();
    Files.File file = files.write(name);
    return new SegmentWriter(file, header, file.size());
  }

  /** Opens a segment that is there, to end it. */
  static SegmentWriter open(Files files, SegmentHeader header, long position) throws IOException {
    Files.File file = files.write(LogFiles.name(header.number()));
    SegmentWriter writer = new SegmentWriter(file, header, file.size());
    writer.position = position;
    return writer;
  }

  SegmentHeader header() {
    return header;
  }

  long position() {
    return position;
  }

  long size() {
    return size;
  }

  /** The checksum of the frame that was written last. */
  int lastChecksum() {
    return lastChecksum;
  }

  /** How many bytes of frames there is room for. */
  long room() {
    return size - RESERVE - position;
  }

  /**
   * Writes frames.
   *
   * @param checksum that of the last one
   */
  void write(BinaryOutput frames, int checksum) throws IOException {
    file.write(ByteBuffer.wrap(frames.array(), 0, frames.size()), position);
    position += frames.size();
    lastChecksum = checksum;
  }

  void force() throws IOException {
    file.force();
  }

  /** Writes a frame without payload that ends the segment, and makes it durable. */
  void end(int type, long sequence, long durableUpTo) throws IOException {
    BinaryOutput frame = new BinaryOutput(Frame.HEAD);
    Frame.append(frame, header.salt(), sequence, durableUpTo, type, new BinaryOutput(0));
    write(frame, BinaryInput.intAt(frame.array(), Frame.CRC_AT));
    force();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
