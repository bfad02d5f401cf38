package io.skipruntime.journal.log;

import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.BinaryOutput;
import java.util.zip.CRC32C;

/**
 * A record of the log as it stands in a segment.
 *
 * <pre>
 * length of the payload   u32
 * CRC32C                  u32   of the segment's salt and of all of the frame but this
 * sequence                u64   of the frame in the log, from 1, without gaps
 * durableUpTo             u64   the sequence up to which all frames were durable when this was made
 * type                    u8
 * payload, and zeros up to a multiple of 8 bytes
 * </pre>
 *
 * <p>Because of the salt and the sequence, bytes of another segment or of an older use of the disk
 * are no frame. Because of {@code durableUpTo}, a frame that is not valid can be told to have been
 * acknowledged, if a later one vouches for it.
 */
public final class Frame {

  /** The bytes before the payload. */
  public static final int HEAD = 25;

  static final int CRC_AT = 4;
  public static final int SEQUENCE_AT = 8;
  static final int DURABLE_AT = 16;
  static final int TYPE_AT = 24;

  /** Frames begin at multiples of this. */
  static final int ALIGNMENT = 8;

  private final long sequence;
  private final long durableUpTo;
  private final int type;
  private final byte[] payload;

  Frame(long sequence, long durableUpTo, int type, byte[] payload) {
    this.sequence = sequence;
    this.durableUpTo = durableUpTo;
    this.type = type;
    this.payload = payload;
  }

  /** The number of the frame in the log. */
  public long sequence() {
    return sequence;
  }

  /** The sequence up to which all was durable when the frame was made. */
  public long durableUpTo() {
    return durableUpTo;
  }

  /** The kind of the record. */
  public int type() {
    return type;
  }

  /** What the record says; not to be changed. */
  public byte[] payload() {
    return payload;
  }

  /** The size of a frame with a payload of a number of bytes. */
  static long size(long payload) {
    return (HEAD + payload + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** Appends a frame at a multiple of 8; its payload is what {@code payload} holds. */
  public static void append(
      BinaryOutput out,
      long salt,
      long sequence,
      long durableUpTo,
      int type,
      BinaryOutput payload) {
    int start = out.size();
    out.u32(payload.size());
    out.u32(0);
    out.u64(sequence);
    out.u64(durableUpTo);
    out.u8(type);
    out.bytes(payload.array(), 0, payload.size());
    out.align();
    out.setU32(start + CRC_AT, checksum(out.array(), start, out.size() - start, salt));
  }

  /** The checksum of the frame of {@code size} bytes that begins at a place of an array. */
  static int checksum(byte[] bytes, int start, int size, long salt) {
    CRC32C crc = new CRC32C();
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      crc.update((int) (salt >>> shift));
    }
    crc.update(bytes, start, CRC_AT);
    crc.update(bytes, start + SEQUENCE_AT, size - SEQUENCE_AT);
    return (int) crc.getValue();
  }

  /** The size of the frame that begins at a place of an array, as its length says; may be wrong. */
  public static long sizeAt(byte[] bytes, int start) {
    return size(BinaryInput.intAt(bytes, start) & 0xFFFF_FFFFL);
  }

  /** Whether the bytes from a place on are a frame. */
  public static boolean isValid(byte[] bytes, int start, int size, long salt) {
    return BinaryInput.intAt(bytes, start + CRC_AT) == checksum(bytes, start, size, salt)
        && BinaryInput.longAt(bytes, start + SEQUENCE_AT) > 0;
  }

  /** Whether a reader that does not know the type may leave the frame out. */
  public boolean isSkippable() {
    return (type & FrameType.SKIPPABLE) != 0;
  }
}
