package io.skipruntime.engine.table;

import java.util.Arrays;

/**
 * A hash table from numbers to pairs of numbers, all in one array: an entry is found with one
 * access to memory, and to change one stores no reference.
 *
 * <ul>
 *   <li>{@code cells} has a key and its pair for each place; the key {@link #FREE}, which the table
 *       does not take, where the place is free. An entry is at the place that its key's hash says
 *       or, linearly probed, after it; one that is removed closes the gap (Knuth, <cite>The Art of
 *       Computer Programming</cite> 3, 6.4, algorithms L and R).
 *   <li>At most two thirds of the places are taken.
 * </ul>
 *
 * <p>Not synchronised; several threads may look up keys while none changes the table.
 */
public final class LongPairTable {

  /** The only key that cannot be in a table. */
  public static final long FREE = Long.MIN_VALUE;

  private static final int CELLS = 3;
  private static final int SMALLEST = 4;
  private static final int NOWHERE = -1;

  private long[] cells = ofPlaces(SMALLEST);
  private int places = SMALLEST;
  private int size;

  private static long[] ofPlaces(int places) {
    long[] cells = new long[places * CELLS];
    Arrays.fill(cells, FREE);
    return cells;
  }

  /** The number of keys. */
  public int size() {
    return size;
  }

  /** How many places there are, taken or not. */
  public int places() {
    return places;
  }

  /** The place of a key, until the table changes; negative if the key is not there. */
  public int find(long key) {
    int place = place(key);
    return keyAt(place) == FREE ? NOWHERE : place;
  }

  /** The key at a place; {@link #FREE} if there is none. */
  public long keyAt(int place) {
    return cells[place * CELLS];
  }

  /** The first number of the pair at a place that is taken. */
  public long firstAt(int place) {
    return cells[place * CELLS + 1];
  }

  /** The second number of the pair at a place that is taken. */
  public long secondAt(int place) {
    return cells[place * CELLS + 2];
  }

  /** Where a key is, or would be. */
  private int place(long key) {
    int place = HashMixing.home(key, places);
    while (keyAt(place) != key && keyAt(place) != FREE) {
      place = next(place);
    }
    return place;
  }

  private int next(int place) {
    return (place + 1) & (places - 1);
  }

  /** Maps a key, any but {@link #FREE}, to a pair. */
  public void put(long key, long first, long second) {
    int place = place(key);
    boolean isNew = keyAt(place) == FREE;
    set(place, key, first, second);
    if (isNew && 3 * ++size > 2 * places) {
      grow();
    }
  }

  private void set(int place, long key, long first, long second) {
    int at = place * CELLS;
    cells[at] = key;
    cells[at + 1] = first;
    cells[at + 2] = second;
  }

  private void grow() {
    long[] before = cells;
    places *= 2;
    cells = ofPlaces(places);
    for (int at = 0; at < before.length; at += CELLS) {
      if (before[at] != FREE) {
        set(place(before[at]), before[at], before[at + 1], before[at + 2]);
      }
    }
  }

  /** Removes the key at a place that is taken. */
  public void removeAt(int place) {
    int free = place;
    for (int probed = next(free); keyAt(probed) != FREE; probed = next(probed)) {
      if (HashMixing.isPast(free, HashMixing.home(keyAt(probed), places), probed)) {
        set(free, keyAt(probed), firstAt(probed), secondAt(probed));
        free = probed;
      }
    }
    set(free, FREE, FREE, FREE);
    size--;
  }

  /** Removes all keys. */
  public void clear() {
    places = SMALLEST;
    cells = ofPlaces(SMALLEST);
    size = 0;
  }
}
