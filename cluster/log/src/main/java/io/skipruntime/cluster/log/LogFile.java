package io.skipruntime.cluster.log;

import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.BinaryOutput;
import io.skipruntime.journal.log.Frame;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;

/**
 * The files of a log in a directory.
 *
 * <pre>
 * commits   a header: "SKIPCLOG", format u32, 0 u32, salt u64, CRC32C of that u32; zeros up to 4 KiB;
 *           then frames as the journal has them ({@link Frame}), whose sequence is the place
 * mark      how far frames are durable: end of the last in bytes u64, their number u64, CRC32C u32
 * lock      empty; locked by the process that appends
 * </pre>
 *
 * <ul>
 *   <li>What is below the mark never changes. What is after it is for the holder of the lock.
 *   <li>A mark that is just being written is not valid, and is read again.
 * </ul>
 *
 * <p>{@link #append} is for one thread, the rest for any.
 */
final class LogFile {

  /** The first frame begins here. */
  static final int HEADER_BYTES = 4_096;

  private static final byte[] MAGIC = {'S', 'K', 'I', 'P', 'C', 'L', 'O', 'G'};
  private static final int FORMAT = 1;
  private static final int HEADER_USED = 24;
  private static final int SALT_AT = 16;
  private static final int MARK_BYTES = 20;
  private static final int READ_BYTES = 1 << 20;
  private static final int RECORD = 1;
  private static final int MARK_ATTEMPTS = 1_000;

  /** Locks of files are the process's: these keep the threads of one process apart. */
  private static final Map<Path, ReentrantLock> WITHIN_PROCESS = new ConcurrentHashMap<>();

  /** The length of the log: the end of the last durable frame, and how many there are. */
  record Mark(long end, long records) {}

  /** Some records, and where the next one begins. */
  record Part(List<byte[]> records, long nextOffset) {}

  private final Path directory;
  private final FileChannel commits;
  private final FileChannel marks;
  private final FileChannel locks;
  private final ReentrantLock within;
  private long salt;

  private LogFile(Path directory, FileChannel commits, FileChannel marks, FileChannel locks) {
    this.directory = directory;
    this.commits = commits;
    this.marks = marks;
    this.locks = locks;
    this.within = withinProcess(directory);
  }

  /**
   * The lock that keeps the threads of this process apart that append to the log in a directory.
   */
  static ReentrantLock withinProcess(Path directory) {
    return WITHIN_PROCESS.computeIfAbsent(directory, first -> new ReentrantLock());
  }

