package io.skipruntime.cluster.log;

import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.BinaryOutput;
import io.skipruntime.journal.log.Frame;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A file with the records of a log from one place on.
 *
 * <pre>
 * a header: "SKIPCLOG", format u32, 0 u32, salt u64, CRC32C of that u32; zeros up to 4 KiB;
 * then frames as the journal has them ({@link Frame}), whose sequence is the place
 * </pre>
 *
 * <p>Reading is for any thread; the rest is for the holder of the log's lock.
 */
final class LogSegment implements Closeable {

  /** The first frame begins here. */
  static final int HEADER_BYTES = 4_096;

  private static final byte[] MAGIC = {'S', 'K', 'I', 'P', 'C', 'L', 'O', 'G'};
  private static final int FORMAT = 1;
  private static final int HEADER_USED = 24;
  private static final int SALT_AT = 16;
  private static final int READ_BYTES = 1 << 20;
  private static final int RECORD = 1;
  private static final String PREFIX = "commits-";

  /** Some records, and where the next one begins. */
  record Part(List<byte[]> records, long nextOffset) {

    /** The first records, at most so many, of a part that begins at an offset. */
    Part first(int most, long offset) {
      if (records.size() <= most) {
        return this;
      }
      long next = offset;
      for (byte[] each : records.subList(0, most)) {
        next += frameBytes(each.length);
      }
      return new Part(List.copyOf(records.subList(0, most)), next);
    }
  }

  private final Path path;
  private final long first;
  private final FileChannel channel;
  private final long salt;

  private LogSegment(Path path, long first, FileChannel channel, long salt) {
    this.path = path;
    this.first = first;
    this.channel = channel;
    this.salt = salt;
  }

  /** The name of the segment that begins with a place. */
  static String name(long first) {
    return String.format(Locale.ROOT, "%s%018d", PREFIX, first);
  }

  /** The place that the segment of a name begins with; empty if it is none. */
  static Optional<Long> first(String name) {
    return name.matches(PREFIX + "[0-9]{18}")
        ? Optional.of(Long.parseLong(name.substring(PREFIX.length())))
        : Optional.empty();
  }

  /** Makes a segment without records, in place of one that has not been used. */
  static LogSegment create(Path directory, long first) throws IOException {
    BinaryOutput header = new BinaryOutput(HEADER_BYTES);
    header.bytes(MAGIC, 0, MAGIC.length);
    header.u32(FORMAT);
    header.u32(0);
    header.u64(new SecureRandom().nextLong());
    header.u32(checksum(header.array(), HEADER_USED));
    header.zeros(HEADER_BYTES - header.size());
    Path unfinished = directory.resolve("new-" + name(first));
    try (FileChannel file =
        FileChannel.open(
            unfinished,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      writeFully(file, header, 0);
      file.force(true);
    }
    Files.move(unfinished, directory.resolve(name(first)), StandardCopyOption.ATOMIC_MOVE);
    return open(directory, first);
  }

  /**
   * Opens a segment that is there.
   *
   * @throws IOException if it cannot be read, or is none of this format
   */
  static LogSegment open(Path directory, long first) throws IOException {
    Path path = directory.resolve(name(first));
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      return new LogSegment(path, first, channel, readSalt(channel, path));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static long readSalt(FileChannel channel, Path path) throws IOException {
    byte[] header = readFully(channel, 0, HEADER_USED + Integer.BYTES);
    for (int i = 0; i < MAGIC.length; i++) {
      if (header[i] != MAGIC[i]) {
        throw new IOException(path + " is no log of a cluster");
      }
    }
    int format = BinaryInput.intAt(header, MAGIC.length);
    if (format != FORMAT) {
      throw new IOException(
          "the log is of format " + format + ", which this version of Skip does not read");
    }
    if (BinaryInput.intAt(header, HEADER_USED) != checksum(header, HEADER_USED)) {
      throw new IOException("the header of " + path + " is damaged");
    }
    return BinaryInput.longAt(header, SALT_AT);
  }

  /** The CRC32C of the first bytes of an array. */
  static int checksum(byte[] bytes, int size) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, size);
    return (int) crc.getValue();
  }

  /** The place that it begins with. */
  long first() {
    return first;
  }

  /** Where it is. */
  Path path() {
    return path;
  }

  /** Its size in bytes. */
  long size() throws IOException {
    return channel.size();
  }

  /**
   * Writes records; {@link #force} makes them durable.
   *
   * @param end where to write, behind what is there
   * @param place the place of the first
   * @return the new end
   */
  long write(long end, long place, List<BinaryOutput> payloads) throws IOException {
    BinaryOutput frames = new BinaryOutput(READ_BYTES);
    long next = place;
    for (BinaryOutput payload : payloads) {
      Frame.append(frames, salt, next++, place - 1, RECORD, payload);
    }
    writeFully(channel, frames, end);
    return end + frames.size();
  }

  /** Makes durable what was written. */
  void force() throws IOException {
    channel.force(false);
  }

  /** Cuts off what is behind an end, and forces that. */
  void cutAt(long end) throws IOException {
    channel.truncate(end);
    channel.force(true);
  }

  /**
   * The records from an offset on that are whole and valid, as many as are read at once; at least
   * one if there is one.
   *
   * @param offset where the first begins
   * @param place its place
   * @param limit where what may be read ends
   */
  Part read(long offset, long place, long limit) throws IOException {
    List<byte[]> records = new ArrayList<>();
    byte[] bytes = readFully(channel, offset, (int) Math.min(READ_BYTES, limit - offset));
    int at = 0;
    while (bytes.length - at >= Frame.HEAD) {
      long size = Frame.sizeAt(bytes, at);
      if (size > limit - offset - at) {
        break;
      }
      if (size > bytes.length - at) {
        if (at > 0) {
          break;
        }
        bytes = readFully(channel, offset, Math.toIntExact(size));
      }
      if (!Frame.isValid(bytes, at, (int) size, salt)
          || BinaryInput.longAt(bytes, at + Frame.SEQUENCE_AT) != place + records.size()) {
        break;
      }
      int payload = BinaryInput.intAt(bytes, at);
      byte[] record = new byte[payload];
      System.arraycopy(bytes, at + Frame.HEAD, record, 0, payload);
      records.add(record);
      at += (int) size;
    }
    return new Part(records, offset + at);
  }

  private static long frameBytes(long payload) {
    BinaryOutput length = new BinaryOutput(Integer.BYTES);
    length.u32((int) payload);
    return Frame.sizeAt(length.array(), 0);
  }

  private static byte[] readFully(FileChannel channel, long position, int count)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Math.max(0, count));
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new EOFException("the file ends at byte " + channel.size());
      }
    }
    return buffer.array();
  }

  /** Writes all of an output at a position. */
  static void writeFully(FileChannel channel, BinaryOutput out, long position) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(out.array(), 0, out.size());
    while (buffer.hasRemaining()) {
      channel.write(buffer, position + buffer.position());
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
