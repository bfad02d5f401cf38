package io.skipruntime.engine.operator;

import io.skipruntime.engine.table.KeyMap;
import io.skipruntime.engine.table.LongPairTable;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The traces of source entries whose keys are all {@code Long}. Those of one number that was
 * emitted to one number are kept as numbers, and made when they are asked for.
 *
 * <ul>
 *   <li>A key is in {@code numbers} or in {@code others}, never in both.
 * </ul>
 */
final class NumberTraces extends AbstractMap<Object, Trace> {

  private final LongPairTable numbers = new LongPairTable();
  private final Map<Object, Trace> others = new KeyMap<>();

  @Override
  public int size() {
    return numbers.size() + others.size();
  }

  @Override
  public @Nullable Trace get(@Nullable Object key) {
    if (!(key instanceof Long source)) {
      return null;
    }
    int place = numbers.find(source);
    return place >= 0 ? at(place) : others.isEmpty() ? null : others.get(source);
  }

  private Trace at(int place) {
    return Trace.ofNumber(numbers.firstAt(place), numbers.secondAt(place));
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return get(key) != null;
  }

  @Override
  public @Nullable Trace put(Object key, Trace trace) {
    long source = (Long) key;
    int place = numbers.find(source);
    Trace before = place >= 0 ? at(place) : others.isEmpty() ? null : others.get(key);
    if (source != LongPairTable.FREE && trace instanceof Trace.OneNumber number) {
      numbers.put(source, number.key(), number.value());
      if (place < 0 && before != null) {
        others.remove(key);
      }
      return before;
    }
    if (place >= 0) {
      numbers.removeAt(place);
    }
    others.put(key, trace);
    return before;
  }

  @Override
  public @Nullable Trace remove(@Nullable Object key) {
    if (!(key instanceof Long source)) {
      return null;
    }
    int place = numbers.find(source);
    if (place < 0) {
      return others.remove(source);
    }
    Trace before = at(place);
    numbers.removeAt(place);
    return before;
  }

  @Override
  public void clear() {
    numbers.clear();
    others.clear();
  }

  @Override
  public Set<Map.Entry<Object, Trace>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return NumberTraces.this.size();
      }

      @Override
      public Iterator<Map.Entry<Object, Trace>> iterator() {
        return new Entries();
      }
    };
  }

  /** The entries, for as long as the table is not changed. */
  private final class Entries implements Iterator<Map.Entry<Object, Trace>> {
    private final Iterator<Map.Entry<Object, Trace>> further = others.entrySet().iterator();
    private int place = -1;

    Entries() {
      goOn();
    }

    private void goOn() {
      place++;
      while (place < numbers.places() && numbers.keyAt(place) == LongPairTable.FREE) {
        place++;
      }
    }

    @Override
    public boolean hasNext() {
      return place < numbers.places() || further.hasNext();
    }

    @Override
    public Map.Entry<Object, Trace> next() {
      if (place >= numbers.places()) {
        return further.next();
      }
      Map.Entry<Object, Trace> entry = new SimpleImmutableEntry<>(numbers.keyAt(place), at(place));
      goOn();
      return entry;
    }
  }
}
