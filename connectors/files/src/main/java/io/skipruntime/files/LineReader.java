package io.skipruntime.files;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.Optional;

/**
 * The lines of a file from a position on, up to the length that it had when reading began. With a
 * separator, line feeds between quotes do not end a line; a quote is one only where a cell begins
 * or in a cell that began with one. For one thread.
 *
 * <ul>
 *   <li>A line that is too long ends at its first line feed, so that a quote that nothing closes
 *       costs one line and not the file.
 * </ul>
 */
final class LineReader {

  private static final int BUFFER_BYTES = 1 << 16;
  private static final byte QUOTE = '"';
  private static final byte LINE_FEED = '\n';
  private static final byte RETURN = '\r';

  /**
   * A line.
   *
   * @param bytes without what ends it; of one that is too long there are none
   * @param end the position behind it and what ends it
   * @param lineFeeds how many line feeds there are up to that
   * @param isEnded whether a line feed ends it
   * @param isTooLong whether it is longer than lines may be
   */
  @SuppressWarnings("ArrayRecordComponent") // it is never compared
  record Line(byte[] bytes, long end, int lineFeeds, boolean isEnded, boolean isTooLong) {}

  /** The places in a line that a byte can be at. */
  private enum Place {
    START_OF_CELL,
    PLAIN,
    QUOTED,
    AFTER_QUOTE
  }

  private final SeekableByteChannel channel;
  private final long limit;
  private final Optional<Character> separator;
  private final int maxBytes;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
  private long position;

  /**
   * A reader, which does not close the channel.
   *
   * @param position where a line begins
   * @param limit the position to read to
   * @param separator of cells, if lines have cells
   */
  LineReader(
      SeekableByteChannel channel,
      long position,
      long limit,
      Optional<Character> separator,
      int maxBytes)
      throws IOException {
    this.channel = channel;
    this.limit = limit;
    this.separator = separator;
    this.maxBytes = maxBytes;
    seek(position);
  }

  private void seek(long to) throws IOException {
    channel.position(to);
    position = to;
    buffer.limit(0);
  }

  /** The next byte; -1 at the end. */
  private int read() throws IOException {
    if (position >= limit) {
      return -1;
    }
    if (!buffer.hasRemaining()) {
      buffer.clear();
      if (channel.read(buffer) < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
      buffer.flip();
    }
    position++;
    return buffer.get() & 0xFF;
  }

  /** The next line, be it ended or not; empty at the end. */
  Optional<Line> next() throws IOException {
    long start = position;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Place place = Place.START_OF_CELL;
    int lineFeeds = 0;
    while (true) {
      int next = read();
      if (next < 0) {
        return position == start
            ? Optional.empty()
            : Optional.of(new Line(bytes.toByteArray(), position, lineFeeds, false, false));
      }
      byte read = (byte) next;
      if (read == LINE_FEED) {
        lineFeeds++;
        if (place != Place.QUOTED) {
          return Optional.of(
              new Line(withoutReturn(bytes.toByteArray()), position, lineFeeds, true, false));
        }
      }
      place = after(place, read);
      bytes.write(read);
      if (bytes.size() > maxBytes) {
        return Optional.of(tooLong(start));
      }
    }
  }

  private Place after(Place place, byte read) {
    boolean isSeparator = separator.isPresent() && read == (byte) separator.get().charValue();
    return switch (place) {
      case START_OF_CELL ->
          separator.isPresent() && read == QUOTE
              ? Place.QUOTED
              : isSeparator ? Place.START_OF_CELL : Place.PLAIN;
      case PLAIN -> isSeparator ? Place.START_OF_CELL : Place.PLAIN;
      case QUOTED -> read == QUOTE ? Place.AFTER_QUOTE : Place.QUOTED;
      case AFTER_QUOTE ->
          read == QUOTE ? Place.QUOTED : isSeparator ? Place.START_OF_CELL : Place.PLAIN;
    };
  }

  private static byte[] withoutReturn(byte[] bytes) {
    int length = bytes.length;
    return length > 0 && bytes[length - 1] == RETURN ? Arrays.copyOf(bytes, length - 1) : bytes;
  }

  /** A line that began at a position and goes up to the first line feed after that. */
  private Line tooLong(long start) throws IOException {
    seek(start);
    int next = read();
    while (next >= 0 && next != LINE_FEED) {
      next = read();
    }
    boolean isEnded = next == LINE_FEED;
    return new Line(new byte[0], position, isEnded ? 1 : 0, isEnded, true);
  }
}
