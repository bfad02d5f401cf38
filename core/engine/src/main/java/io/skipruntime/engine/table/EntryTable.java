package io.skipruntime.engine.table;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A hash table whose entries are in the order in which their keys came, and which notices when it
 * is flooded with keys of equal hash codes.
 *
 * <ul>
 *   <li>{@code keys[0..used)}, {@code values} and {@code hashes} have the entries, their keys' hash
 *       codes among them; a key is null where an entry was removed.
 *   <li>{@code places} has the index of an entry plus one, or 0, at the place that its hash code
 *       says or, linearly probed, after it; one that is removed closes the gap (Knuth, <cite>The
 *       Art of Computer Programming</cite> 3, 6.4, algorithms L and R). It is at most half full.
 *   <li>{@code isFlooded} is true once a key came that {@value #MANY} others had the hash code of.
 *       Among keys that are not made for it, even a thousand million, that does not happen.
 * </ul>
 *
 * <p>Not synchronised; several threads may look up keys while none changes the table.
 *
 * @param <V> type of what the keys are mapped to
 */
final class EntryTable<V> extends AbstractMap<Object, V> {

  private static final int SMALLEST = 4;
  private static final int MANY = 32;

  private @Nullable Object[] keys = new Object[SMALLEST];
  private @Nullable Object[] values = new Object[SMALLEST];
  private int[] hashes = new int[SMALLEST];
  private int[] places = new int[2 * SMALLEST];
  private int used;
  private int size;
  private boolean isFlooded;

  /** Whether so many keys have one hash code that keys are no longer found fast. */
  boolean isFlooded() {
    return isFlooded;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  @SuppressWarnings("unchecked") // put lets only values in
  public @Nullable V get(@Nullable Object key) {
    int index = key == null ? -1 : indexOf(key, key.hashCode());
    return index < 0 ? null : (V) values[index];
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return get(key) != null;
  }

  private int indexOf(Object key, int hash) {
    int place = HashMixing.home(hash, places.length);
    for (; places[place] != 0; place = next(place)) {
      int index = places[place] - 1;
      if (hashes[index] == hash && key.equals(keys[index])) {
        return index;
      }
    }
    return -1;
  }

  private int next(int place) {
    return (place + 1) & (places.length - 1);
  }

  @Override
  @SuppressWarnings("unchecked") // put lets only values in
  public @Nullable V put(Object key, V value) {
    int hash = key.hashCode();
    int index = indexOf(key, hash);
    if (index >= 0) {
      V before = (V) values[index];
      values[index] = value;
      return before;
    }
    if (used == keys.length) {
      makeRoom();
    }
    keys[used] = key;
    values[used] = value;
    hashes[used] = hash;
    enter(used++);
    size++;
    return null;
  }

  private void enter(int index) {
    int same = 0;
    int place = HashMixing.home(hashes[index], places.length);
    for (; places[place] != 0; place = next(place)) {
      same += hashes[places[place] - 1] == hashes[index] ? 1 : 0;
    }
    places[place] = index + 1;
    isFlooded |= same >= MANY;
  }

  /** Closes the gaps of removed entries or, where these are few, makes the table larger. */
  private void makeRoom() {
    int capacity = 4 * size > 3 * used ? 2 * keys.length : keys.length;
    @Nullable Object[] keysBefore = keys;
    @Nullable Object[] valuesBefore = values;
    int[] hashesBefore = hashes;
    int usedBefore = used;
    keys = new Object[capacity];
    values = new Object[capacity];
    hashes = new int[capacity];
    places = new int[2 * capacity];
    used = 0;
    for (int i = 0; i < usedBefore; i++) {
      if (keysBefore[i] != null) {
        keys[used] = keysBefore[i];
        values[used] = valuesBefore[i];
        hashes[used] = hashesBefore[i];
        enter(used++);
      }
    }
  }

  @Override
  @SuppressWarnings("unchecked") // put lets only values in
  public @Nullable V remove(@Nullable Object key) {
    int index = key == null ? -1 : indexOf(key, key.hashCode());
    if (index < 0) {
      return null;
    }
    V before = (V) values[index];
    leave(index);
    keys[index] = null;
    values[index] = null;
    size--;
    if (index == used - 1) {
      used--;
    }
    return before;
  }

  private void leave(int index) {
    int free = HashMixing.home(hashes[index], places.length);
    while (places[free] != index + 1) {
      free = next(free);
    }
    for (int probed = next(free); places[probed] != 0; probed = next(probed)) {
      int home = HashMixing.home(hashes[places[probed] - 1], places.length);
      boolean isPastFree =
          free <= probed ? home <= free || home > probed : home <= free && home > probed;
      if (isPastFree) {
        places[free] = places[probed];
        free = probed;
      }
    }
    places[free] = 0;
  }

  @Override
  public void clear() {
    keys = new Object[SMALLEST];
    values = new Object[SMALLEST];
    hashes = new int[SMALLEST];
    places = new int[2 * SMALLEST];
    used = 0;
    size = 0;
  }

  @Override
  public Set<Map.Entry<Object, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public Iterator<Map.Entry<Object, V>> iterator() {
        return new Entries();
      }
    };
  }

  /** The entries, for as long as the table is not changed. */
  private final class Entries implements Iterator<Map.Entry<Object, V>> {
    private int index = -1;

    Entries() {
      goOn();
    }

    private void goOn() {
      index++;
      while (index < used && keys[index] == null) {
        index++;
      }
    }

    @Override
    public boolean hasNext() {
      return index < used;
    }

    @Override
    @SuppressWarnings("unchecked") // values hold what was put
    public Map.Entry<Object, V> next() {
      if (index >= used) {
        throw new NoSuchElementException();
      }
      Map.Entry<Object, V> entry =
          new SimpleImmutableEntry<>(
              Objects.requireNonNull(keys[index]), (V) Objects.requireNonNull(values[index]));
      goOn();
      return entry;
    }
  }
}
