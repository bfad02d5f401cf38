package io.skipruntime.cluster.log;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the segments of a log in their order. A segment that is deleted while it is read is
 * read to its end. For one thread.
 *
 * <ul>
 *   <li>{@code nextPlace} and {@code nextOffset} say where the reader goes on in {@code segment}.
 * </ul>
 */
final class LogReader {

  private final LogDirectory directory;
  private @Nullable LogSegment segment;
  private long nextPlace;
  private long nextOffset;

  LogReader(LogDirectory directory) {
    this.directory = directory;
  }

  /**
   * Records below a mark.
   *
   * @param from the place of the first, which is not behind the mark
   * @param most how many at most; fewer where they are large
   * @throws LogUnavailableException if a file cannot be read
   * @throws TrimmedLogException if the log has given up the first
   * @throws DamagedLogException if a record is not what it was
   */
  List<byte[]> read(long from, int most, LogDirectory.Mark mark) {
    try {
      goTo(from);
      while (nextPlace < from) {
        next((int) Math.min(from - nextPlace, most), mark);
      }
      return next(most, mark);
    } catch (IOException e) {
      throw directory.unreadable(e);
    }
  }

  /** Opens the segment of a place, unless it is the one that is open. */
  private void goTo(long place) throws IOException {
    LogSegment open = segment;
    if (open != null && place == nextPlace) {
      return;
    }
    List<Long> segments = directory.segments();
    Optional<Long> first =
        segments.stream().filter(each -> each <= place).reduce((one, next) -> next);
    if (first.isEmpty()) {
      throw trimmed(place, segments);
    }
    if (open == null || open.first() != first.get() || place < nextPlace) {
      open(first.get());
    }
  }

  private void open(long first) throws IOException {
    close();
    try {
      segment = LogSegment.open(directory.path(), first);
    } catch (NoSuchFileException gone) {
      throw missing(first);
    }
    nextPlace = first;
    nextOffset = LogSegment.HEADER_BYTES;
  }

  private RuntimeException missing(long place) throws IOException {
    List<Long> segments = directory.segments();
    return !segments.isEmpty() && segments.getFirst() > place
        ? trimmed(place, segments)
        : new DamagedLogException(
            "the log in %s lacks record %d and those that follow"
                .formatted(directory.path(), place));
  }

  private TrimmedLogException trimmed(long place, List<Long> segments) {
    return new TrimmedLogException(
        "the log in %s begins at record %d now, and record %d is to be read: start this node again, so that it begins with a snapshot"
            .formatted(directory.path(), segments.isEmpty() ? 1 : segments.getFirst(), place));
  }

  private List<byte[]> next(int most, LogDirectory.Mark mark) throws IOException {
    LogSegment open = current(mark);
    long limit = limit(open, mark);
    LogSegment.Part part = open.read(nextOffset, nextPlace, limit).first(most, nextOffset);
    if (part.records().isEmpty()) {
      throw new DamagedLogException(
          "%s is damaged at byte %d, in record %d".formatted(open.path(), nextOffset, nextPlace));
    }
    nextPlace += part.records().size();
    nextOffset = part.nextOffset();
    return part.records();
  }

  /** The segment that has the next record. */
  private LogSegment current(LogDirectory.Mark mark) throws IOException {
    LogSegment open = segment;
    if (open == null || (open.first() != mark.segment() && nextOffset >= open.size())) {
      open(nextPlace);
      open = segment;
    }
    if (open == null) {
      throw new IllegalStateException("a segment is open");
    }
    return open;
  }

  private static long limit(LogSegment open, LogDirectory.Mark mark) throws IOException {
    return open.first() == mark.segment() ? mark.end() : open.size();
  }

  /** Closes the segment that is open. */
  void close() throws IOException {
    LogSegment open = segment;
    segment = null;
    if (open != null) {
      open.close();
    }
  }
}
