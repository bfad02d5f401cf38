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
 *   <li>{@code entries} has, at {@code 2 * i} and after it, key and value of the i-th entry, of
 *       which {@code used} have been made; both are null where one was removed.
 *   <li>{@code places} has a {@link #place} for each entry, or 0, where its key's hash code says
 *       or, linearly probed, after it; one that is removed closes the gap (Knuth, <cite>The Art of
 *       Computer Programming</cite> 3, 6.4, algorithms L and R). It is at most half full. Most
 *       entries are found with three accesses to memory: place, entry, key.
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

  private @Nullable Object[] entries = new Object[2 * SMALLEST];
  private long[] places = new long[2 * SMALLEST];
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
    return index < 0 ? null : (V) entries[2 * index + 1];
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return get(key) != null;
  }

  /** What {@code places} has for the entry of an index: the hash code above the index plus one. */
  private static long place(int hash, int index) {
    return (long) hash << Integer.SIZE | (index + 1);
  }

  private static int hash(long place) {
    return (int) (place >>> Integer.SIZE);
  }

  private static int index(long place) {
    return (int) place - 1;
  }

  private int indexOf(Object key, int hash) {
    int at = HashMixing.home(hash, places.length);
    for (long place = places[at]; place != 0; place = places[at]) {
      if (hash(place) == hash && key.equals(entries[2 * index(place)])) {
        return index(place);
      }
      at = next(at);
    }
    return -1;
  }

  private int next(int at) {
    return (at + 1) & (places.length - 1);
  }

  @Override
  @SuppressWarnings("unchecked") // put lets only values in
  public @Nullable V put(Object key, V value) {
    int hash = key.hashCode();
    int index = indexOf(key, hash);
    if (index >= 0) {
      V before = (V) entries[2 * index + 1];
      entries[2 * index + 1] = value;
      return before;
    }
    if (2 * used == entries.length) {
      makeRoom();
    }
    entries[2 * used] = key;
    entries[2 * used + 1] = value;
    enter(place(hash, used++));
    size++;
    return null;
  }

  private void enter(long place) {
    int same = 0;
    int at = HashMixing.home(hash(place), places.length);
    for (; places[at] != 0; at = next(at)) {
      same += hash(places[at]) == hash(place) ? 1 : 0;
    }
    places[at] = place;
    isFlooded |= same >= MANY;
  }

  /** Closes the gaps of removed entries or, where these are few, makes the table larger. */
  private void makeRoom() {
    int capacity = 4 * size > 3 * used ? 2 * used : used;
    @Nullable Object[] entriesBefore = entries;
    long[] placesBefore = places;
    entries = new Object[2 * capacity];
    places = new long[2 * capacity];
    int[] indexes = new int[used];
    int kept = 0;
    for (int i = 0; i < used; i++) {
      if (entriesBefore[2 * i] != null) {
        entries[2 * kept] = entriesBefore[2 * i];
        entries[2 * kept + 1] = entriesBefore[2 * i + 1];
        indexes[i] = kept++;
      }
    }
    used = kept;
    for (long place : placesBefore) {
      if (place != 0) {
        enter(place(hash(place), indexes[index(place)]));
      }
    }
  }

  @Override
  @SuppressWarnings("unchecked") // put lets only values in
  public @Nullable V remove(@Nullable Object key) {
    if (key == null) {
      return null;
    }
    int hash = key.hashCode();
    int index = indexOf(key, hash);
    if (index < 0) {
      return null;
    }
    V before = (V) entries[2 * index + 1];
    leave(place(hash, index));
    entries[2 * index] = null;
    entries[2 * index + 1] = null;
    size--;
    if (index == used - 1) {
      used--;
    }
    return before;
  }

  private void leave(long place) {
    int free = HashMixing.home(hash(place), places.length);
    while (places[free] != place) {
      free = next(free);
    }
    for (int probed = next(free); places[probed] != 0; probed = next(probed)) {
      int home = HashMixing.home(hash(places[probed]), places.length);
      if (HashMixing.isPast(free, home, probed)) {
        places[free] = places[probed];
        free = probed;
      }
    }
    places[free] = 0;
  }

  @Override
  public void clear() {
    entries = new Object[2 * SMALLEST];
    places = new long[2 * SMALLEST];
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
      while (index < used && entries[2 * index] == null) {
        index++;
      }
    }

    @Override
    public boolean hasNext() {
      return index < used;
    }

    @Override
    @SuppressWarnings("unchecked") // entries hold what was put
    public Map.Entry<Object, V> next() {
      if (index >= used) {
        throw new NoSuchElementException();
      }
      Map.Entry<Object, V> entry =
          new SimpleImmutableEntry<>(
              Objects.requireNonNull(entries[2 * index]),
              (V) Objects.requireNonNull(entries[2 * index + 1]));
      goOn();
      return entry;
    }
  }
}
