package io.skipruntime.journal.log;

import io.skipruntime.journal.file.Files;
import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.MalformedDataException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the frames of one segment, or of a file that is written like one, one after the
 * other, until there is no valid one.
 *
 * <ul>
 *   <li>{@code window} holds the bytes of the file from {@code windowStart} on, {@code windowSize}
 *       of them; it is as large as the largest frame, and at least {@value #WINDOW} bytes.
 *   <li>{@code offset} is where the next frame begins.
 * </ul>
 *
 * <p>Used by one thread.
 */
public final class SegmentReader implements Closeable {

  private static final int WINDOW = 1 << 18;

  private final String name;
  private final Files.File file;
  private final long size;
  private final SegmentHeader header;
  private byte[] window = new byte[WINDOW];
  private long windowStart;
  private int windowSize;
  private long offset = SegmentHeader.SIZE;
  private long next;
  private int lastChecksum;

  private SegmentReader(String name, Files.File file, SegmentHeader header) throws IOException {
    this.name = name;
    this.file = file;
    this.size = file.size();
    this.header = header;
    this.next = header.firstSequence();
  }

  /**
   * Opens a segment.
   *
   * @throws DamagedLogException if its header is not valid
   * @throws NewerFormatException if a newer program wrote it
   */
  public static SegmentReader open(Files files, String name) throws IOException {
    return of(name, files.read(name));
  }

  /**
   * As {@link #open}, for a file that is open, and is closed with the reader, or now if it is none.
   *
   * @param name how messages call the file
   */
  public static SegmentReader of(String name, Files.File file) throws IOException {
    boolean opened = false;
    try {
      ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.SIZE);
      file.read(bytes, 0);
      SegmentHeader header = SegmentHeader.decode(Arrays.copyOf(bytes.array(), bytes.position()));
      SegmentReader reader = new SegmentReader(name, file, header);
      opened = true;
      return reader;
    } catch (MalformedDataException e) {
      throw new DamagedLogException(name, 0, 0, String.valueOf(e.getMessage()));
    } finally {
      if (!opened) {
        file.close();
      }
    }
  }

  /** The header. */
  public SegmentHeader header() {
    return header;
  }

  /** The name of the file. */
  public String name() {
    return name;
  }

  /** Where the next frame begins or would begin. */
  public long offset() {
    return offset;
  }

  /** The sequence of the next frame, if there is one. */
  public long nextSequence() {
    return next;
  }

  /** How many bytes the file has. */
  public long size() {
    return size;
  }

  /** Goes to a place where the frame of a sequence begins. */
  public void goTo(long place, long sequence) {
    offset = place;
    next = sequence;
  }

  /**
   * The checksum of the last frame that was read, except for {@link FrameType#ROLLED}; 0 if none.
   */
  int lastChecksum() {
    return lastChecksum;
  }

  /** Reads the next frame; null if there is no valid one of the next sequence at its place. */
  public @Nullable Frame next() throws IOException {
    int length = frameAt(offset);
    if (length == 0) {
      return null;
    }
    int at = (int) (offset - windowStart);
    if (BinaryInput.longAt(window, at + Frame.SEQUENCE_AT) != next) {
      return null;
    }
    int payload = BinaryInput.intAt(window, at);
    int type = window[at + Frame.TYPE_AT] & 0xFF;
    if (type != FrameType.ROLLED) {
      lastChecksum = BinaryInput.intAt(window, at + Frame.CRC_AT);
    }
    offset += length;
    return new Frame(
        next++,
        BinaryInput.longAt(window, at + Frame.DURABLE_AT),
        type,
        Arrays.copyOfRange(window, at + Frame.HEAD, at + Frame.HEAD + payload));
  }

  /** The size of the valid frame at a place, which is in the window then; 0 if there is none. */
  private int frameAt(long place) throws IOException {
    if (!load(place, Frame.HEAD)) {
      return 0;
    }
    long length = Frame.sizeAt(window, (int) (place - windowStart));
    if (length > size - place || length > Integer.MAX_VALUE - 8 || !load(place, (int) length)) {
      return 0;
    }
    return Frame.isValid(window, (int) (place - windowStart), (int) length, header.salt())
        ? (int) length
        : 0;
  }

  /** Brings some bytes of the file into the window; false if the file ends before. */
  private boolean load(long place, int count) throws IOException {
    if (place + count > size) {
      return false;
    }
    if (place >= windowStart && place + count <= windowStart + windowSize) {
      return true;
    }
    if (count > window.length) {
      window = new byte[Math.max(count, WINDOW)];
    }
    ByteBuffer buffer = ByteBuffer.wrap(window);
    buffer.limit((int) Math.min(window.length, size - place));
    windowSize = file.read(buffer, place);
    windowStart = place;
    return windowSize >= count;
  }

  /** Whether all bytes from {@link #offset} on are zero. */
  boolean isZeroFromHere() throws IOException {
    for (long place = offset; place < size; ) {
      int count = (int) Math.min(WINDOW, size - place);
      load(place, count);
      int at = (int) (place - windowStart);
      for (int i = at; i < at + count; i++) {
        if (window[i] != 0) {
          return false;
        }
      }
      place += count;
    }
    return true;
  }

  /**
   * Looks for a valid frame after {@link #offset} that says that the frame which should be there
   * was durable.
   *
   * @return the sequence of the frame that says so; 0 if there is none
   */
  long laterWitness() throws IOException {
    long mostFrames = (size - offset) / Frame.size(0) + 1;
    for (long place = offset; place + Frame.HEAD <= size; place += Frame.ALIGNMENT) {
      load(place, Frame.HEAD);
      int at = (int) (place - windowStart);
      long sequence = BinaryInput.longAt(window, at + Frame.SEQUENCE_AT);
      long durable = BinaryInput.longAt(window, at + Frame.DURABLE_AT);
      boolean plausible = sequence > next && sequence - next <= mostFrames && durable >= next;
      if (plausible && durable < sequence && frameAt(place) > 0) {
        return sequence;
      }
    }
    return 0;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
