package io.skipruntime.engine.table;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A hash table by keys that are all {@code Long}, kept as {@code long}s beside the values: a third
 * of the space of a {@code HashMap}, and an entry is found without following references.
 *
 * <ul>
 *   <li>{@code values} is null where the table is free. An entry is at the place that its key's
 *       hash says or, linearly probed, after it; one that is removed closes the gap (Knuth,
 *       <cite>The Art of Computer Programming</cite> 3, 6.4, algorithms L and R).
 *   <li>At most two thirds of the places are taken.
 * </ul>
 *
 * <p>Not synchronised; several threads may look up keys while none changes the table.
 *
 * @param <V> type of what the keys are mapped to
 */
final class LongTable<V> extends AbstractMap<Object, V> {

  private static final int SMALLEST = 4;

  private long[] keys = new long[SMALLEST];
  private @Nullable Object[] values = new Object[SMALLEST];
  private int size;

  @Override
  public int size() {
    return size;
  }

  @Override
  @SuppressWarnings("unchecked") // put lets only values in
  public @Nullable V get(@Nullable Object key) {
    return key instanceof Long number ? (V) values[place(number)] : null;
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return get(key) != null;
  }

  /** Where a key is, or would be. */
  private int place(long key) {
    int place = home(key);
    while (values[place] != null && keys[place] != key) {
      place = next(place);
    }
    return place;
  }

  private int home(long key) {
    return HashMixing.home(key, keys.length);
  }

  private int next(int place) {
    return (place + 1) & (keys.length - 1);
  }

  @Override
  @SuppressWarnings("unchecked") // values hold what was put
  public @Nullable V put(Object key, V value) {
    long number = (Long) key;
    int place = place(number);
    Object before = values[place];
    keys[place] = number;
    values[place] = value;
    if (before == null && 3 * ++size > 2 * keys.length) {
      grow();
    }
    return (V) before;
  }

  private void grow() {
    long[] keysBefore = keys;
    @Nullable Object[] valuesBefore = values;
    keys = new long[2 * keysBefore.length];
    values = new Object[keys.length];
    for (int i = 0; i < keysBefore.length; i++) {
      if (valuesBefore[i] != null) {
        int place = place(keysBefore[i]);
        keys[place] = keysBefore[i];
        values[place] = valuesBefore[i];
      }
    }
  }

  @Override
  @SuppressWarnings("unchecked") // values hold what was put
  public @Nullable V remove(@Nullable Object key) {
    if (!(key instanceof Long number)) {
      return null;
    }
    int place = place(number);
    Object before = values[place];
    if (before != null) {
      removeAt(place);
    }
    return (V) before;
  }

  private void removeAt(int place) {
    int free = place;
    for (int probed = next(free); values[probed] != null; probed = next(probed)) {
      int home = home(keys[probed]);
      if (HashMixing.isPast(free, home, probed)) {
        keys[free] = keys[probed];
        values[free] = values[probed];
        free = probed;
      }
    }
    values[free] = null;
    size--;
  }

  @Override
  public void clear() {
    keys = new long[SMALLEST];
    values = new Object[SMALLEST];
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
    private int place = -1;

    Entries() {
      goOn();
    }

    private void goOn() {
      place++;
      while (place < keys.length && values[place] == null) {
        place++;
      }
    }

    @Override
    public boolean hasNext() {
      return place < keys.length;
    }

    @Override
    @SuppressWarnings("unchecked") // values hold what was put
    public Map.Entry<Object, V> next() {
      Object value = hasNext() ? values[place] : null;
      if (value == null) {
        throw new NoSuchElementException();
      }
      Map.Entry<Object, V> entry = new SimpleImmutableEntry<>(keys[place], (V) value);
      goOn();
      return entry;
    }
  }
}
