package io.skipruntime.json;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * An immutable list of whole numbers in 8 bytes each. {@code values} does not change after
 * construction.
 */
final class LongList extends AbstractList<Long> implements RandomAccess {

  private final long[] values;

  /** Takes over the array. */
  LongList(long[] values) {
    this.values = values;
  }

  /** An immutable list of the given elements, compact if all of them are of class Long. */
  static List<?> compact(Object[] elements) {
    long[] values = new long[elements.length];
    for (int i = 0; i < elements.length; i++) {
      if (!(elements[i] instanceof Long value)) {
        return List.of(elements);
      }
      values[i] = value;
    }
    return elements.length == 0 ? List.of() : new LongList(values);
  }

  long getLong(int index) {
    return values[index];
  }

  @Override
  public Long get(int index) {
    return values[index];
  }

  @Override
  public int size() {
    return values.length;
  }

  @Override
  public boolean contains(@Nullable Object element) {
    return indexOf(element) >= 0;
  }

  @Override
  public boolean containsAll(Collection<?> elements) {
    for (Object element : elements) {
      if (!contains(element)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int indexOf(@Nullable Object element) {
    if (element instanceof Long value) {
      long wanted = value;
      for (int i = 0; i < values.length; i++) {
        if (values[i] == wanted) {
          return i;
        }
      }
    }
    return -1;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LongList list
        ? Arrays.equals(values, list.values)
        : super.equals(other);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }
}
