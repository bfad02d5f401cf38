package io.skipruntime.kafka;

import java.util.zip.CRC32;
import org.apache.kafka.common.utils.Utils;

/**
 * The rules by which producers choose the partition of a key, of which those are left that all
 * records have followed: that of Kafka's Java clients, and that of librdkafka. While one is left,
 * no key can be in two partitions. For one thread.
 *
 * @see <a href="https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md">the
 *     property {@code partitioner} of librdkafka</a>
 */
final class KeyPlacing {

  private static final String MURMUR2 = "murmur2";
  private static final String CRC32 = "crc32";

  private boolean isByMurmur2;
  private boolean isByCrc32;

  private KeyPlacing(boolean isByMurmur2, boolean isByCrc32) {
    this.isByMurmur2 = isByMurmur2;
    this.isByCrc32 = isByCrc32;
  }

  /** All rules, when no record has been seen. */
  static KeyPlacing unknown() {
    return new KeyPlacing(true, true);
  }

  /** The rules that {@link #toString} has named. */
  static KeyPlacing parse(String rules) {
    return new KeyPlacing(rules.contains(MURMUR2), rules.contains(CRC32));
  }

  /** Whether no rule is left. */
  boolean isMixed() {
    return !isByMurmur2 && !isByCrc32;
  }

  /**
   * Notes where a key was seen.
   *
   * @param partitions how many there are
   */
  void see(byte[] key, int partition, int partitions) {
    if (partitions == 1) {
      return;
    }
    isByMurmur2 = isByMurmur2 && Utils.toPositive(Utils.murmur2(key)) % partitions == partition;
    isByCrc32 = isByCrc32 && crc32(key) % partitions == partition;
  }

  private static long crc32(byte[] key) {
    CRC32 checksum = new CRC32();
    checksum.update(key);
    return checksum.getValue();
  }

  @Override
  public String toString() {
    return (isByMurmur2 ? MURMUR2 : "") + (isByCrc32 ? " " + CRC32 : "");
  }
}
