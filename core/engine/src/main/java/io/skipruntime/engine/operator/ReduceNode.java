package io.skipruntime.engine.operator;

import io.skipruntime.Aggregator;
import io.skipruntime.engine.function.Captured;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Delta;
import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.Measurement;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.table.KeyMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The operator {@code reduce}: each key has the aggregator's result over its values in the input.
 *
 * <p>{@code accumulators} has every key of the collection. When a key's values change, those that
 * the lists before and after do not share are removed and added: of versions of one list those of
 * the sources that differ, of others what is between their common ends.
 */
final class ReduceNode extends CollectionNode {

  private final CollectionNode input;
  private final Accumulation accumulation;
  private final Aggregator<Object, Object, Object> aggregator;
  private final Map<Object, Object> accumulators = new KeyMap<>();

  private ReduceNode(NodeKey key, CollectionNode input, Accumulation accumulation) {
    super(key, above(List.of(input)));
    this.input = input;
    this.accumulation = accumulation;
    this.aggregator = accumulation.boundTo(Evaluation.describing(this));
  }

  /** The node that reduces {@code input} with the user's aggregator. */
  static ReduceNode obtain(CollectionNode input, Object aggregator, Transaction transaction) {
    NodeKey key = new NodeKey(ReduceNode.class, List.of(input), Captured.identity(aggregator));
    return transaction.obtain(key, () -> new ReduceNode(key, input, new Accumulation(aggregator)));
  }

  @Override
  public List<? extends Node> inputs() {
    return List.of(input);
  }

  @Override
  public String describe() {
    return input.describe() + ".reduce(" + Captured.nameOf(accumulation.user()) + ")";
  }

  @Override
  protected void initialise(Transaction transaction) {
    TickMap.Cursor<Object, ValueList> cursor = input.contents().cursor();
    while (cursor.next()) {
      update(cursor.key(), null, cursor.value(), transaction);
    }
  }

  @Override
  protected void recompute(List<Node> causes, Transaction transaction) {
    Delta delta = input.delta();
    for (int i = 0; delta != null && i < delta.size(); i++) {
      update(delta.key(i), delta.before(i), delta.after(i), transaction);
    }
  }

  private void update(
      Object key, @Nullable ValueList before, @Nullable ValueList after, Transaction transaction) {
    if (after == null) {
      transaction.undo().put(accumulators, key, null);
      apply(key, null, transaction);
      return;
    }
    transaction.graph().events().ran(this, key);
    try {
      Object accumulated = before == null ? null : maintained(key, before, after);
      if (accumulated == null) {
        accumulated = Accumulation.fold(aggregator, List.of(after));
      }
      accumulated = accumulation.kept(accumulated);
      ValueList result = Accumulation.result(aggregator, accumulated);
      transaction.undo().put(accumulators, key, accumulated);
      apply(key, result, transaction);
    } catch (Throwable e) {
      throw failure(key, e);
    }
  }

  private @Nullable Object maintained(Object key, ValueList before, ValueList after) {
    ValueList.Changes changes = after.changesSince(before);
    return changes == null
        ? maintainedByPosition(key, before, after)
        : maintainedBySource(accumulators.get(key), changes);
  }

  private @Nullable Object maintainedBySource(
      @Nullable Object accumulated, ValueList.Changes changes) {
    Object result = accumulated;
    while (result != null && changes.next()) {
      ValueList gone = changes.before();
      ValueList come = changes.after();
      result = gone == null ? result : Accumulation.removed(aggregator, result, gone);
      result = come == null ? result : Accumulation.added(aggregator, result, come);
    }
    return result;
  }

  private @Nullable Object maintainedByPosition(Object key, ValueList before, ValueList after) {
    int shorter = Math.min(before.size(), after.size());
    int prefix = 0;
    while (prefix < shorter && before.get(prefix).equals(after.get(prefix))) {
      prefix++;
    }
    int suffix = 0;
    while (suffix < shorter - prefix
        && before.get(before.size() - 1 - suffix).equals(after.get(after.size() - 1 - suffix))) {
      suffix++;
    }
    List<Object> gone = before.subList(prefix, before.size() - suffix);
    if (gone.size() == before.size()) {
      return null;
    }
    Object left = Accumulation.removed(aggregator, accumulators.get(key), gone);
    return Accumulation.added(aggregator, left, after.subList(prefix, after.size() - suffix));
  }

  @Override
  protected void measure(Measurement measurement) {
    super.measure(measurement);
    measurement.addContributions(accumulators.size());
  }
}
