package io.skipruntime.cluster.flink;

import io.skipruntime.engine.shard.KeyGroups;
import java.util.Arrays;

/**
 * One key for each group of keys, which Flink puts into its own group of the same number, so that
 * the inputs of a shard are where the shard is.
 */
final class GroupKeys {

  private static final int[] KEYS = keys();

  private GroupKeys() {}

  /** The key of a group. */
  static int of(int group) {
    return KEYS[group];
  }

  private static int[] keys() {
    int[] keys = new int[KeyGroups.COUNT];
    Arrays.fill(keys, -1);
    int missing = keys.length;
    for (int key = 0; missing > 0; key++) {
      int group = flinkGroup(key);
      if (keys[group] < 0) {
        keys[group] = key;
        missing--;
      }
    }
    return keys;
  }

  /**
   * The group that Flink gives a number. It is that of all savepoints, so it stays; Flink's own
   * function is not part of its public API.
   */
  static int flinkGroup(int key) {
    int hash = key * 0xcc9e2d51;
    hash = Integer.rotateLeft(hash, 15);
    hash *= 0x1b873593;
    hash = Integer.rotateLeft(hash, 13);
    hash = hash * 5 + 0xe6546b64;
    hash ^= 4;
    hash ^= hash >>> 16;
    hash *= 0x85ebca6b;
    hash ^= hash >>> 13;
    hash *= 0xc2b2ae35;
    hash ^= hash >>> 16;
    int positive = hash >= 0 ? hash : hash == Integer.MIN_VALUE ? 0 : -hash;
    return positive % KeyGroups.COUNT;
  }
}
