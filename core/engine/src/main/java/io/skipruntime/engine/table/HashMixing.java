package io.skipruntime.engine.table;

import java.security.SecureRandom;

/**
 * The place that hash tables give to a hash code: one that looks random and that is another in each
 * process, so that keys cannot be made up that all have one place.
 *
 * <p>It is the finalizer of MurmurHash3 (Austin Appleby, public domain) over the hash code and a
 * secret. Different hash codes of 64 bits are mixed to different numbers.
 */
final class HashMixing {

  private static final long SECRET = new SecureRandom().nextLong();

  private HashMixing() {}

  static long mix(long hash) {
    long mixed = hash ^ SECRET;
    mixed = (mixed ^ (mixed >>> 33)) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return mixed ^ (mixed >>> 33);
  }

  /**
   * The place of a hash code in a table of {@code places}, a power of two: the low bits. With the
   * high bits, the entries of a table, which come in the order of their places, would all belong to
   * the beginning of a table that grows while they are put there, and each would be probed past all
   * before it.
   */
  static int home(long hash, int places) {
    return (int) mix(hash) & (places - 1);
  }

  /**
   * Whether what is found at {@code probed}, and belongs at {@code home}, is to move to a place
   * before it that became free, since probing from its home would end there.
   */
  static boolean isPast(int free, int home, int probed) {
    return free <= probed ? home <= free || home > probed : home <= free && home > probed;
  }
}
