package io.skipruntime.engine.shard;

import io.skipruntime.json.CanonicalHash;

/**
 * The groups of keys, of which each belongs to one shard. The group of a key depends on nothing but
 * the JSON that it is written as; which shard has a group depends on the number of shards as well.
 */
public final class KeyGroups {

  /** How many groups there are, and shards at most. */
  public static final int COUNT = 128;

  private KeyGroups() {}

  /** The group of a key, from 0. */
  public static int of(Object key) {
    return CanonicalHash.of(key) & (COUNT - 1);
  }

  /** The shard that has the group of a key, from 0. */
  public static int shardOf(Object key, int shards) {
    return of(key) * shards / COUNT;
  }

  /**
   * Checks a number of shards.
   *
   * @throws IllegalArgumentException if there cannot be so many
   */
  public static void requireShards(int shards) {
    if (shards < 1 || shards > COUNT) {
      throw new IllegalArgumentException(
          shards
              + " shards: there are at least 1, and at most as many as groups of keys, "
              + COUNT);
    }
  }
}
