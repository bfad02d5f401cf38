package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.Measurement;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.TrackedReads;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.table.KeyMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The entries of a lazy collection that perhaps nothing reads any more: those that are not needed
 * are dropped before the transaction ends.
 *
 * <ul>
 *   <li>{@code unread} has the keys of entries that are new, that have lost their last reader, or
 *       that have lost one and were in a cycle. Between transactions there is none.
 *   <li>An entry is needed if something reads it that is not among the entries that read each other
 *       and nothing else reads. All of these have been {@code wasInCycle}, as a cycle is found when
 *       it is closed, and lie in one node, as no lazy function can have captured one that captured
 *       it.
 *   <li>{@code droppingIn} is the transaction that drops them, or one that was taken back.
 * </ul>
 */
final class UnreadEntries {

  private final Node node;
  private final Map<Object, LazyEntry> entries;
  private final TrackedReads reads;
  private final ArrayDeque<Object> unread = new ArrayDeque<>();
  private long droppingIn;

  /** Those of a node's entries, which read what {@code reads} has. */
  UnreadEntries(Node node, Map<Object, LazyEntry> entries, TrackedReads reads) {
    this.node = node;
    this.entries = entries;
    this.reads = reads;
  }

  /** Counts readers of an entry that come or go. */
  void countReaders(Object key, int difference, Transaction transaction) {
    LazyEntry entry = entries.get(key);
    if (entry != null) {
      entry.readers += difference;
      transaction.onRollBack(() -> entry.readers -= difference);
      if (entry.readers == 0 || (difference < 0 && entry.wasInCycle)) {
        note(key, transaction);
      }
    }
  }

  /** Notes an entry that perhaps nothing reads. */
  void note(Object key, Transaction transaction) {
    if (droppingIn != transaction.id()) {
      droppingIn = transaction.id();
      transaction.beforeCommit(() -> drop(transaction));
      transaction.onRollBack(unread::clear);
    }
    unread.add(key);
  }

  private void drop(Transaction transaction) {
    for (Object key = unread.poll(); key != null; key = unread.poll()) {
      LazyEntry entry = entries.get(key);
      if (entry != null && !isNeeded(entry)) {
        transaction.undo().put(entries, key, null);
        reads.replace(key, entry.reads, TrackedReads.NONE, transaction);
      }
    }
    droppingIn = 0;
  }

  /** Whether anything but entries that read each other reads an entry. */
  private boolean isNeeded(LazyEntry entry) {
    if (entry.readers == 0 || !entry.wasInCycle) {
      return entry.readers > 0;
    }
    Set<Object> visited = KeyMap.newSet();
    ArrayDeque<Object> toVisit = new ArrayDeque<>();
    toVisit.add(entry.key);
    for (Object key = toVisit.poll(); key != null; key = toVisit.poll()) {
      if (visited.add(key)) {
        List<Object> ownReaders = new ArrayList<>();
        reads.forEachReaderOf(node, key, ownReaders::add);
        if (readersOf(key) > ownReaders.size()) {
          return true;
        }
        toVisit.addAll(ownReaders);
      }
    }
    return false;
  }

  private int readersOf(Object key) {
    LazyEntry entry = entries.get(key);
    return entry == null ? 0 : entry.readers;
  }

  void measure(Measurement measurement) {
    measurement.addUnsettled(unread);
  }
}
