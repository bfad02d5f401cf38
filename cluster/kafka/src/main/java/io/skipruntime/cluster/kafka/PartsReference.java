package io.skipruntime.cluster.kafka;

import java.nio.ByteBuffer;
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

  private static final byte FORMAT = 1;
  private static final int BYTES = 1 + 4 * Long.BYTES + 2 * Integer.BYTES;

  byte[] encode() {
    return ByteBuffer.allocate(BYTES)
        .put(FORMAT)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .putLong(first)
        .putLong(last)
        .putInt(length)
        .putInt(checksum)
        .array();
  }

  /**
   * Decodes a reference.
   *
   * @throws IllegalArgumentException if the bytes are none that this version knows
   */
  static PartsReference decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (bytes.length != BYTES || in.get() != FORMAT) {
      throw new IllegalArgumentException("its reference is of a form that is not known");
    }
    PartsReference reference =
        new PartsReference(
            new UUID(in.getLong(), in.getLong()),
            in.getLong(),
            in.getLong(),
            in.getInt(),
            in.getInt());
    if (reference.first < 0 || reference.last < reference.first || reference.length < 0) {
      throw new IllegalArgumentException("its reference has no such place");
    }
    return reference;
  }

  static int checksum(byte[] record) {
    CRC32C checksum = new CRC32C();
    checksum.update(record);
    return (int) checksum.getValue();
  }
}
