package io.skipruntime.engine.operator;

import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.engine.table.KeyMap;
import io.skipruntime.json.CanonicalOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Entries that are to be written to a collection: distinct keys in canonical form, each with its
 * new values, or none if it is to be removed. Used by one thread at a time.
 *
 * <ul>
 *   <li>{@code positions} is null as long as each key came after all before it in canonical order:
 *       data that is sorted, as most that is loaded, needs no table to be free of duplicates.
 * </ul>
 */
public final class WrittenEntries implements InputContents {

  /** To sort fewer entries saves nothing. */
  private static final int WORTH_SORTING = 10_000;

  private Object[] keys;
  private @Nullable ValueList[] values;
  private int size;
  private @Nullable Map<Object, Integer> positions;

  /** No entries yet, with room for some. */
  public WrittenEntries(int capacity) {
    keys = new Object[capacity];
    values = new ValueList[capacity];
  }

  /** The entries of a map from keys to values; no values say that the key is to be removed. */
  public static WrittenEntries of(Map<Object, ? extends List<?>> entries) {
    WrittenEntries written = new WrittenEntries(entries.size());
    entries.forEach(
        (key, values) -> written.put(key, values.isEmpty() ? null : ValueList.copyOf(values)));
    return written;
  }

  /**
   * Adds an entry; it takes the place of one of the same key.
   *
   * @param newValues null to remove the key
   */
  public void put(Object key, @Nullable ValueList newValues) {
    int present = positionOf(key);
    if (present >= 0) {
      values[present] = newValues;
      return;
    }
    if (size == keys.length) {
      int capacity = Math.max(8, 2 * size);
      keys = Arrays.copyOf(keys, capacity);
      values = Arrays.copyOf(values, capacity);
    }
    keys[size] = key;
    values[size] = newValues;
    if (positions != null) {
      positions.put(key, size);
    }
    size++;
  }

  /** Adds all of other entries, which take the place of those of the same keys. */
  public void putAll(WrittenEntries others) {
    for (int i = 0; i < others.size; i++) {
      put(others.keys[i], others.values[i]);
    }
  }

  /** The same entries, those of a large load in canonical order: a tree is built fastest so. */
  public WrittenEntries inOrder() {
    if (positions == null || size < WORTH_SORTING) {
      return this;
    }
    Integer[] order = new Integer[size];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> CanonicalOrder.INSTANCE.compare(keys[a], keys[b]));
    WrittenEntries sorted = new WrittenEntries(size);
    for (int each : order) {
      sorted.put(keys[each], values[each]);
    }
    return sorted;
  }

  /** Gives each key to {@code target}. */
  public void forEachKey(Consumer<Object> target) {
    for (int i = 0; i < size; i++) {
      target.accept(keys[i]);
    }
  }

  /** The new values of a key; null if it is to be removed, or there is no entry of it. */
  public @Nullable ValueList valuesOf(Object key) {
    int position = positionOf(key);
    return position < 0 ? null : values[position];
  }

  /** Whether there is an entry of a key. */
  public boolean contains(Object key) {
    return positionOf(key) >= 0;
  }

  private int positionOf(Object key) {
    Map<Object, Integer> known = positions;
    if (known == null) {
      if (size == 0 || CanonicalOrder.INSTANCE.compare(keys[size - 1], key) < 0) {
        return -1;
      }
      known = new KeyMap<>();
      for (int i = 0; i < size; i++) {
        known.put(keys[i], i);
      }
      positions = known;
    }
    Integer position = known.get(key);
    return position == null ? -1 : position;
  }

  /** How many entries there are. */
  @Override
  public boolean areRecorded() {
    return false;
  }

  @Override
  public int size() {
    return size;
  }

  /** Gives each entry that has values to {@code target}, in the order they were added. */
  @Override
  public void forEach(BiConsumer<Object, ValueList> target) {
    for (int i = 0; i < size; i++) {
      ValueList present = values[i];
      if (present != null) {
        target.accept(keys[i], present);
      }
    }
  }

  /** The same entries, for reading; one that removes its key has no values. */
  public EntryBlock asBlock() {
    return new EntryBlock() {

      @Override
      public int size() {
        return size;
      }

      @Override
      public Object key(int index) {
        return keys[Objects.checkIndex(index, size)];
      }

      @Override
      public List<?> values(int index) {
        ValueList present = values[Objects.checkIndex(index, size)];
        return present == null ? List.of() : present;
      }
    };
  }

  /** The key of an entry. */
  public Object key(int index) {
    return keys[index];
  }

  /** The new values of an entry; null if its key is to be removed. */
  public @Nullable ValueList values(int index) {
    return values[index];
  }
}
