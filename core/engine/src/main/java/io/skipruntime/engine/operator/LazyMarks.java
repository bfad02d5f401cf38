package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.Measurement;
import io.skipruntime.engine.graph.Transaction;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;

/**
 * The entries of a lazy collection that the running transaction has marked or found dirty.
 *
 * <ul>
 *   <li>{@code marked} has each of them once, in the order in which they came; those have {@link
 *       LazyEntry#isListed}.
 *   <li>Between transactions there is none.
 * </ul>
 */
final class LazyMarks {

  private final List<LazyEntry> marked = new ArrayList<>();

  /** How many there are. */
  int size() {
    return marked.size();
  }

  /** The key of an entry, by its place. */
  Object key(int place) {
    return marked.get(place).key;
  }

  /** The keys of all, as they are now and will be. */
  List<Object> keys() {
    return new AbstractList<>() {
      @Override
      public Object get(int index) {
        return key(index);
      }

      @Override
      public int size() {
        return marked.size();
      }
    };
  }

  /** Marks an entry, unless it is marked so, or dirty. */
  void mark(LazyEntry entry, LazyEntry.State state, Transaction transaction) {
    if (entry.state == LazyEntry.State.DIRTY || entry.state == state) {
      return;
    }
    if (marked.isEmpty()) {
      transaction.onRollBack(this::unmark);
    }
    entry.state = state;
    if (!entry.isListed) {
      entry.isListed = true;
      marked.add(entry);
    }
  }

  /** Takes the entries back to what they were before the transaction. */
  private void unmark() {
    for (LazyEntry entry : marked) {
      entry.state = LazyEntry.State.CLEAN;
    }
    forget();
  }

  /** Forgets the entries, at the end of the transaction. */
  void forget() {
    for (LazyEntry entry : marked) {
      entry.isListed = false;
    }
    marked.clear();
  }

  void measure(Measurement measurement) {
    measurement.addUnsettled(marked);
  }
}
