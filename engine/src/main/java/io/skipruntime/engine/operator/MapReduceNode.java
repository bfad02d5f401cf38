package io.skipruntime.engine.operator;

import io.skipruntime.Aggregator;
import io.skipruntime.engine.function.Captured;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.Measurement;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.KeyMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The operator {@code mapReduce}: each key has the aggregator's result over all that source entries
 * contributed to it. The list of the values of a key is never made; a change costs as much as the
 * values it adds and removes.
 */
final class MapReduceNode extends MappingNode {

  /**
   * What is known of one key; {@code accumulated} is null if it has to be computed anew. {@code
   * affected} says that the group is in the node's list of those.
   */
  private static final class Group {
    final Object key;
    final Map<Object, ValueList> contributions = new KeyMap<>();
    @Nullable Object accumulated;
    boolean affected;

    Group(Object key) {
      this.key = key;
    }

    /** What was contributed, in the order of the sources. */
    List<ValueList> inOrder() {
      Object[] sources = contributions.keySet().toArray();
      Arrays.sort(sources, CanonicalOrder.INSTANCE);
      List<ValueList> all = new ArrayList<>(sources.length);
      for (Object source : sources) {
        all.add(Objects.requireNonNull(contributions.get(source)));
      }
      return all;
    }
  }

  private final Accumulation accumulation;
  private final Aggregator<Object, Object, Object> aggregator;
  private final Map<Object, Group> groups = new KeyMap<>();
  private final List<Group> affected = new ArrayList<>();

  private MapReduceNode(
      NodeKey key,
      CollectionNode input,
      MapperFunction mapper,
      List<Node> captured,
      Accumulation accumulation) {
    super(key, input, mapper, captured);
    this.accumulation = accumulation;
    this.aggregator = accumulation.boundTo(Evaluation.describing(this));
  }

  /** The node that maps {@code input} and reduces what the mapper emits. */
  static MapReduceNode obtain(
      CollectionNode input, Object mapper, Object aggregator, Transaction transaction) {
    NodeKey key =
        new NodeKey(
            MapReduceNode.class,
            List.of(input),
            List.of(Captured.identity(mapper), Captured.identity(aggregator)));
    return transaction.obtain(
        key,
        () ->
            new MapReduceNode(
                key,
                input,
                new MapperFunction(mapper),
                Captured.nodes(mapper),
                new Accumulation(aggregator)));
  }

  @Override
  public String describe() {
    return input().describe()
        + ".mapReduce("
        + mapperName()
        + ", "
        + Captured.nameOf(accumulation.user())
        + ")";
  }

  @Override
  @Nullable ValueList contribution(Object key, Object source) {
    Group group = groups.get(key);
    return group == null ? null : group.contributions.get(source);
  }

  @Override
  void contribute(Object key, Object source, @Nullable ValueList values, Transaction transaction) {
    Group group = groups.get(key);
    if (group == null) {
      group = new Group(key);
      transaction.undo().put(groups, key, group);
    }
    if (!group.affected) {
      group.affected = true;
      affected.add(group);
      Group touched = group;
      Object before = group.accumulated;
      transaction
          .undo()
          .add(() -> {
            touched.accumulated = before;
            touched.affected = false;
          });
    }
    ValueList contributed = group.contributions.get(source);
    transaction.undo().put(group.contributions, source, values);
    try {
      if (contributed != null) {
        group.accumulated = Accumulation.removed(aggregator, group.accumulated, contributed);
      }
      if (values != null) {
        group.accumulated = Accumulation.added(aggregator, group.accumulated, values);
      }
    } catch (Throwable e) {
      affected.clear();
      throw failure(key, e);
    }
  }

  @Override
  void settle(Transaction transaction) {
    try {
      for (Group group : affected) {
        group.affected = false;
        settle(group, transaction);
      }
    } finally {
      affected.clear();
    }
  }

  private void settle(Group group, Transaction transaction) {
    Object key = group.key;
    if (group.contributions.isEmpty()) {
      transaction.undo().put(groups, key, null);
      apply(key, null, transaction);
      return;
    }
    try {
      Object accumulated = group.accumulated;
      if (accumulated == null) {
        accumulated = Accumulation.fold(aggregator, group.inOrder());
      }
      accumulated = accumulation.kept(accumulated);
      group.accumulated = accumulated;
      apply(key, Accumulation.result(aggregator, accumulated), transaction);
    } catch (Throwable e) {
      throw failure(key, e);
    }
  }

  @Override
  protected void measure(Measurement measurement) {
    super.measure(measurement);
    groups.values().forEach(group -> measurement.addContributions(group.contributions.size()));
    measurement.addUnsettled(affected);
  }
}
