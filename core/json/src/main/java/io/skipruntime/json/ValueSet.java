package io.skipruntime.json;

import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An immutable set that iterates in canonical order, so that what is computed from it is the same
 * in every process. {@code elements} ascends strictly and is never changed.
 */
final class ValueSet extends AbstractSet<Object> {

  private final Object[] elements;

  private ValueSet(Object[] elements) {
    this.elements = elements;
  }

  /** A set of the given values in normal form; of values that are the same JSON, the first. */
  static ValueSet of(Object[] values) {
    Object[] sorted = values.clone();
    Arrays.sort(sorted, CanonicalOrder.INSTANCE);
    int count = 0;
    for (Object value : sorted) {
      if (count == 0 || CanonicalOrder.INSTANCE.compare(sorted[count - 1], value) < 0) {
        sorted[count++] = value;
      }
    }
    return new ValueSet(Arrays.copyOf(sorted, count));
  }

  List<Object> ascending() {
    return Collections.unmodifiableList(Arrays.asList(elements));
  }

  @Override
  public int size() {
    return elements.length;
  }

  @Override
  public boolean contains(@Nullable Object value) {
    return value != null && Positions.find(elements, value) >= 0;
  }

  @Override
  public Iterator<Object> iterator() {
    return ascending().iterator();
  }
}
