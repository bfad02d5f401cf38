package io.skipruntime.engine.operator;

import io.skipruntime.Aggregator;
import io.skipruntime.engine.function.NodeFunction;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Delta;
import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.Measurement;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.spi.BatchAggregator;
import io.skipruntime.engine.spi.FunctionPlace;
import io.skipruntime.engine.spi.Spread;
import io.skipruntime.engine.table.KeyMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The operator {@code reduce}: each key has the aggregator's result over its values in the input.
 *
 * <p>{@code together} is the aggregator if it is asked for many keys at once, else null. {@code
 * accumulators} has every key of the collection. When a key's values change, those that the lists
 * before and after do not share are removed and added: of versions of one list those of the sources
 * that differ, of others what is between their common ends. {@code mapReduce} is the name of the
 * operator of which the node is the second half, where it is that.
 */
final class ReduceNode extends SameKeysNode implements ShardedOperator {

  private final @Nullable String mapReduce;
  private final Accumulation accumulation;
  private final Aggregator<Object, Object, Object> aggregator;
  private final @Nullable BatchAggregator together;
  private final Map<Object, Object> accumulators = new KeyMap<>();

  private ReduceNode(
      NodeKey key, CollectionNode input, Accumulation accumulation, @Nullable String mapReduce) {
    super(key, input);
    this.mapReduce = mapReduce;
    this.accumulation = accumulation;
    this.aggregator = accumulation.boundTo(Evaluation.describing(this));
    this.together = this.aggregator instanceof BatchAggregator batch ? batch : null;
    accumulation.function().name(); // of a lambda, while its author's call goes on
  }

  /** The node that reduces {@code input} with the user's aggregator. */
  static ReduceNode obtain(CollectionNode input, Object aggregator, Transaction transaction) {
    return obtain(input, NodeFunction.of(aggregator), null, transaction);
  }

  /**
   * The second half of a {@code mapReduce}, whose mapper runs elsewhere.
   *
   * @param name how messages name the operator
   */
  static ReduceNode ofContributions(
      GatherNode gathered, NodeFunction aggregator, String name, Transaction transaction) {
    return obtain(gathered, aggregator, name, transaction);
  }

  private static ReduceNode obtain(
      CollectionNode input,
      NodeFunction function,
      @Nullable String mapReduce,
      Transaction transaction) {
    NodeKey key = new NodeKey(ReduceNode.class, List.of(input), function.identity());
    return transaction.obtain(
        key, () -> new ReduceNode(key, input, new Accumulation(function), mapReduce));
  }

  @Override
  public Spread spread() {
    return Spread.BY_KEY;
  }

  @Override
  public ReduceNode rebuild(Rebuilding at) {
    return obtain(at.input(input), accumulation.function(), mapReduce, at.transaction());
  }

  @Override
  public String describe() {
    return mapReduce == null
        ? input.describe() + ".reduce(" + accumulation.function().name() + ")"
        : mapReduce;
  }

  @Override
  public Optional<FunctionPlace> functionPlace() {
    return Optional.of(accumulation.function().place("add"));
  }

  @Override
  public String kind() {
    return "reduce";
  }

  @Override
  protected String functionText() {
    return accumulation.function().fingerprint();
  }

  @Override
  protected void initialise(Transaction transaction) {
    TickMap.Cursor<Object, ValueList> cursor = input.contents().cursor();
    if (together == null) {
      while (cursor.next()) {
        update(cursor.key(), null, cursor.value(), transaction);
      }
      return;
    }
    List<ReduceStep> steps = new ArrayList<>();
    while (cursor.next()) {
      steps.add(new ReduceStep(cursor.key(), null, null, cursor.value()));
    }
    updateTogether(together, steps, transaction);
  }

  @Override
  protected void recompute(List<Node> causes, Transaction transaction) {
    Delta delta = input.delta();
    if (delta == null) {
      return;
    }
    if (together == null) {
      for (int i = 0; i < delta.size(); i++) {
        update(delta.key(i), delta.before(i), delta.after(i), transaction);
      }
      return;
    }
    List<ReduceStep> steps = new ArrayList<>();
    for (int i = 0; i < delta.size(); i++) {
      Object key = delta.key(i);
      ValueList after = delta.after(i);
      if (after == null) {
        remove(key, transaction);
      } else {
        steps.add(new ReduceStep(key, accumulators.get(key), delta.before(i), after));
      }
    }
    updateTogether(together, steps, transaction);
  }

  private void update(
      Object key, @Nullable ValueList before, @Nullable ValueList after, Transaction transaction) {
    if (after == null) {
      remove(key, transaction);
      return;
    }
    noteRun(key, transaction);
    try {
      Object accumulated = before == null ? null : maintained(key, before, after);
      if (accumulated == null) {
        accumulated = Accumulation.fold(aggregator, List.of(after));
      }
      take(key, accumulated, transaction);
    } catch (Throwable e) {
      throw failure(key, e);
    }
  }

  private void remove(Object key, Transaction transaction) {
    transaction.undo().put(accumulators, key, null);
    apply(key, null, transaction);
  }

  private void take(Object key, Object accumulator, Transaction transaction) {
    Object accumulated = accumulation.kept(accumulator);
    ValueList result = Accumulation.result(aggregator, accumulated);
    transaction.undo().put(accumulators, key, accumulated);
    apply(key, result, transaction);
  }

  private void noteRun(Object key, Transaction transaction) {
    if (mapReduce == null) {
      transaction.graph().events().ran(this, key);
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
    if (before.size() == 1) {
      return null;
    }
    ListDifference difference =
        ListDifference.of(Arrays.asList(before.toArray()), Arrays.asList(after.toArray()));
    if (difference.gone().size() == before.size()) {
      return null;
    }
    Object left = Accumulation.removed(aggregator, accumulators.get(key), difference.gone());
    return Accumulation.added(aggregator, left, difference.come());
  }

  /** Asks the aggregator for many keys at once. */
  private void updateTogether(
      BatchAggregator together, List<ReduceStep> steps, Transaction transaction) {
    if (steps.isEmpty()) {
      return;
    }
    try {
      together.accumulate(steps);
    } catch (RuntimeException e) {
      throw failure(steps.getFirst().key(), e);
    }
    for (ReduceStep step : steps) {
      Object key = step.key();
      noteRun(key, transaction);
      Throwable failed = step.failure();
      if (failed != null) {
        throw failure(key, failed);
      }
      try {
        take(
            key,
            Objects.requireNonNull(step.result(), "an aggregator has left out a key"),
            transaction);
      } catch (Throwable e) {
        throw failure(key, e);
      }
    }
  }

  @Override
  protected void measure(Measurement measurement) {
    super.measure(measurement);
    measurement.addContributions(accumulators.size());
  }
}
