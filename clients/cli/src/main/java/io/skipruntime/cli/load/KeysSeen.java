package io.skipruntime.cli.load;

import io.skipruntime.json.Json;

/**
 * The keys that have come, by hashes of 64 bits in 8 to 16 bytes a key: of ten million keys, two
 * are taken for one with a probability of three in a million.
 *
 * <ul>
 *   <li>{@code table} has a power of two places, at most half of which are taken; 0 is a free one
 * </ul>
 */
final class KeysSeen {

  private static final int FIRST_PLACES = 1 << 10;
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private long[] table = new long[FIRST_PLACES];
  private int size;

  /** Notes a key; whether it is there for the first time. */
  boolean add(Json key) {
    if (2 * (size + 1) > table.length) {
      grow();
    }
    boolean isNew = put(table, hash(key));
    size += isNew ? 1 : 0;
    return isNew;
  }

  private void grow() {
    long[] larger = new long[2 * table.length];
    for (long hash : table) {
      if (hash != 0) {
        put(larger, hash);
      }
    }
    table = larger;
  }

  private static boolean put(long[] places, long hash) {
    int place = (int) (hash ^ (hash >>> 32)) & (places.length - 1);
    while (places[place] != 0) {
      if (places[place] == hash) {
        return false;
      }
      place = (place + 1) & (places.length - 1);
    }
    places[place] = hash;
    return true;
  }

  /** FNV-1a over the text of the key, and not 0. */
  private static long hash(Json key) {
    long hash = FNV_OFFSET;
    for (byte each : key.toUtf8()) {
      hash = (hash ^ (each & 0xff)) * FNV_PRIME;
    }
    return hash == 0 ? 1 : hash;
  }
}
