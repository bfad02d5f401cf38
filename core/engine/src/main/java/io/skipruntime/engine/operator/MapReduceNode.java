package io.skipruntime.engine.operator;

import io.skipruntime.Aggregator;
import io.skipruntime.engine.function.NodeFunction;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.Measurement;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.table.ArraySet;
import io.skipruntime.engine.table.KeyMap;
import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The operator {@code mapReduce}: each key has the aggregator's result over all that source entries
 * contributed to it. The list of the values of a key is never made; a change costs as much as the
 * values it adds and removes.
 *
 * <ul>
 *   <li>What source entries contribute is remembered with them ({@link #keepsContributions}). Which
 *       ones contribute to a key is not known as long as that is not asked for: it is when an
 *       accumulator has to be computed from the values, and from then on {@code isIndexed} and kept
 *       for all keys.
 * </ul>
 */
final class MapReduceNode extends MappingNode implements ContributingOperator {

  /**
   * The values and the result of one key.
   *
   * <ul>
   *   <li>{@code accumulated} is null if it has to be computed from the values.
   *   <li>{@code contributors} is how many source entries contribute to the key; {@code members}
   *       has them if the node is indexed, else it is empty.
   *   <li>{@code affected} says that the group is in the node's list of those.
   * </ul>
   */
  private static final class Group {
    final Object key;
    final ArraySet<Object> members = new ArraySet<>();
    int contributors;
    @Nullable Object accumulated;
    boolean affected;

    Group(Object key) {
      this.key = key;
    }
  }

  private final Accumulation accumulation;
  private final Aggregator<Object, Object, Object> aggregator;
  private final Map<Object, Group> groups = new KeyMap<>();
  private final List<Group> affected = new ArrayList<>();
  private boolean isIndexed;

  private MapReduceNode(
      NodeKey key,
      CollectionNode input,
      NodeFunction mapper,
      List<Node> captured,
      Accumulation accumulation) {
    super(key, input, mapper, captured);
    this.accumulation = accumulation;
    this.aggregator = accumulation.boundTo(Evaluation.describing(this));
    accumulation.function().name(); // of a lambda, while its author's call goes on
  }

  /** The node that maps {@code input} and reduces what the mapper emits. */
  static MapReduceNode obtain(
      CollectionNode input, Object mapper, Object aggregator, Transaction transaction) {
    return obtain(input, NodeFunction.of(mapper), NodeFunction.of(aggregator), transaction);
  }

  private static MapReduceNode obtain(
      CollectionNode input, NodeFunction function, NodeFunction reducing, Transaction transaction) {
    NodeKey key =
        new NodeKey(
            MapReduceNode.class, List.of(input), List.of(function.identity(), reducing.identity()));
    return transaction.obtain(
        key,
        () ->
            new MapReduceNode(key, input, function, function.nodes(), new Accumulation(reducing)));
  }

  @Override
  public MapReduceNode rebuild(Rebuilding at) {
    return obtain(
        at.input(input()), at.function(mapper()), accumulation.function(), at.transaction());
  }

  @Override
  public CollectionNode ofGathered(GatherNode gathered, Rebuilding at) {
    return ReduceNode.ofContributions(
        gathered, accumulation.function(), describe(), at.transaction());
  }

  @Override
  public String describe() {
    return input().describe()
        + ".mapReduce("
        + mapperName()
        + ", "
        + accumulation.function().name()
        + ")";
  }

  @Override
  public String kind() {
    return "mapReduce";
  }

  @Override
  protected String functionText() {
    return super.functionText() + accumulation.function().fingerprint();
  }

  @Override
  boolean isRedundant(
      Object source, SequencedMap<Object, ValueList> contributions, List<Object> values) {
    List<ValueList> others = new ArrayList<>();
    contributions.forEach((contributor, contributed) -> {
      if (CanonicalOrder.INSTANCE.compare(contributor, source) != 0) {
        others.add(contributed);
      }
    });
    if (others.isEmpty()) {
      return false;
    }
    try {
      Object accumulated = accumulation.kept(Accumulation.fold(aggregator, others));
      return Accumulation.result(aggregator, accumulated).isSameAs(ValueList.copyOf(values));
    } catch (RuntimeException e) {
      return false;
    }
  }

  @Override
  void contribute(
      Object key,
      Object source,
      @Nullable ValueList before,
      @Nullable ValueList values,
      Transaction transaction) {
    Group group = groups.get(key);
    if (group == null) {
      group = new Group(key);
      transaction.undo().put(groups, key, group);
    }
    if (!group.affected) {
      group.affected = true;
      affected.add(group);
      transaction.onRollBack(restoring(group));
    }
    count(group, source, before, values, transaction);
    try {
      if (before != null) {
        group.accumulated = Accumulation.removed(aggregator, group.accumulated, before);
      }
      if (values != null) {
        group.accumulated = Accumulation.added(aggregator, group.accumulated, values);
      }
    } catch (Throwable e) {
      affected.clear();
      throw failure(key, e);
    }
  }

  private static Runnable restoring(Group group) {
    Object accumulated = group.accumulated;
    int contributors = group.contributors;
    return () -> {
      group.accumulated = accumulated;
      group.contributors = contributors;
      group.affected = false;
    };
  }

  private void count(
      Group group,
      Object source,
      @Nullable ValueList before,
      @Nullable ValueList values,
      Transaction transaction) {
    if (before == null && values != null) {
      group.contributors++;
      if (isIndexed) {
        transaction.undo().add(group.members, source);
      }
    } else if (before != null && values == null) {
      group.contributors--;
      if (isIndexed) {
        transaction.undo().remove(group.members, source);
      }
    }
  }

  /** What was contributed to a key, in the order of the sources. */
  private List<ValueList> inOrder(Group group, Transaction transaction) {
    if (!isIndexed) {
      isIndexed = true;
      traces().forEach((source, trace) -> enter(source, trace));
      transaction.onRollBack(this::forgetMembers);
    }
    Object[] members = group.members.toArray();
    Arrays.sort(members, CanonicalOrder.INSTANCE);
    List<ValueList> all = new ArrayList<>(members.length);
    for (Object member : members) {
      Emission emission = traces().of(member).emission();
      all.add(Objects.requireNonNull(contribution(group.key, member, emission)));
    }
    return all;
  }

  private void enter(Object source, Trace trace) {
    Emission emission = trace.emission();
    for (int i = 0; emission != null && i < emission.size(); i++) {
      Group group = groups.get(emission.key(i));
      if (group != null) {
        group.members.add(source);
      }
    }
  }

  private void forgetMembers() {
    isIndexed = false;
    groups.values().forEach(group -> group.members.clear());
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
    if (group.contributors == 0) {
      transaction.undo().put(groups, key, null);
      apply(key, null, transaction);
      return;
    }
    try {
      Object accumulated = group.accumulated;
      if (accumulated == null) {
        accumulated = Accumulation.fold(aggregator, inOrder(group, transaction));
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
    for (Group group : groups.values()) {
      measurement.addContributions(Math.max(1, group.contributors));
    }
    measurement.addUnsettled(affected);
  }
}
