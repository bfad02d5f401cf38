package io.skipruntime.journal.format;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes that are read as a {@link BinaryOutput} wrote them. Whatever the bytes are, a method
 * returns a value or throws a {@link MalformedDataException}; none reads beyond the end or asks for
 * more memory than the bytes justify. Used by one thread.
 */
public final class BinaryInput {

  private final byte[] bytes;
  private final int end;
  private int at;

  /** Reads a whole array. */
  public BinaryInput(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  /** Reads a part of an array. */
  public BinaryInput(byte[] bytes, int offset, int count) {
    this.bytes = bytes;
    this.at = offset;
    this.end = offset + count;
  }

  /** How many bytes are left. */
  public int remaining() {
    return end - at;
  }

  /** Requires that all was read. */
  public void requireEnd() {
    if (at != end) {
      throw new MalformedDataException(remaining() + " bytes too many");
    }
  }

  private void require(int count) {
    if (count < 0 || count > end - at) {
      throw new MalformedDataException(
          count + " bytes were expected, and " + remaining() + " are left");
    }
  }

  /** Reads 8 bits, as 0 to 255. */
  public int u8() {
    require(1);
    return bytes[at++] & 0xFF;
  }

  /** Reads 32 bits. */
  public int u32() {
    require(Integer.BYTES);
    int value = intAt(bytes, at);
    at += Integer.BYTES;
    return value;
  }

  /** Reads 64 bits. */
  public long u64() {
    require(Long.BYTES);
    long value = longAt(bytes, at);
    at += Long.BYTES;
    return value;
  }

  /** The 32 bits at a place of an array, little-endian. */
  public static int intAt(byte[] bytes, int at) {
    return (bytes[at] & 0xFF)
        | (bytes[at + 1] & 0xFF) << 8
        | (bytes[at + 2] & 0xFF) << 16
        | (bytes[at + 3] & 0xFF) << 24;
  }

  /** The 64 bits at a place of an array, little-endian. */
  public static long longAt(byte[] bytes, int at) {
    return (intAt(bytes, at) & 0xFFFF_FFFFL) | (long) intAt(bytes, at + Integer.BYTES) << 32;
  }

  /** Reads a number of variable size, as unsigned. */
  public long varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int next = u8();
      if (shift == 63 && next > 1) {
        throw new MalformedDataException("a number of more than 64 bits");
      }
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new MalformedDataException("a number of more than 64 bits");
  }

  /** Reads what {@link BinaryOutput#signedVarint} wrote. */
  public long signedVarint() {
    long value = varint();
    return (value >>> 1) ^ -(value & 1);
  }

  /**
   * Reads how many things follow, each of which takes at least {@code leastBytes} bytes.
   *
   * @throws MalformedDataException if there is no room for so many
   */
  public int count(int leastBytes) {
    long count = varint();
    if (count < 0 || count > remaining() / leastBytes) {
      throw new MalformedDataException(
          Long.toUnsignedString(count) + " elements in " + remaining() + " bytes");
    }
    return (int) count;
  }

  /** Reads a number of bytes. */
  public byte[] bytes(int count) {
    require(count);
    byte[] result = new byte[count];
    System.arraycopy(bytes, at, result, 0, count);
    at += count;
    return result;
  }

  /** Leaves out a number of bytes. */
  void skip(int count) {
    require(count);
    at += count;
  }

  /** The place of the next byte in the array. */
  int place() {
    return at;
  }

  /** Writes to {@code out} what is between two places that were read. */
  void copy(int from, int to, BinaryOutput out) {
    out.bytes(bytes, from, to - from);
  }

  /** A copy of what was read from a place on. */
  byte[] copyFrom(int place) {
    return Arrays.copyOfRange(bytes, place, at);
  }

  /** Reads what {@link BinaryOutput#text} wrote. */
  public String text() {
    return utf8(count(1));
  }

  /** Reads a text of a number of bytes of UTF-8. */
  String utf8(int length) {
    require(length);
    int start = at;
    at += length;
    for (int i = start; i < at; i++) {
      if (bytes[i] < 0) {
        return decoded(start, length);
      }
    }
    return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
  }

  private String decoded(int start, int length) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes, start, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new MalformedDataException("a text that is not UTF-8", e);
    }
  }
}
