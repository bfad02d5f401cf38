package io.skipruntime.engine.graph;

import io.skipruntime.engine.table.ArraySet;
import io.skipruntime.engine.table.KeyMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sets by the keys of a collection.
 *
 * <p>The one element of a key, the usual case, is stored as itself; several are an {@code
 * ArraySet}. A key without elements is not in the table.
 *
 * @param <E> the elements; none is an {@code ArraySet}
 */
final class KeyedSets<E> {

  private final Map<Object, Object> byKey = new KeyMap<>();
  private int size;

  /** Adds an element that is not there under that key. */
  void add(Object key, E element) {
    Object present = byKey.get(key);
    if (present instanceof ArraySet<?> several) {
      elements(several).add(element);
    } else if (present != null) {
      ArraySet<Object> both = new ArraySet<>();
      both.add(present);
      both.add(element);
      byKey.put(key, both);
    } else {
      byKey.put(key, element);
    }
    size++;
  }

  /** Removes an element that is there under that key. */
  void remove(Object key, E element) {
    Object present = byKey.get(key);
    if (present instanceof ArraySet<?> several) {
      several.remove(element);
      if (several.size() == 1) {
        byKey.put(key, several.get(0));
      }
    } else {
      byKey.remove(key);
    }
    size--;
  }

  @SuppressWarnings("unchecked") // add puts only elements in
  private ArraySet<E> elements(ArraySet<?> several) {
    return (ArraySet<E>) several;
  }

  /** How many pairs of a key and an element there are. */
  int size() {
    return size;
  }

  /** Gives {@code action} each element of a key. */
  void forEach(Object key, Consumer<E> action) {
    forEachOf(byKey.get(key), action);
  }

  /** Gives {@code action} each element, once for each of its keys. */
  void forEach(Consumer<E> action) {
    byKey.values().forEach(elements -> forEachOf(elements, action));
  }

  @SuppressWarnings("unchecked") // what is not several is one
  private void forEachOf(@Nullable Object elements, Consumer<E> action) {
    if (elements instanceof ArraySet<?> several) {
      elements(several).forEach(action);
    } else if (elements != null) {
      action.accept((E) elements);
    }
  }
}
