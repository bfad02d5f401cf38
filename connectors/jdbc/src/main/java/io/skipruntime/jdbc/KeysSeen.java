package io.skipruntime.jdbc;

/**
 * The keys that a read has met, each as 64 bits of a cryptographic digest: two keys of ten million
 * are taken for one with a probability of less than one in 100,000. A hash table with linear
 * probing. For one thread.
 *
 * <ul>
 *   <li>{@code table} has a power of two as length, is at most half full, and has 0 where it is
 *       free.
 * </ul>
 */
final class KeysSeen {

  private static final int FIRST_LENGTH = 64;

  private long[] table = new long[FIRST_LENGTH];
  private int size;

  /** Adds a key; false if it is there already. */
  boolean add(long digest) {
    long stored = digest == 0 ? 1 : digest;
    if (2 * (size + 1) > table.length) {
      grow();
    }
    if (!put(table, stored)) {
      return false;
    }
    size++;
    return true;
  }

  private static boolean put(long[] table, long stored) {
    int mask = table.length - 1;
    int at = (int) stored & mask;
    while (table[at] != 0) {
      if (table[at] == stored) {
        return false;
      }
      at = (at + 1) & mask;
    }
    table[at] = stored;
    return true;
  }

  private void grow() {
    long[] next = new long[2 * table.length];
    for (long stored : table) {
      if (stored != 0) {
        put(next, stored);
      }
    }
    table = next;
  }
}
