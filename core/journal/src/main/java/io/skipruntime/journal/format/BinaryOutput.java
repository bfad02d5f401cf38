package io.skipruntime.journal.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes that are being written: numbers of fixed size (little-endian), numbers of variable size,
 * texts. It grows as needed, up to the largest array. Used by one thread.
 */
public final class BinaryOutput {

  private static final int MAX_SIZE = Integer.MAX_VALUE - 64;

  private byte[] bytes;
  private int size;

  /** An empty output with room for some bytes. */
  public BinaryOutput(int capacity) {
    bytes = new byte[Math.max(capacity, 16)];
  }

  /** The number of bytes written. */
  public int size() {
    return size;
  }

  /** The array that holds what was written, from its start; it is replaced when it grows. */
  public byte[] array() {
    return bytes;
  }

  /** A copy of what was written. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /** Forgets what was written from {@code newSize} on. */
  public void truncate(int newSize) {
    if (newSize < 0 || newSize > size) {
      throw new IllegalArgumentException(newSize + " is not within the " + size + " bytes written");
    }
    size = newSize;
  }

  private void reserve(int count) {
    if (count <= bytes.length - size) {
      return;
    }
    long needed = (long) size + count;
    if (needed > MAX_SIZE) {
      throw new OutOfMemoryError("a record of more than " + MAX_SIZE + " bytes");
    }
    bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_SIZE, Math.max(needed, 2L * bytes.length)));
  }

  /** Writes the lowest 8 bits. */
  public void u8(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  /** Writes 32 bits. */
  public void u32(int value) {
    reserve(Integer.BYTES);
    putInt(size, value);
    size += Integer.BYTES;
  }

  /** Writes 64 bits. */
  public void u64(long value) {
    reserve(Long.BYTES);
    putInt(size, (int) value);
    putInt(size + Integer.BYTES, (int) (value >>> Integer.SIZE));
    size += Long.BYTES;
  }

  private void putInt(int at, int value) {
    bytes[at] = (byte) value;
    bytes[at + 1] = (byte) (value >>> 8);
    bytes[at + 2] = (byte) (value >>> 16);
    bytes[at + 3] = (byte) (value >>> 24);
  }

  /** Replaces 32 bits that were written before. */
  public void setU32(int at, int value) {
    if (at < 0 || at > size - Integer.BYTES) {
      throw new IllegalArgumentException(at + " is not within the " + size + " bytes written");
    }
    putInt(at, value);
  }

  /** Writes a number in as many groups of 7 bits as it needs, the lowest first, as unsigned. */
  public void varint(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** Writes a number so that those near zero, of both signs, are short. */
  public void signedVarint(long value) {
    varint((value << 1) ^ (value >> 63));
  }

  /** Writes some bytes of an array. */
  public void bytes(byte[] source, int offset, int count) {
    reserve(count);
    System.arraycopy(source, offset, bytes, size, count);
    size += count;
  }

  /** Writes a number of zeros. */
  public void zeros(int count) {
    reserve(count);
    Arrays.fill(bytes, size, size + count, (byte) 0);
    size += count;
  }

  /** Writes the length and the UTF-8 of a text that holds no lone surrogates. */
  public void text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    varint(utf8.length);
    bytes(utf8, 0, utf8.length);
  }

  /** Writes zeros up to a multiple of 8. */
  public void align() {
    zeros(-size & 7);
  }
}
