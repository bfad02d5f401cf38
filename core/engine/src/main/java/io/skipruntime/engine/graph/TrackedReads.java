package io.skipruntime.engine.graph;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The reads that the source entries of one node make of other nodes, indexed by what was read.
 *
 * <p>The reads of a source entry are an array in the order they were made: node, key, node, key… A
 * missing key is read like any other, and asking for a collection's size is a read of {@link
 * WholeCollection#SIZE}.
 *
 * <ul>
 *   <li>The node is a reader of exactly the nodes that have an index here: of the one key that it
 *       reads, or of all. One that has read several keys stays a reader of all until it reads none.
 *   <li>A source entry is in the index of a node under a key as long as its reads contain both.
 * </ul>
 */
public final class TrackedReads {

  /** The reads of a source entry that reads nothing. */
  public static final Object[] NONE = {};

  /** The length of the reads of a source entry that has made one. */
  public static final int ONE = 2;

  private final Node node;
  private final Map<Node, ReaderIndex> indexes = new HashMap<>(2);

  /** The reads of {@code node}, none at first. */
  public TrackedReads(Node node) {
    this.node = node;
  }

  /** Replaces the reads of a source entry. */
  public void replace(Object source, Object[] before, Object[] after, Transaction transaction) {
    if (before == after) {
      return;
    }
    for (int i = 0; i < before.length; i += 2) {
      remove((Node) before[i], before[i + 1], source, transaction);
    }
    for (int i = 0; i < after.length; i += 2) {
      add((Node) after[i], after[i + 1], source, transaction);
    }
    for (int i = 0; i < before.length; i += 2) {
      dropIfUnused((Node) before[i], transaction);
    }
  }

  private void add(Node read, Object key, Object source, Transaction transaction) {
    UndoLog undo = transaction.undo();
    ReaderIndex index = indexes.get(read);
    if (index == null) {
      index = new ReaderIndex();
      undo.put(indexes, read, index);
    }
    register(read, index, key, undo);
    if (index.add(key, source, undo)) {
      if (read instanceof CollectionNode collection) {
        collection.readAdded();
      } else if (read instanceof CountsReaders counting) {
        counting.readerAdded(key, transaction);
      }
    }
  }

  /** Lets the node's turn come when a key changes that it is about to read. */
  private void register(Node read, ReaderIndex index, Object key, UndoLog undo) {
    Object registered = index.registered();
    if (read == node || registered == WholeCollection.ANY || key.equals(registered)) {
      return;
    }
    boolean isOnly =
        index.isEmpty()
            && read.findsReadersByKey()
            && key != WholeCollection.SIZE
            && key != WholeCollection.ANY;
    unregister(read, index, undo);
    Object now = isOnly ? key : WholeCollection.ANY;
    read.addReader(isOnly ? key : null, node, undo);
    index.register(now, undo);
  }

  /** Lets the node's turn come no longer when the other one changes. */
  private void unregister(Node read, ReaderIndex index, UndoLog undo) {
    Object registered = index.registered();
    if (registered != null) {
      read.removeReader(registered == WholeCollection.ANY ? null : registered, node, undo);
      index.register(null, undo);
    }
  }

  private void remove(Node read, Object key, Object source, Transaction transaction) {
    ReaderIndex index = indexes.get(read);
    if (index != null
        && index.remove(key, source, transaction.undo())
        && read instanceof CountsReaders counting) {
      counting.readerRemoved(key, transaction);
    }
  }

  private void dropIfUnused(Node read, Transaction transaction) {
    ReaderIndex index = indexes.get(read);
    if (index != null && index.isEmpty()) {
      transaction.undo().put(indexes, read, null);
      unregister(read, index, transaction.undo());
    }
  }

  /** Whether no source entry reads anything. */
  public boolean isEmpty() {
    return indexes.isEmpty();
  }

  /** Gives {@code action} each node that is read. */
  public void forEachNode(Consumer<Node> action) {
    indexes.keySet().forEach(action);
  }

  /** Adds the reads. */
  public void measure(Measurement measurement) {
    indexes.values().forEach(index -> measurement.addReads(index.size()));
  }

  /** Gives up all reads, when the node is retired. */
  public void dropAll(Transaction transaction) {
    UndoLog undo = transaction.undo();
    for (Map.Entry<Node, ReaderIndex> each : Map.copyOf(indexes).entrySet()) {
      if (each.getKey() instanceof CountsReaders counting) {
        each.getValue().forEachRead(key -> counting.readerRemoved(key, transaction));
      }
      unregister(each.getKey(), each.getValue(), undo);
      undo.put(indexes, each.getKey(), null);
    }
  }

  /** Gives {@code action} each source entry that read what has now changed in {@code cause}. */
  public void forEachAffected(Node cause, Consumer<Object> action) {
    ReaderIndex index = indexes.get(cause);
    if (index == null) {
      return;
    }
    if (cause.failure() != null) {
      index.forEachReader(action);
      return;
    }
    for (Object key : cause.changedKeys()) {
      index.forEachReader(key, action);
    }
    index.forEachReader(WholeCollection.ANY, action);
  }

  /** Gives {@code action} each source entry that reads one key of {@code read}. */
  public void forEachReaderOf(Node read, Object key, Consumer<Object> action) {
    ReaderIndex index = indexes.get(read);
    if (index != null) {
      index.forEachReader(key, action);
    }
  }

  /** A node that wants to know how many source entries read each of its keys. */
  public interface CountsReaders {

    /** One source entry more reads {@code key}. */
    void readerAdded(Object key, Transaction transaction);

    /** One source entry less reads {@code key}. */
    void readerRemoved(Object key, Transaction transaction);
  }
}
