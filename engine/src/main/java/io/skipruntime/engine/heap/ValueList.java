package io.skipruntime.engine.heap;

import io.skipruntime.NonUniqueValueException;
import io.skipruntime.Values;
import java.util.AbstractList;
import java.util.Collection;
import java.util.List;
import java.util.RandomAccess;
import java.util.stream.Stream;

/**
 * The values of one key: an immutable list of at least one. It is both what a function is given
 * ({@link Values}) and what it reads ({@link List}), so that neither costs a copy.
 */
public abstract sealed class ValueList extends AbstractList<Object>
    implements Values<Object>, RandomAccess {

  private ValueList() {}

  /** A list of one value. */
  public static ValueList of(Object value) {
    return new Single(value);
  }

  /**
   * A list of the given values.
   *
   * @param values at least one
   */
  public static ValueList copyOf(Collection<?> values) {
    return values.size() == 1
        ? new Single(values.iterator().next())
        : new Several(values.toArray());
  }

  /**
   * A list of some elements of an array, which are copied.
   *
   * @param from index of the first
   * @param to index after the last, greater than {@code from}
   */
  public static ValueList copyOf(Object[] values, int from, int to) {
    if (to - from == 1) {
      return new Single(values[from]);
    }
    Object[] copy = new Object[to - from];
    System.arraycopy(values, from, copy, 0, copy.length);
    return new Several(copy);
  }

  @Override
  public List<Object> toList() {
    return this;
  }

  @Override
  public Stream<Object> stream() {
    return super.stream();
  }

  private static final class Single extends ValueList {
    private final Object value;

    Single(Object value) {
      this.value = value;
    }

    @Override
    public Object get(int index) {
      if (index != 0) {
        throw new IndexOutOfBoundsException(index);
      }
      return value;
    }

    @Override
    public int size() {
      return 1;
    }

    @Override
    public Object getUnique() {
      return value;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Single single ? value.equals(single.value) : super.equals(other);
    }

    @Override
    public int hashCode() {
      return 31 + value.hashCode();
    }
  }

  private static final class Several extends ValueList {
    private final Object[] values;

    Several(Object[] values) {
      if (values.length == 0) {
        throw new IllegalArgumentException("a key has at least one value");
      }
      this.values = values;
    }

    @Override
    public Object get(int index) {
      return values[index];
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public Object getUnique() {
      throw new NonUniqueValueException(values.length);
    }

    @Override
    public Object[] toArray() {
      return values.clone();
    }
  }
}
