package io.skipruntime.engine.heap;

import io.skipruntime.Entry;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Entries of a version, read when somebody looks at them: of a thousand subscribers that are sent
 * the same event, encoded once, only one does. To iterate makes no copy; one is made and kept when
 * the size or an entry by its index is asked for. Immutable; may be used by any thread.
 */
public final class ReadEntries<K, V> extends AbstractList<Entry<K, V>> {

  private final Supplier<TickMap.Cursor<Object, ValueList>> source;
  private volatile @Nullable List<Entry<K, V>> read;

  /**
   * Entries that have not been read.
   *
   * @param source gives a cursor before the first of them, the same every time
   */
  public ReadEntries(Supplier<TickMap.Cursor<Object, ValueList>> source) {
    this.source = source;
  }

  @Override
  public Entry<K, V> get(int index) {
    return read().get(index);
  }

  @Override
  public int size() {
    return read().size();
  }

  @Override
  public boolean isEmpty() {
    return !iterator().hasNext();
  }

  @Override
  public Iterator<Entry<K, V>> iterator() {
    List<Entry<K, V>> known = read;
    return known == null ? new Reading<>(source.get()) : known.iterator();
  }

  private List<Entry<K, V>> read() {
    List<Entry<K, V>> known = read;
    if (known == null) {
      known = new ArrayList<>();
      new Reading<K, V>(source.get()).forEachRemaining(known::add);
      read = known;
    }
    return known;
  }

  private static final class Reading<K, V> implements Iterator<Entry<K, V>> {
    private final TickMap.Cursor<Object, ValueList> cursor;
    private boolean hasNext;

    Reading(TickMap.Cursor<Object, ValueList> cursor) {
      this.cursor = cursor;
      this.hasNext = cursor.next();
    }

    @Override
    public boolean hasNext() {
      return hasNext;
    }

    @Override
    @SuppressWarnings("unchecked") // whoever asks says of which type the entries are
    public Entry<K, V> next() {
      if (!hasNext) {
        throw new NoSuchElementException();
      }
      Entry<K, V> entry = (Entry<K, V>) new Entry<>(cursor.key(), values(cursor.valueOrNull()));
      hasNext = cursor.next();
      return entry;
    }

    /** A list that an entry takes without a copy, for nearly all keys. */
    private static List<Object> values(@Nullable ValueList values) {
      if (values == null) {
        return List.of();
      }
      return values.size() == 1 ? List.of(values.get(0)) : values;
    }
  }
}
