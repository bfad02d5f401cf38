package io.skipruntime.engine.operator;

import io.skipruntime.Aggregator;
import io.skipruntime.Order;
import io.skipruntime.Window;
import io.skipruntime.WindowFunction;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Delta;
import io.skipruntime.engine.graph.Measurement;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Reasons;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.operator.WindowPartition.Place;
import io.skipruntime.engine.operator.WindowPartition.Row;
import io.skipruntime.engine.spi.Spread;
import io.skipruntime.engine.table.KeyMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The operator {@code window}: for each row, a key with one of its values, what a function makes of
 * the rows around it in its partition.
 *
 * <ul>
 *   <li>{@code placed} has the rows of each key of the input, in the order of its values; {@code
 *       partitions} has the same rows, each partition in the order of the window.
 *   <li>A turn takes out the rows of the changed keys and puts in those that they have now. Then
 *       the {@link WindowRule} finds, for each partition concerned, the rows that have something
 *       else than before. A changed row costs O(log g) in a partition of g, and as much again for
 *       each row that it gives something else to.
 * </ul>
 */
final class WindowNode extends SameKeysNode implements ShardedOperator {

  private final PureFunction windowing;
  private final PureFunction computing;
  private final Function<Object, @Nullable Object> partition;
  private final Order<Object> order;
  private final WindowRule rule;
  private final BiFunction<Object, Object, Object> combine;
  private final Map<Object, WindowPartition> partitions = new KeyMap<>();
  private final Map<Object, List<Row>> placed = new KeyMap<>();

  @SuppressWarnings("unchecked") // the typed API lets no other functions in
  private WindowNode(
      NodeKey key, CollectionNode input, PureFunction windowing, PureFunction computing) {
    super(key, input);
    this.windowing = windowing;
    this.computing = computing;
    Window<Object> window = (Window<Object>) windowing.bound(this);
    WindowFunction<Object, Object> function =
        (WindowFunction<Object, Object>) computing.bound(this);
    this.partition = (Function<Object, @Nullable Object>) window.partition();
    this.order = window.order();
    this.rule = ruleOf(function, order);
    this.combine = (BiFunction<Object, Object, Object>) function.combine();
    computing.name(); // of a lambda, while its author's call goes on
  }

  /** The node that computes a window function. */
  static WindowNode obtain(
      CollectionNode input,
      Window<?> window,
      WindowFunction<?, ?> function,
      Transaction transaction) {
    return obtain(
        input, PureFunction.of(window, "window"), PureFunction.of(function, "window"), transaction);
  }

  private static WindowNode obtain(
      CollectionNode input,
      PureFunction windowing,
      PureFunction computing,
      Transaction transaction) {
    NodeKey key =
        new NodeKey(
            WindowNode.class, List.of(input), List.of(windowing.identity(), computing.identity()));
    return transaction.obtain(key, () -> new WindowNode(key, input, windowing, computing));
  }

  /** The rule that follows a function. */
  @SuppressWarnings("unchecked") // the typed API lets no other aggregator in
  private static WindowRule ruleOf(WindowFunction<Object, Object> function, Order<Object> order) {
    return switch (function) {
      case WindowFunction.Neighbour<Object, Object> near ->
          new SlidingRule(near.rows(), near.isAfter(), null);
      case WindowFunction.End<Object, Object> end -> new EndRule(end.isLast());
      case WindowFunction.Ranked<Object, Object> ranked ->
          new ForwardRule(new ForwardRule.Numbers(ranked.ranking(), order));
      case WindowFunction.Aggregated<Object, ?, Object> aggregated -> {
        Aggregator<Object, Object, Object> aggregator =
            (Aggregator<Object, Object, Object>) aggregated.aggregator();
        yield aggregated.rows() == Integer.MAX_VALUE
            ? new ForwardRule(new ForwardRule.Accumulators(aggregator))
            : new SlidingRule(aggregated.rows() - 1, false, aggregator);
      }
    };
  }

  @Override
  public Spread spread() {
    return Spread.WHOLE;
  }

  @Override
  public WindowNode rebuild(Rebuilding at) {
    return obtain(at.input(input), windowing, computing, at.transaction());
  }

  @Override
  public String describe() {
    return input.describe() + ".window(" + computing.name() + ")";
  }

  @Override
  public String kind() {
    return "window";
  }

  @Override
  protected String functionText() {
    return windowing.fingerprint() + computing.fingerprint();
  }

  @Override
  void explainPresent(Object key, Reasons reasons) {
    super.explainPresent(key, reasons);
    reasons.place(input, key);
  }

  @Override
  public void forEachDependentKey(Node cause, Object key, Consumer<Object> keys) {
    List<Row> rows = placed.get(key);
    if (rows != null) {
      for (Row row : rows) {
        row.partition.rows.keySet().forEach(place -> keys.accept(place.key()));
      }
    }
  }

