package io.skipruntime.journal.log;

import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.BinaryOutput;
import io.skipruntime.journal.format.MalformedDataException;
import java.security.SecureRandom;
import java.util.zip.CRC32C;

/**
 * The first 4 KiB of a segment. They are durable before the first frame is written, so that a
 * segment whose header is not valid is damaged, never unfinished.
 *
 * @param format version of the format
 * @param origin what the segment was written by
 * @param number number of the segment, from 1, without gaps
 * @param salt random bits that all checksums of the segment begin with
 * @param firstSequence sequence of the segment's first frame
 * @param previousChecksum the checksum of the last frame of the segment before; 0 for none
 * @param createdMillis time of its creation, in milliseconds of the clock
 */
public record SegmentHeader(
    int format,
    LogOrigin origin,
    long number,
    long salt,
    long firstSequence,
    int previousChecksum,
    long createdMillis) {

  /** The size of a header in bytes. */
  public static final int SIZE = 4_096;

  /**
   * The newest version of the format, which this program writes; it reads those before, too. Since
   * 2 there are answers to commands, in the log and in snapshots.
   */
  public static final int FORMAT = 2;

  private static final long MAGIC = 0x31474F4C50494B53L; // SKIPLOG1
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int CRC_AT = SIZE - Integer.BYTES;

  /** Random bits. */
  static long newSalt() {
    return RANDOM.nextLong();
  }

  /** A header with a salt of its own, for a file that is written now. */
  public static SegmentHeader of(
      LogOrigin origin, long number, long firstSequence, int previousChecksum, long nowMillis) {
    return new SegmentHeader(
        FORMAT, origin, number, newSalt(), firstSequence, previousChecksum, nowMillis);
  }

  /** The header's bytes. */
  public byte[] encode() {
    BinaryOutput out = new BinaryOutput(SIZE);
    out.u64(MAGIC);
    out.u32(format);
    origin.write(out);
    out.u64(number);
    out.u64(salt);
    out.u64(firstSequence);
    out.u32(previousChecksum);
    out.u64(createdMillis);
    out.zeros(CRC_AT - out.size());
    out.u32(checksum(out.array()));
    return out.toByteArray();
  }

  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, CRC_AT);
    return (int) crc.getValue();
  }

  /**
   * Reads a header.
   *
   * @throws MalformedDataException if it is none
   * @throws NewerFormatException if a newer program has written it
   */
  static SegmentHeader decode(byte[] bytes) {
    if (bytes.length < SIZE) {
      throw new MalformedDataException("the file ends within its header");
    }
    BinaryInput in = new BinaryInput(bytes, 0, SIZE);
    if (in.u64() != MAGIC) {
      throw new MalformedDataException("the file does not begin as a segment of a log does");
    }
    if (BinaryInput.intAt(bytes, CRC_AT) != checksum(bytes)) {
      throw new MalformedDataException("the header's checksum is wrong");
    }
    int format = in.u32();
    if (format > FORMAT || format < 1) {
      throw new NewerFormatException(format, FORMAT);
    }
    return new SegmentHeader(
        format, LogOrigin.read(in), in.u64(), in.u64(), in.u64(), in.u32(), in.u64());
  }
}
