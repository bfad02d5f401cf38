package io.skipruntime.cluster.kafka;

import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.BinaryOutput;
import io.skipruntime.journal.format.MalformedDataException;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The place of a large record in the topic of parts.
 *
 * @param id tells its parts from others that are between them
 * @param first the offset of its first part
 * @param last that of its last part
 * @param length the size of the record in bytes
 * @param checksum its CRC32C
 */
record PartsReference(UUID id, long first, long last, int length, int checksum) {

  private static final int FORMAT = 1;
  private static final int CAPACITY = 64;

  byte[] encode() {
    BinaryOutput out = new BinaryOutput(CAPACITY);
    out.u8(FORMAT);
    out.u64(id.getMostSignificantBits());
    out.u64(id.getLeastSignificantBits());
    out.varint(first);
    out.varint(last);
    out.varint(length);
    out.u32(checksum);
    return out.toByteArray();
  }

  /**
   * Decodes a reference.
   *
   * @throws MalformedDataException if the bytes are none that this version knows
   */
  static PartsReference decode(byte[] bytes) {
    BinaryInput in = new BinaryInput(bytes);
    int format = in.u8();
    if (format != FORMAT) {
      throw new MalformedDataException("no large record is of format " + format);
    }
    UUID id = new UUID(in.u64(), in.u64());
    long first = in.varint();
    long last = in.varint();
    long length = in.varint();
    if (first < 0 || last < first || length < 0 || length > Integer.MAX_VALUE) {
      throw new MalformedDataException("a large record has no such place");
    }
    PartsReference reference = new PartsReference(id, first, last, (int) length, in.u32());
    in.requireEnd();
    return reference;
  }

  static int checksum(byte[] record) {
    CRC32C checksum = new CRC32C();
    checksum.update(record);
    return (int) checksum.getValue();
  }
}
