package io.skipruntime.json.input;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * A reader of bytes in the format gzip (RFC 1952): members one after another, and nothing else. The
 * reader of the JDK ends without a word at whatever is no member, so that bytes of which a part was
 * lost or added count as whole.
 *
 * <ul>
 *   <li>{@code position} is where the next member begins while {@code isInMember} is false, else
 *       where the compressed data of the one that is read begins
 * </ul>
 */
public final class GzipInput extends InputStream {

  private static final int FIRST_BYTE = 0x1f;
  private static final int SECOND_BYTE = 0x8b;
  private static final int DEFLATE = 8;

  private static final int HAS_HEADER_CHECKSUM = 1 << 1;
  private static final int HAS_EXTRA_FIELD = 1 << 2;
  private static final int HAS_NAME = 1 << 3;
  private static final int HAS_COMMENT = 1 << 4;
  private static final int RESERVED = 0b1110_0000;

  /** The time, the hints of the compressor and the system, which have no meaning here. */
  private static final int UNUSED_BYTES = 6;

  private static final int SHORT_MASK = 0xffff;

  private final byte[] bytes;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 checksum = new CRC32();
  private int position;
  private boolean isInMember;

  /** A reader of all of the bytes, which are not copied. */
  public GzipInput(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public int read() throws IOException {
    byte[] single = new byte[1];
    return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
  }

  /**
   * Reads some of what the bytes stand for.
   *
   * @throws EOFException if they end within a member, or are none
   * @throws ZipException if something in them is no member, or a member is not what it was
   */
  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    while (isInMember || position < bytes.length || position == 0) {
      if (!isInMember) {
        begin();
      }
      int count = inflate(target, offset, length);
      if (count > 0) {
        checksum.update(target, offset, count);
        return count;
      }
      end();
    }
    return -1;
  }

  /** Reads what is before the compressed data of a member. */
  private void begin() throws IOException {
    int start = position;
    if (next() != FIRST_BYTE || next() != SECOND_BYTE || next() != DEFLATE) {
      throw new ZipException("these bytes begin no member of gzip");
    }
    int flags = next();
    if ((flags & RESERVED) != 0) {
      throw new ZipException("a member of gzip has a flag that is not known");
    }
    skip(UNUSED_BYTES);
    if ((flags & HAS_EXTRA_FIELD) != 0) {
      skip(nextShort());
    }
    if ((flags & HAS_NAME) != 0) {
      skipText();
    }
    if ((flags & HAS_COMMENT) != 0) {
      skipText();
    }
    if ((flags & HAS_HEADER_CHECKSUM) != 0) {
      checksum.reset();
      checksum.update(bytes, start, position - start);
      require(nextShort() == (int) (checksum.getValue() & SHORT_MASK));
    }
    checksum.reset();
    inflater.reset();
    inflater.setInput(bytes, position, bytes.length - position);
    isInMember = true;
  }

  /** Zero where the compressed data has ended. */
  private int inflate(byte[] target, int offset, int length) throws IOException {
    try {
      int count = inflater.inflate(target, offset, length);
      if (count == 0 && inflater.needsDictionary()) {
        throw new ZipException("a member of gzip needs a dictionary");
      }
      if (count == 0 && !inflater.finished()) {
        throw new EOFException();
      }
      return count;
    } catch (DataFormatException e) {
      throw new ZipException(e.getMessage());
    }
  }

  /** Reads what is behind the compressed data of a member. */
  private void end() throws IOException {
    position = bytes.length - inflater.getRemaining();
    require(nextInt() == (int) checksum.getValue());
    require(nextInt() == (int) inflater.getBytesWritten());
    isInMember = false;
  }

  private static void require(boolean isWhole) throws ZipException {
    if (!isWhole) {
      throw new ZipException("a member of gzip is not what it was");
    }
  }

  private int next() throws EOFException {
    if (position == bytes.length) {
      throw new EOFException();
    }
    return bytes[position++] & 0xff;
  }

  private int nextShort() throws EOFException {
    int low = next();
    return low | next() << 8;
  }

  private int nextInt() throws EOFException {
    int low = nextShort();
    return low | nextShort() << 16;
  }

  private void skip(int count) throws EOFException {
    if (count > bytes.length - position) {
      throw new EOFException();
    }
    position += count;
  }

  private void skipText() throws EOFException {
    while (next() != 0) {
      // its bytes have no meaning here
    }
  }

  @Override
  public void close() {
    inflater.end();
  }
}
