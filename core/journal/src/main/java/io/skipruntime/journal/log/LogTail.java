package io.skipruntime.journal.log;

import io.skipruntime.journal.file.Files;
import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.BinaryOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The end of the log: settled before anything is read from it, so that the end is the same at every
 * later reading, and before anything is appended.
 *
 * <p>The end of a log that a crash left is its first frame that is not valid, if nothing says that
 * it was acknowledged. A valid frame after it whose {@code durableUpTo} reaches it says so; then
 * the log is damaged and stays as it is. What comes after the end was never acknowledged, valid or
 * not, as a disk may keep a later write and lose an earlier one; it is cut off. A segment that was
 * not closed in order is replaced by a copy that is forced, even if its end is clean: after a force
 * that failed, what can be read need not be on the disk. What was cut off goes to quarantine.
 *
 * @param last header of the last segment with frames
 * @param position the place after its last frame
 * @param nextSequence the sequence of the next frame
 * @param lastChecksum that of the last frame
 * @param orderly whether the log was closed in order
 * @param hasSuccessor whether the last frame says that there is a next segment
 * @param cutBytes how many bytes were cut off
 */
public record LogTail(
    SegmentHeader last,
    long position,
    long nextSequence,
    int lastChecksum,
    boolean orderly,
    boolean hasSuccessor,
    long cutBytes) {

  /**
   * Settles the end of the log.
   *
   * @return how it ends; empty if there is no log
   * @throws DamagedLogException if a frame that was acknowledged cannot be read
   * @throws NewerFormatException if a newer program wrote it
   */
  public static Optional<LogTail> settle(Files files) throws IOException {
    LogFiles.deleteUnfinished(files);
    return new Examination(files, true).tail();
  }

  /**
   * Finds the end of the log and leaves everything as it is: for those who only look, also while a
   * service writes.
   *
   * @throws DamagedLogException as {@link #settle} does
   */
  public static Optional<LogTail> find(Files files) throws IOException {
    return new Examination(files, false).tail();
  }

  /** One look for the end. */
  private record Examination(Files files, boolean settles) {

    Optional<LogTail> tail() throws IOException {
      List<Long> numbers = LogFiles.numbers(files);
      boolean emptySuccessor = false;
      for (int i = numbers.size() - 1; i >= 0; i--) {
        String name = LogFiles.name(numbers.get(i));
        try (SegmentReader reader = SegmentReader.open(files, name)) {
          requireNumber(reader, numbers.get(i));
          Frame first = reader.next();
          if (first != null || i == 0 || emptySuccessor || !reader.isZeroFromHere()) {
            return Optional.of(endOf(reader, first, emptySuccessor));
          }
          emptySuccessor = true;
        }
      }
      return Optional.empty();
    }

    private static void requireNumber(SegmentReader reader, long number)
        throws DamagedLogException {
      if (reader.header().number() != number) {
        throw new DamagedLogException(
            reader.name(),
            0,
            reader.header().firstSequence(),
            "it is segment " + reader.header().number() + " by its header");
      }
    }

    private LogTail endOf(SegmentReader reader, @Nullable Frame first, boolean successor)
        throws IOException {
      Frame last = first;
      boolean closed = false;
      for (Frame frame = first; frame != null; frame = reader.next()) {
        closed |= frame.type() == FrameType.CLOSED;
        last = frame;
      }
      boolean isZero = reader.isZeroFromHere();
      boolean ended = last != null && FrameType.isEnd(last.type());
      boolean rolled = last != null && last.type() == FrameType.ROLLED;
      if (rolled && !successor) {
        throw new DamagedLogException(
            LogFiles.name(reader.header().number() + 1),
            0,
            reader.nextSequence(),
            "the file is missing, and " + reader.name() + " says that it was there");
      }
      if (!isZero) {
        long witness = reader.laterWitness();
        if (witness > 0) {
          throw new DamagedLogException(
              reader.name(),
              reader.offset(),
              reader.nextSequence(),
              "record "
                  + reader.nextSequence()
                  + " cannot be read, and record "
                  + witness
                  + " says that it was acknowledged");
        }
      }
      if ((ended && isZero) || !settles) {
        return new LogTail(
            reader.header(),
            reader.offset(),
            reader.nextSequence(),
            reader.lastChecksum(),
            closed,
            rolled,
            0);
      }
      return replace(reader, isZero ? 0 : quarantine(reader));
    }

    /** Puts a forced copy of the valid frames in the segment's place. */
    private LogTail replace(SegmentReader damaged, long cutBytes) throws IOException {
      SegmentHeader header = damaged.header();
      SegmentHeader copyHeader =
          new SegmentHeader(
              header.format(),
              header.origin(),
              header.number(),
              SegmentHeader.newSalt(),
              header.firstSequence(),
              header.previousChecksum(),
              header.createdMillis());
      String copyName = LogFiles.UNFINISHED + damaged.name();
      LogTail tail;
      try (SegmentReader reader = SegmentReader.open(files, damaged.name());
          Files.File copy = files.create(copyName)) {
        tail = copy(reader, damaged.offset(), copy, copyHeader, cutBytes);
      }
      files.rename(copyName, damaged.name());
      files.sync();
      return tail;
    }

    private LogTail copy(
        SegmentReader reader, long end, Files.File copy, SegmentHeader header, long cutBytes)
        throws IOException {
      copy.write(ByteBuffer.wrap(header.encode()), 0);
      long position = SegmentHeader.SIZE;
      long next = header.firstSequence();
      boolean closed = false;
      BinaryOutput out = new BinaryOutput(1 << 16);
      BinaryOutput payload = new BinaryOutput(1 << 12);
      while (reader.offset() < end) {
        Frame frame = reader.next();
        if (frame == null) {
          throw new IOException(reader.name() + " changes while it is read");
        }
        if (frame.type() == FrameType.ROLLED) {
          break;
        }
        closed |= frame.type() == FrameType.CLOSED;
        payload.truncate(0);
        payload.bytes(frame.payload(), 0, frame.payload().length);
        Frame.append(out, header.salt(), next++, frame.durableUpTo(), frame.type(), payload);
        if (out.size() >= 1 << 16) {
          position = flush(out, copy, position);
        }
      }
      position = flush(out, copy, position);
      Frame.append(out, header.salt(), next, next - 1, FrameType.RECOVERED, new BinaryOutput(0));
      int checksum = BinaryInput.intAt(out.array(), Frame.CRC_AT);
      position = flush(out, copy, position);
      out.zeros(SegmentWriter.RESERVE);
      flush(out, copy, position);
      copy.force();
      return new LogTail(header, position, next + 1, checksum, closed, false, cutBytes);
    }

    private static long flush(BinaryOutput out, Files.File copy, long position) throws IOException {
      int size = out.size();
      copy.write(ByteBuffer.wrap(out.array(), 0, size), position);
      out.truncate(0);
      return position + size;
    }

    /** Keeps a copy of what is cut off, without the zeros at its end; returns its size. */
    private long quarantine(SegmentReader reader) throws IOException {
      try (Files.File file = files.read(reader.name())) {
        ByteBuffer bytes =
            ByteBuffer.allocate((int) Math.min(1 << 26, file.size() - reader.offset()));
        int count = file.read(bytes, reader.offset());
        while (count > 0 && bytes.get(count - 1) == 0) {
          count--;
        }
        String name =
            Files.QUARANTINE
                + reader.name()
                + "-from-"
                + reader.offset()
                + "-"
                + Long.toHexString(SegmentHeader.newSalt());
        try (Files.File kept = files.create(name)) {
          kept.write(ByteBuffer.wrap(Arrays.copyOf(bytes.array(), count)), 0);
          kept.force();
        }
        return count;
      }
    }
  }
}
