package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Delta;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.TrackedReads;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.table.KeyMap;
import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The source entries for which a mapper has to run in a turn: those whose entry in the input has
 * changed, and those that read something that has.
 *
 * <ul>
 *   <li>{@code dirty} has those that are known to be.
 *   <li>{@code perhaps} has those that read a lazy entry which may have changed, in the order of
 *       the marks: what is computed first is then what the others are computed from, so that
 *       computations nest as little as possible.
 * </ul>
 */
final class DirtySources {

  private final ArrayList<Object> dirty = new ArrayList<>();
  private final ArrayList<Object> perhaps = new ArrayList<>();

  private DirtySources() {}

  /**
   * The keys of the source entries, each once, in their order.
   *
   * @param causes the nodes that have changed
   * @param reads what the source entries read
   * @param traces what is remembered of them
   */
  static Object[] of(
      List<Node> causes,
      CollectionNode input,
      TrackedReads reads,
      Traces traces,
      Transaction transaction) {
    DirtySources sources = new DirtySources();
    for (Node cause : causes) {
      Delta delta = cause == input ? input.delta() : null;
      if (delta != null) {
        delta.forEach(sources.dirty::add);
      }
      reads.forEachAffected(
          cause, cause instanceof LazyNode ? sources.perhaps::add : sources.dirty::add);
    }
    if (!sources.perhaps.isEmpty()) {
      sources.askLazies(traces, transaction);
    }
    return sources.distinctInOrder();
  }

  /** Asks once for each source entry that is not dirty whether a lazy entry of it has changed. */
  private void askLazies(Traces traces, Transaction transaction) {
    Set<Object> asked = KeyMap.newSet();
    asked.addAll(dirty);
    for (Object source : perhaps) {
      Object[] readsOfSource = traces.of(source).reads();
      boolean comesOnce = readsOfSource.length == TrackedReads.ONE;
      boolean isFirst = comesOnce ? !asked.contains(source) : asked.add(source);
      if (isFirst && LazyNode.anyChanged(readsOfSource, transaction)) {
        dirty.add(source);
      }
    }
  }

  private Object[] distinctInOrder() {
    if (isDistinctInOrder()) {
      return dirty.toArray();
    }
    dirty.sort(CanonicalOrder.INSTANCE);
    ArrayList<Object> distinct = new ArrayList<>(dirty.size());
    for (Object key : dirty) {
      if (distinct.isEmpty() || CanonicalOrder.INSTANCE.compare(distinct.getLast(), key) != 0) {
        distinct.add(key);
      }
    }
    return distinct.toArray();
  }

  private boolean isDistinctInOrder() {
    for (int i = 1; i < dirty.size(); i++) {
      if (CanonicalOrder.INSTANCE.compare(dirty.get(i - 1), dirty.get(i)) >= 0) {
        return false;
      }
    }
    return true;
  }
}