  @Override
  protected void initialise(Transaction transaction) {
    Turn turn = new Turn(transaction);
    TickMap.Cursor<Object, ValueList> cursor = input.contents().cursor();
    while (cursor.next()) {
      turn.putIn(cursor.key(), cursor.value());
    }
    for (WindowPartition each : partitions.values()) {
      rule.follow(each, each.rows.navigableKeySet(), turn, this::failure);
    }
    TickMap.Cursor<Object, ValueList> again = input.contents().cursor();
    while (again.next()) {
      append(again.key(), Objects.requireNonNull(results(again.key(), transaction)), transaction);
    }
  }

  @Override
  protected void recompute(List<Node> causes, Transaction transaction) {
    Delta delta = input.delta();
    if (delta == null) {
      return;
    }
    Turn turn = new Turn(transaction);
    for (int i = 0; i < delta.size(); i++) {
      Object key = delta.key(i);
      turn.takeOut(key);
      ValueList values = delta.after(i);
      if (values != null) {
        turn.putIn(key, values);
      }
    }
    turn.follow();
    for (Object key : turn.concerned) {
      apply(key, results(key, transaction), transaction);
    }
  }

  /** What a key has; null if it has no rows. */
  private @Nullable ValueList results(Object key, Transaction transaction) {
    List<Row> rows = placed.get(key);
    if (rows == null) {
      return null;
    }
    transaction.graph().events().ran(this, key);
    List<Object> results = new ArrayList<>(rows.size());
    try {
      for (Row row : rows) {
        results.add(resultOf(row));
      }
    } catch (Throwable e) {
      throw failure(key, e);
    }
    return ValueList.copyOf(results);
  }

  private Object resultOf(Row row) {
    Object known = row.result;
    if (known == null) {
      known = Entering.value(combine.apply(row.value, Objects.requireNonNull(row.computed)));
      row.result = known;
    }
    return known;
  }

  /**
   * The changes of one turn, each with what takes it back.
   *
   * <ul>
   *   <li>{@code touched} has the places of the rows that came or went, by partition.
   *   <li>{@code concerned} has the keys with a row that came, went or has something else.
   * </ul>
   */
  private final class Turn implements WindowRule.Target {

    private final Transaction transaction;
    private final Map<WindowPartition, NavigableSet<Place>> touched = new LinkedHashMap<>();
    final Set<Object> concerned = KeyMap.newSet();

    Turn(Transaction transaction) {
      this.transaction = transaction;
    }

    void takeOut(Object key) {
      concerned.add(key);
      List<Row> before = placed.get(key);
      if (before == null) {
        return;
      }
      for (Row row : before) {
        touch(row);
        transaction.undo().put(row.partition.rows, row.place, null);
      }
      transaction.undo().put(placed, key, null);
    }

    void putIn(Object key, ValueList values) {
      transaction.step();
      List<Row> rows = new ArrayList<>(values.size());
      try {
        int index = 0;
        for (Object value : values) {
          WindowPartition of = partitionOf(value);
          rows.add(new Row(of, new Place(Entering.position(order, value), key, index++), value));
        }
      } catch (Throwable e) {
        throw failure(key, e);
      }
      for (Row row : rows) {
        if (!transaction.isNew(WindowNode.this)) {
          touch(row);
        }
        transaction.undo().put(row.partition.rows, row.place, row);
      }
      transaction.undo().put(placed, key, List.copyOf(rows));
    }

    private void touch(Row row) {
      touched
          .computeIfAbsent(row.partition, each -> new TreeSet<>(each.rows.comparator()))
          .add(row.place);
    }

    private WindowPartition partitionOf(Object value) {
      Object key =
          Entering.key(
              Objects.requireNonNull(
                  partition.apply(value), "the window's function made no partition, but null"));
      WindowPartition known = partitions.get(key);
      if (known == null) {
        known = new WindowPartition(key, order);
        transaction.undo().put(partitions, key, known);
      }
      return known;
    }

    void follow() {
      touched.forEach((each, places) -> {
        rule.follow(each, places, this, WindowNode.this::failure);
        if (each.rows.isEmpty()) {
          transaction.undo().put(partitions, each.key, null);
        }
      });
    }

    @Override
    public void computed(Row row, @Nullable Object state, Object computed) {
      transaction.step();
      if (computed.equals(row.computed) && Objects.equals(state, row.state)) {
        return;
      }
      boolean isOther = !computed.equals(row.computed);
      Object stateBefore = row.state;
      Object computedBefore = row.computed;
      Object resultBefore = row.result;
      if (computedBefore != null) {
        transaction
            .undo()
            .add(() -> {
              row.state = stateBefore;
              row.computed = computedBefore;
              row.result = resultBefore;
            });
      }
      row.state = state;
      row.computed = computed;
      if (isOther) {
        row.result = null;
        concerned.add(row.place.key());
      }
    }

    @Override
    public void end(WindowPartition of, Object value) {
      Object before = of.end;
      transaction.undo().add(() -> of.end = before);
      of.end = value;
    }
  }

  @Override
  protected void measure(Measurement measurement) {
    super.measure(measurement);
    measurement.addContributions(placed.size());
    measurement.addSourceEntries(partitions.size());
  }
}
