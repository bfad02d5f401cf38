package io.skipruntime.engine.operator;

import io.skipruntime.engine.function.NodeFunction;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Measurement;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.ValueList;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The operator {@code map}: each key has what the source entries contributed to it, in the order of
 * the source keys ({@link GroupedContributions}).
 */
final class MapNode extends MappingNode implements ContributingOperator {

  private final GroupedContributions grouped =
      new GroupedContributions(this, this::apply, this::applyDifferent);

  private MapNode(NodeKey key, CollectionNode input, NodeFunction mapper, List<Node> captured) {
    super(key, input, mapper, captured);
  }

  /** The node that maps {@code input} with the user's mapper. */
  static MapNode obtain(CollectionNode input, Object mapper, Transaction transaction) {
    return obtain(input, NodeFunction.of(mapper), transaction);
  }

  private static MapNode obtain(
      CollectionNode input, NodeFunction function, Transaction transaction) {
    NodeKey key = new NodeKey(MapNode.class, List.of(input), function.identity());
    return transaction.obtain(key, () -> new MapNode(key, input, function, function.nodes()));
  }

  @Override
  public MapNode rebuild(Rebuilding at) {
    return obtain(at.input(input()), at.function(mapper()), at.transaction());
  }

  @Override
  public CollectionNode ofGathered(GatherNode gathered, Rebuilding at) {
    return gathered;
  }

  @Override
  public String describe() {
    return input().describe() + ".map(" + mapperName() + ")";
  }

  @Override
  public String kind() {
    return "map";
  }

  @Override
  public SequencedMap<Object, ValueList> contributionsTo(Object key) {
    return grouped.to(key);
  }

  @Override
  boolean keepsContributions() {
    return false;
  }

  @Override
  boolean isDirect() {
    return grouped.isEmpty();
  }

  @Override
  @Nullable ValueList contribution(Object key, Object source, @Nullable Emission remembered) {
    return grouped.of(key, source);
  }

  @Override
  void contribute(
      Object key,
      Object source,
      @Nullable ValueList before,
      @Nullable ValueList values,
      Transaction transaction) {
    grouped.change(key, source, values, transaction);
  }

  @Override
  void settle(Transaction transaction) {
    grouped.settle(transaction);
  }

  @Override
  protected void measure(Measurement measurement) {
    super.measure(measurement);
    grouped.measure(measurement);
  }
}
