package io.skipruntime.engine;

import io.skipruntime.Entry;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Entries of a version, read when somebody looks at them: of a thousand subscribers that are sent
 * the same event, encoded once, only one does. Immutable; may be used by any thread.
 */
final class ReadEntries<K, V> extends AbstractList<Entry<K, V>> {

  private final Supplier<TickMap.Cursor<Object, ValueList>> source;
  private volatile @Nullable List<Entry<K, V>> read;

  /**
   * Entries that have not been read.
   *
   * @param source gives a cursor before the first of them, the same every time
   */
  ReadEntries(Supplier<TickMap.Cursor<Object, ValueList>> source) {
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

  private List<Entry<K, V>> read() {
    List<Entry<K, V>> known = read;
    if (known == null) {
      known = readAll(source.get());
      read = known;
    }
    return known;
  }

  @SuppressWarnings("unchecked") // whoever asks says of which type the entries are
  private static <K, V> List<Entry<K, V>> readAll(TickMap.Cursor<Object, ValueList> cursor) {
    List<Entry<K, V>> entries = new ArrayList<>();
    while (cursor.next()) {
      List<Object> values = cursor.isDeleted() ? List.of() : cursor.value();
      entries.add((Entry<K, V>) new Entry<>(cursor.key(), values));
    }
    return entries;
  }
}
