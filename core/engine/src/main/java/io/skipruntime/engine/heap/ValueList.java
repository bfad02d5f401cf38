package io.skipruntime.engine.heap;

import io.skipruntime.NonUniqueValueException;
import io.skipruntime.Values;
import io.skipruntime.json.CanonicalValue;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The values of one key: an immutable list of at least one. It is both what a function is given
 * ({@link Values}) and what it reads ({@link List}), so that neither costs a copy. One that {@link
 * #of(TickMap, int)} made is to be iterated: an element by its index may take a walk.
 */
public abstract sealed class ValueList extends AbstractList<Object> implements Values<Object> {

  /** A list of what at most so many sources contributed is copied, and does not know them. */
  public static final int FEW_SOURCES = 8;

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

  /** What maps keep of a list: its value, if it has one that is not itself such a list. */
  public static Object unwrapped(Object list) {
    if (list instanceof Single single && !(single.value instanceof ValueList)) {
      return single.value;
    }
    return list;
  }

  /** The list of which this was kept. */
  public static ValueList wrapped(Object kept) {
    return kept instanceof ValueList list ? list : new Single(kept);
  }

  /** Whether this was kept of lists of the same values. */
  static boolean areSame(Object kept, Object other) {
    if (kept instanceof ValueList || other instanceof ValueList) {
      return wrapped(kept).isSameAs(wrapped(other));
    }
    return CanonicalValue.areSame(kept, other);
  }

  /**
   * Whether another list has the same values in the same order, each written as the same JSON:
   * where it has, nothing has changed.
   */
  public boolean isSameAs(@Nullable ValueList other) {
    if (other == this) {
      return true;
    }
    if (this instanceof Single one && other instanceof Single single) {
      return CanonicalValue.areSame(one.value, single.value);
    }
    if (other == null || other.size() != size()) {
      return false;
    }
    Iterator<Object> others = other.iterator();
    for (Object value : this) {
      if (!CanonicalValue.areSame(value, others.next())) {
        return false;
      }
    }
    return true;
  }

  @Override
  public List<Object> toList() {
    return this;
  }

  @Override
  public Stream<Object> stream() {
    return super.stream();
  }

  /**
   * A list of what several sources contributed, in the order of the sources. It keeps the
   * contributions apart: another version of them is another list, made without a copy.
   *
   * @param contributions at least one, by source
   * @param size how many values they have in all
   */
  public static ValueList of(TickMap<Object, ValueList> contributions, int size) {
    return new Contributed(contributions, size);
  }

  /** Whether it keeps apart what its sources contributed, as {@link #of(TickMap, int)} makes it. */
  public boolean hasContributions() {
    return false;
  }

  /**
   * All contributions, as changes of a list without any.
   *
   * @throws IllegalStateException unless it {@link #hasContributions}
   */
  public Changes contributions() {
    throw new IllegalStateException("the list does not know its sources");
  }

  /** What a source contributed; null if nothing, and if the list does not know its sources. */
  public @Nullable ValueList contributionOf(Object source) {
    return null;
  }

  /**
   * The contributions in which this list may differ from an earlier one, by source, if both are
   * versions of the same contributions; null if that is not known.
   */
  public @Nullable Changes changesSince(ValueList earlier) {
    return null;
  }

  /** The contributions of some sources to a list and to an earlier version of it. */
  public static final class Changes {
    private final TickMap.Cursor<Object, ValueList> changed;
    private final TickMap<Object, ValueList> earlier;

    private Changes(TickMap.Cursor<Object, ValueList> changed, TickMap<Object, ValueList> earlier) {
      this.changed = changed;
      this.earlier = earlier;
    }

    /** Goes to the next source; false if there is none. */
    public boolean next() {
      return changed.next();
    }

    /** The source. */
    public Object source() {
      return changed.key();
    }

    /** What the source contributed before; null if nothing. */
    public @Nullable ValueList before() {
      return earlier.get(changed.key());
    }

    /** What the source contributes now; null if nothing. */
    public @Nullable ValueList after() {
      return changed.valueOrNull();
    }
  }

  /**
   * The contributions in the version of a map that they are in. That two lists are versions of the
   * same is seen from {@link TickMap#origin}.
   */
  private static final class Contributed extends ValueList {
    private final TickMap<Object, ValueList> contributions;
    private final int size;

    Contributed(TickMap<Object, ValueList> contributions, int size) {
      this.contributions = contributions;
      this.size = size;
    }

    @Override
    public boolean hasContributions() {
      return true;
    }

    @Override
    public Changes contributions() {
      return new Changes(contributions.cursor(), TickMap.emptyCollection());
    }

    @Override
    public @Nullable ValueList contributionOf(Object source) {
      return contributions.get(source);
    }

    @Override
    public @Nullable Changes changesSince(ValueList earlier) {
      if (!(earlier instanceof Contributed before)) {
        return null;
      }
      long tick = before.contributions.lastTick();
      boolean isKnown =
          contributions.origin() == before.contributions.origin()
              && tick >= contributions.horizon();
      return isKnown ? new Changes(contributions.changesSince(tick), before.contributions) : null;
    }

    @Override
    public Object get(int index) {
      Objects.checkIndex(index, size);
      if (size == contributions.size()) {
        TickMap.Cursor<Object, ValueList> cursor = contributions.cursorAt(index);
        cursor.next();
        return cursor.value().get(0);
      }
      int left = index;
      TickMap.Cursor<Object, ValueList> cursor = contributions.cursor();
      while (cursor.next() && left >= cursor.value().size()) {
        left -= cursor.value().size();
      }
      return cursor.value().get(left);
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public Iterator<Object> iterator() {
      return new ContributedIterator(contributions.cursor());
    }

    @Override
    public boolean equals(@Nullable Object other) {
      if (other == this) {
        return true;
      }
      if (!(other instanceof List<?> list) || list.size() != size) {
        return false;
      }
      Iterator<?> others = list.iterator();
      for (Object value : this) {
        if (!value.equals(others.next())) {
          return false;
        }
      }
      return true;
    }

    @Override
    public int hashCode() {
      return super.hashCode();
    }

    @Override
    public Object getUnique() {
      throw new NonUniqueValueException(size);
    }
  }

  private static final class ContributedIterator implements Iterator<Object> {
    private final TickMap.Cursor<Object, ValueList> cursor;
    private @Nullable ValueList current;
    private int next;

    ContributedIterator(TickMap.Cursor<Object, ValueList> cursor) {
      this.cursor = cursor;
      advance();
    }

    private void advance() {
      current = cursor.next() ? cursor.value() : null;
      next = 0;
    }

    @Override
    public boolean hasNext() {
      return current != null;
    }

    @Override
    public Object next() {
      ValueList values = current;
      if (values == null) {
        throw new NoSuchElementException();
      }
      Object value = values.get(next++);
      if (next == values.size()) {
        advance();
      }
      return value;
    }
  }

  private static final class Single extends ValueList implements RandomAccess {
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

  private static final class Several extends ValueList implements RandomAccess {
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

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Several several
          ? Arrays.equals(values, several.values)
          : super.equals(other);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }
  }
}
