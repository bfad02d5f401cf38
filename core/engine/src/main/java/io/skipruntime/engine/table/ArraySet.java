package io.skipruntime.engine.table;

import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A set that is mostly iterated and mostly small: its elements are in an array, in the order they
 * were added, but that the last takes the place of one that is removed. {@link #get} iterates
 * without an iterator.
 *
 * <ul>
 *   <li>Up to {@value #FEW} elements are looked through one by one. More are found by {@code
 *       table}, which has the place of an element plus one, or 0, at its hash code or, linearly
 *       probed, after it; an element that is removed closes the gap (Knuth, <cite>The Art of
 *       Computer Programming</cite> 3, 6.4, algorithms L and R). The table is at most half full.
 * </ul>
 *
 * <p>Not synchronised; to change it while it is iterated is a mistake that is not noticed.
 *
 * @param <E> type of the elements, compared by {@code equals}
 */
public final class ArraySet<E> extends AbstractSet<E> {

  private static final int FEW = 8;
  private static final @Nullable Object[] NOTHING = {};

  private @Nullable Object[] elements = NOTHING;
  private int size;
  private int @Nullable [] table;

  @Override
  public int size() {
    return size;
  }

  /** The element at a place from 0 on. */
  @SuppressWarnings("unchecked") // add lets only elements in
  public E get(int place) {
    return (E) Objects.requireNonNull(elements[Objects.checkIndex(place, size)]);
  }

  @Override
  public boolean contains(@Nullable Object element) {
    return element != null && placeOf(element) >= 0;
  }

  @Override
  public boolean add(E element) {
    if (placeOf(element) >= 0) {
      return false;
    }
    if (size == elements.length) {
      elements = Arrays.copyOf(elements, Math.max(2, 2 * size));
    }
    elements[size++] = element;
    if (table != null && 2 * size <= table.length) {
      enter(table, size - 1);
    } else if (size > FEW) {
      table = tableOfAll();
    }
    return true;
  }

  @Override
  public boolean remove(@Nullable Object element) {
    int place = element == null ? -1 : placeOf(element);
    if (place < 0) {
      return false;
    }
    int[] places = table;
    if (places != null) {
      leave(places, place);
      if (place < size - 1) {
        places[slotOf(places, size - 1)] = place + 1;
      }
    }
    elements[place] = elements[--size];
    elements[size] = null;
    if (size <= FEW / 2) {
      table = null;
    }
    return true;
  }

  @Override
  public void clear() {
    elements = NOTHING;
    size = 0;
    table = null;
  }

  private int placeOf(Object element) {
    int[] places = table;
    if (places == null) {
      for (int place = 0; place < size; place++) {
        if (element.equals(elements[place])) {
          return place;
        }
      }
      return -1;
    }
    int slot = home(places, element);
    while (places[slot] != 0) {
      if (element.equals(elements[places[slot] - 1])) {
        return places[slot] - 1;
      }
      slot = next(places, slot);
    }
    return -1;
  }

  private int[] tableOfAll() {
    int[] places = new int[4 * Integer.highestOneBit(size)];
    for (int place = 0; place < size; place++) {
      enter(places, place);
    }
    return places;
  }

  private void enter(int[] places, int place) {
    int slot = home(places, get(place));
    while (places[slot] != 0) {
      slot = next(places, slot);
    }
    places[slot] = place + 1;
  }

  private int slotOf(int[] places, int place) {
    int slot = home(places, get(place));
    while (places[slot] != place + 1) {
      slot = next(places, slot);
    }
    return slot;
  }

  /** Frees the slot of a place, and moves those that were probed past it. */
  private void leave(int[] places, int place) {
    int free = slotOf(places, place);
    int slot = next(places, free);
    while (places[slot] != 0) {
      int home = home(places, get(places[slot] - 1));
      boolean reachesOnlyPastFree =
          free <= slot ? home <= free || home > slot : home <= free && home > slot;
      if (reachesOnlyPastFree) {
        places[free] = places[slot];
        free = slot;
      }
      slot = next(places, slot);
    }
    places[free] = 0;
  }

  private static int home(int[] places, Object element) {
    int hash = element.hashCode() * 0x9E3779B9;
    return hash >>> (32 - Integer.numberOfTrailingZeros(places.length));
  }

  private static int next(int[] places, int slot) {
    return (slot + 1) & (places.length - 1);
  }

  @Override
  public Iterator<E> iterator() {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < size;
      }

      @Override
      public E next() {
        if (next >= size) {
          throw new NoSuchElementException();
        }
        return get(next++);
      }

      @Override
      public void remove() {
        ArraySet.this.remove(get(--next));
      }
    };
  }
}
