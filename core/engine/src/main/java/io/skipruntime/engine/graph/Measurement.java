package io.skipruntime.engine.graph;

import io.skipruntime.engine.heap.TickMap;
import java.util.Collection;

/**
 * The size of a graph, added up while its nodes are visited. Used by one thread, which no
 * transaction runs beside.
 *
 * <p>Each number is that of elements in real structures, counted by walking them: what is left
 * behind where it should not be is in the sum.
 */
public final class Measurement {

  private long edges;
  private long references;
  private long sourceEntries;
  private long contributions;
  private long reads;
  private long lazyEntries;
  private long entries;
  private long tombstones;
  private long unsettled;

  /** Adds what connects a node with others: consumers, readers, capturers, and references to it. */
  void addEdges(int nodes, int referencesToNode) {
    edges += nodes;
    references += referencesToNode;
  }

  /** Adds source entries that a node remembers something of. */
  public void addSourceEntries(int count) {
    sourceEntries += count;
  }

  /** Adds what is kept to compute contents from, by key. */
  public void addContributions(long count) {
    contributions += count;
  }

  /** Adds lazy entries. */
  public void addLazyEntries(int count) {
    lazyEntries += count;
  }

  /** Adds the entries of reader indices. */
  void addReads(long count) {
    reads += count;
  }

  /** Adds the contents of a collection. */
  void addContents(TickMap<?, ?> contents) {
    entries += contents.size();
    tombstones += contents.tombstones();
  }

  /** Adds what only a running transaction may leave in a node. */
  public void addUnsettled(Collection<?> leftovers) {
    unsettled += leftovers.size();
  }

  /** Adds a node that a running transaction is not done with, if it is not. */
  public void addUnsettled(boolean isUnsettled) {
    unsettled += isUnsettled ? 1 : 0;
  }

  /** Connections between nodes: consumers, readers and capturers. */
  public long edges() {
    return edges;
  }

  /** Needs of nodes for others. */
  public long references() {
    return references;
  }

  /** Source entries of which more is remembered than their contribution to their own key. */
  public long sourceEntries() {
    return sourceEntries;
  }

  /** What source entries contributed and is kept beside the contents. */
  public long contributions() {
    return contributions;
  }

  /** Pairs of a key that is read and a source entry that reads it. */
  public long reads() {
    return reads;
  }

  /** Computed entries of lazy collections. */
  public long lazyEntries() {
    return lazyEntries;
  }

  /** Entries of collections. */
  public long entries() {
    return entries;
  }

  /** Remembered deletions. */
  public long tombstones() {
    return tombstones;
  }

  /** What a transaction should have finished; zero. */
  public long unsettled() {
    return unsettled;
  }
}
