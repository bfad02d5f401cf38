package io.skipruntime.cluster.log;

import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.BinaryOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of a log in a directory.
 *
 * <pre>
 * commits-PLACE  segments ({@link LogSegment}), named by the place of their first record
 * mark           how far records are durable: first place of the last segment u64, end of its last
 *                frame in bytes u64, place of the last record u64, CRC32C u32
 * lock           empty; locked by the process that appends or deletes
 * </pre>
 *
 * <ul>
 *   <li>What is below the mark never changes, until a segment is deleted as a whole. What is after
 *       it is for the holder of the lock.
 *   <li>A segment that the mark does not name any more is whole and never changes.
 *   <li>A mark that is just being written is not valid, and is read again.
 * </ul>
 *
 * <p>{@link #append} is for one thread, the rest for any.
 */
final class LogDirectory {

  private static final int MARK_BYTES = 28;
  private static final int MARK_ATTEMPTS = 1_000;

  /** Locks of files are the process's: these keep the threads of one process apart. */
  private static final Map<Path, ReentrantLock> WITHIN_PROCESS = new ConcurrentHashMap<>();

  /**
   * The extent of the log.
   *
   * @param segment the first place of the segment that is written
   * @param end the end of its last durable frame
   * @param records the place of the last durable record
   */
  record Mark(long segment, long end, long records) {}

  /**
   * The size of the log.
   *
   * @param first the place of the first record
   * @param count how many segments there are
   * @param bytes how many bytes they have
   */
  record Segments(long first, long count, long bytes) {}

  private final Path directory;
  private final long segmentBytes;
  private final FileChannel marks;
  private final FileChannel locks;
  private final ReentrantLock within;
  private volatile @Nullable LogSegment writing;

  private LogDirectory(Path directory, long segmentBytes, FileChannel marks, FileChannel locks) {
    this.directory = directory;
    this.segmentBytes = segmentBytes;
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

  /**
   * Opens the files, and makes them if they are not there; takes in what a crash has left.
   *
   * @param segmentBytes the size from which on a segment is followed by another one
   */
  static LogDirectory open(Path given, long segmentBytes) throws IOException {
    Files.createDirectories(given);
    Path real = given.toRealPath();
    LogDirectory directory =
        new LogDirectory(
            real, segmentBytes, channel(real.resolve("mark")), channel(real.resolve("lock")));
    try {
      directory.locked(() -> {
        if (directory.segments().isEmpty()) {
          directory.begin(1);
        }
        return directory.settle();
      });
      return directory;
    } catch (IOException | RuntimeException e) {
      directory.close();
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

  /** Where the files are. */
  Path path() {
    return directory;
  }

  /** The first places of the segments, ascending. */
  List<Long> segments() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .flatMap(file -> LogSegment.first(file.getFileName().toString()).stream())
          .sorted()
          .toList();
    }
  }

  /** Begins a segment; the mark names it afterwards. */
  private Mark begin(long first) throws IOException {
    closeWriting();
    writing = LogSegment.create(directory, first);
    try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
      names.force(true);
    } catch (IOException e) {
      System.getLogger(LogDirectory.class.getName())
          .log(System.Logger.Level.DEBUG, "directories cannot be forced here", e);
    }
    Mark mark = new Mark(first, LogSegment.HEADER_BYTES, first - 1);
    writeMark(mark);
    return mark;
  }

  private LogSegment writing(Mark mark) throws IOException {
    LogSegment known = writing;
    if (known == null || known.first() != mark.segment()) {
      closeWriting();
      known = LogSegment.open(directory, mark.segment());
      writing = known;
    }
    return known;
  }

  private void closeWriting() throws IOException {
    LogSegment known = writing;
    writing = null;
    if (known != null) {
      known.close();
    }
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
        boolean hasRecords = before.records() >= before.segment();
        if (hasRecords && before.end() >= segmentBytes) {
          before = begin(before.records() + 1);
        }
        LogSegment segment = writing(before);
        long place = before.records() + 1;
        long end;
        isWriting[0] = true;
        try {
          end = segment.write(before.end(), place, payloads);
        } catch (IOException e) {
          segment.cutAt(before.end());
          isWriting[0] = false;
          throw e;
        }
        segment.force();
        writeMark(new Mark(before.segment(), end, before.records() + payloads.size()));
        return place;
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
    LogSegment segment = writing(mark);
    long size = segment.size();
    if (size == mark.end()) {
      return mark;
    }
    if (size < mark.end()) {
      throw new DamagedLogException(
          "%s has %d bytes, and had %d".formatted(segment.path(), size, mark.end()));
    }
    Mark end = mark;
    while (end.end() < size) {
      LogSegment.Part part = segment.read(end.end(), end.records() + 1, size);
      if (part.records().isEmpty()) {
        break;
      }
      end = new Mark(end.segment(), part.nextOffset(), end.records() + part.records().size());
    }
    segment.cutAt(end.end());
    if (!end.equals(mark)) {
      writeMark(end);
    }
    return end;
  }

  /** The mark; one that was being written when its process died is counted again. */
  private Mark validMark() throws IOException {
    byte[] bytes = readMark();
    if (isMark(bytes)) {
      return markOf(bytes);
    }
    long last = segments().getLast();
    return new Mark(last, LogSegment.HEADER_BYTES, last - 1);
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

  /** The exception for a failure to read. */
  LogUnavailableException unreadable(IOException cause) {
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
    return bytes.length == MARK_BYTES
        && BinaryInput.intAt(bytes, used) == LogSegment.checksum(bytes, used);
  }

  private static Mark markOf(byte[] bytes) {
    return new Mark(
        BinaryInput.longAt(bytes, 0),
        BinaryInput.longAt(bytes, Long.BYTES),
        BinaryInput.longAt(bytes, 2 * Long.BYTES));
  }

  private void writeMark(Mark mark) throws IOException {
    BinaryOutput out = new BinaryOutput(MARK_BYTES);
    out.u64(mark.segment());
    out.u64(mark.end());
    out.u64(mark.records());
    out.u32(LogSegment.checksum(out.array(), out.size()));
    LogSegment.writeFully(marks, out, 0);
  }

  /** The size in bytes of the segments that are full and that have a record after a place. */
  long fullBytesAfter(long place) throws IOException {
    long bytes = 0;
    List<Long> segments = segments();
    for (int i = 0; i + 1 < segments.size(); i++) {
      if (segments.get(i + 1) > place + 1) {
        bytes += Files.size(directory.resolve(LogSegment.name(segments.get(i))));
      }
    }
    return bytes;
  }

  /** The segments, without those that are deleted meanwhile. */
  Segments sizes() throws IOException {
    List<Long> segments = segments();
    long bytes = 0;
    for (long first : segments) {
      try {
        bytes += Files.size(directory.resolve(LogSegment.name(first)));
      } catch (NoSuchFileException deleted) {
        segments = segments.stream().filter(each -> each != first).toList();
      }
    }
    return new Segments(segments.isEmpty() ? 1 : segments.getFirst(), segments.size(), bytes);
  }

  /** Deletes the segments that have no record after a place; never the one that is written. */
  void deleteUpTo(long place) throws IOException {
    locked(() -> {
      List<Long> segments = segments();
      for (int i = 0; i + 1 < segments.size() && segments.get(i + 1) <= place + 1; i++) {
        Files.delete(directory.resolve(LogSegment.name(segments.get(i))));
      }
      return true;
    });
  }

  void close() {
    try (locks;
        marks) {
      closeWriting();
    } catch (IOException e) {
      System.getLogger(LogDirectory.class.getName())
          .log(System.Logger.Level.DEBUG, "closing a file of the log", e);
    }
  }
}