  /** Opens the files, and makes them if they are not there; takes in what a crash has left. */
  static LogFile open(Path given) throws IOException {
    Files.createDirectories(given);
    Path directory = given.toRealPath();
    LogFile file =
        new LogFile(
            directory,
            channel(directory.resolve("commits")),
            channel(directory.resolve("mark")),
            channel(directory.resolve("lock")));
    try {
      file.locked(() -> {
        file.salt = file.readHeader();
        return file.settle();
      });
      return file;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static FileChannel channel(Path path) throws IOException {
    return FileChannel.open(
        path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** Something that is done while no other process appends. */
  private interface Step<T> {
    T run() throws IOException;
  }

  private <T> T locked(Step<T> step) throws IOException {
    within.lock();
    try (FileLock lock = locks.lock()) {
      if (!lock.isValid()) {
        throw new IOException("the lock of " + directory + " is lost");
      }
      return step.run();
    } finally {
      within.unlock();
    }
  }

  private long readHeader() throws IOException {
    if (commits.size() < HEADER_BYTES) {
      writeHeader();
    }
    byte[] header = readFully(commits, 0, HEADER_USED + Integer.BYTES);
    for (int i = 0; i < MAGIC.length; i++) {
      if (header[i] != MAGIC[i]) {
        throw new IOException(directory.resolve("commits") + " is no log of a cluster");
      }
    }
    int format = BinaryInput.intAt(header, MAGIC.length);
    if (format != FORMAT) {
      throw new IOException(
          "the log is of format " + format + ", which this version of Skip does not read");
    }
    if (BinaryInput.intAt(header, HEADER_USED) != checksum(header, HEADER_USED)) {
      throw new IOException("the header of " + directory.resolve("commits") + " is damaged");
    }
    return BinaryInput.longAt(header, SALT_AT);
  }

  private void writeHeader() throws IOException {
    BinaryOutput header = new BinaryOutput(HEADER_BYTES);
    header.bytes(MAGIC, 0, MAGIC.length);
    header.u32(FORMAT);
    header.u32(0);
    header.u64(new SecureRandom().nextLong());
    header.u32(checksum(header.array(), HEADER_USED));
    header.zeros(HEADER_BYTES - header.size());
    commits.truncate(0);
    writeFully(commits, header, 0);
    commits.force(true);
    writeMark(new Mark(HEADER_BYTES, 0));
    try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
      names.force(true);
    } catch (IOException e) {
      System.getLogger(LogFile.class.getName())
          .log(System.Logger.Level.DEBUG, "directories cannot be forced here", e);
    }
  }

  private static int checksum(byte[] bytes, int size) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, size);
    return (int) crc.getValue();
  }

  /**
   * Appends records.
   *
   * @return the place of the first
   * @throws LogUnavailableException if that fails
   */
  long append(List<BinaryOutput> payloads) {
    boolean[] isWriting = new boolean[1];
    try {
      return locked(() -> {
        Mark before = settle();
        long place = before.records();
        BinaryOutput frames = new BinaryOutput(READ_BYTES);
        for (BinaryOutput payload : payloads) {
          Frame.append(frames, salt, ++place, before.records(), RECORD, payload);
        }
        isWriting[0] = true;
        try {
          writeFully(commits, frames, before.end());
        } catch (IOException e) {
          commits.truncate(before.end());
          isWriting[0] = false;
          throw e;
        }
        commits.force(false);
        writeMark(new Mark(before.end() + frames.size(), place));
        return before.records() + 1;
      });
    } catch (IOException e) {
      throw new LogUnavailableException(
          "the log in " + directory + " cannot be written: " + e, isWriting[0], e);
    }
  }

  /**
   * Finds the end of the log, with the lock: whole frames after the mark, of a process that has
   * died, become part of the log, and what is after them is cut off.
   */
  private Mark settle() throws IOException {
    Mark mark = validMark();
    if (commits.size() == mark.end()) {
      return mark;
    }
    if (commits.size() < mark.end()) {
      throw new DamagedLogException(
          "%s has %d bytes, and had %d"
              .formatted(directory.resolve("commits"), commits.size(), mark.end()));
    }
    Mark end = mark;
    while (true) {
      Part part = framesFrom(end, commits.size());
      if (part.records().isEmpty()) {
        break;
      }
      end = new Mark(part.nextOffset(), end.records() + part.records().size());
    }
    commits.truncate(end.end());
    commits.force(true);
    if (!end.equals(mark)) {
      writeMark(end);
    }
    return end;
  }

  /** The mark; one that was being written when its process died is counted again. */
  private Mark validMark() throws IOException {
    byte[] bytes = readMark();
    return isMark(bytes) ? markOf(bytes) : new Mark(HEADER_BYTES, 0);
  }

  /**
   * How far the log goes now.
   *
   * @throws LogUnavailableException if that cannot be read
   */
  Mark mark() {
    try {
      for (int i = 0; i < MARK_ATTEMPTS; i++) {
        byte[] bytes = readMark();
        if (isMark(bytes)) {
          return markOf(bytes);
        }
        Thread.onSpinWait();
      }
      return locked(this::settle);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private LogUnavailableException unreadable(IOException cause) {
    return new LogUnavailableException(
        "the log in " + directory + " cannot be read: " + cause, false, cause);
  }

  private byte[] readMark() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(MARK_BYTES);
    int read = marks.read(buffer, 0);
    return read == MARK_BYTES ? buffer.array() : new byte[0];
  }

  private static boolean isMark(byte[] bytes) {
    int used = MARK_BYTES - Integer.BYTES;
    return bytes.length == MARK_BYTES && BinaryInput.intAt(bytes, used) == checksum(bytes, used);
  }

  private static Mark markOf(byte[] bytes) {
    return new Mark(BinaryInput.longAt(bytes, 0), BinaryInput.longAt(bytes, Long.BYTES));
  }

  private void writeMark(Mark mark) throws IOException {
    BinaryOutput out = new BinaryOutput(MARK_BYTES);
    out.u64(mark.end());
    out.u64(mark.records());
    out.u32(checksum(out.array(), out.size()));
    writeFully(marks, out, 0);
  }

  /**
   * Records below a mark.
   *
   * @param offset where the first begins
   * @param place its place
   * @param most how many at most; fewer where they are large
   * @throws LogUnavailableException if the file cannot be read
   * @throws DamagedLogException if a frame is not what it was
   */
  Part read(long offset, long place, int most, Mark mark) {
    try {
      Part part = framesFrom(new Mark(offset, place - 1), mark.end());
      if (part.records().isEmpty()) {
        throw new DamagedLogException(
            "%s is damaged at byte %d, in record %d"
                .formatted(directory.resolve("commits"), offset, place));
      }
      return part.records().size() <= most ? part : first(part, most, offset);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static Part first(Part part, int most, long offset) {
    List<byte[]> records = part.records().subList(0, most);
    long next = offset;
    for (byte[] each : records) {
      next += frameBytes(each.length);
    }
    return new Part(List.copyOf(records), next);
  }

  private static long frameBytes(long payload) {
    BinaryOutput length = new BinaryOutput(Integer.BYTES);
    length.u32((int) payload);
    return Frame.sizeAt(length.array(), 0);
  }

  /** The frames from an end on that are whole and valid; at least one if there is one. */
  private Part framesFrom(Mark from, long limit) throws IOException {
    List<byte[]> records = new ArrayList<>();
    long offset = from.end();
    byte[] bytes = readFully(commits, offset, (int) Math.min(READ_BYTES, limit - offset));
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
        bytes = readFully(commits, offset, Math.toIntExact(size));
      }
      if (!Frame.isValid(bytes, at, (int) size, salt)
          || BinaryInput.longAt(bytes, at + Frame.SEQUENCE_AT)
              != from.records() + records.size() + 1) {
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

  private static void writeFully(FileChannel channel, BinaryOutput out, long position)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(out.array(), 0, out.size());
    while (buffer.hasRemaining()) {
      channel.write(buffer, position + buffer.position());
    }
  }

  void close() {
    for (FileChannel each : List.of(commits, marks, locks)) {
      try {
        each.close();
      } catch (IOException e) {
        System.getLogger(LogFile.class.getName())
            .log(System.Logger.Level.DEBUG, "closing a file of the log", e);
      }
    }
  }
}
