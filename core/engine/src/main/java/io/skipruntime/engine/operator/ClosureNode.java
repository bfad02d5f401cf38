package io.skipruntime.engine.operator;

import io.skipruntime.ComputationException;
import io.skipruntime.Expansion;
import io.skipruntime.SkipException;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Delta;
import io.skipruntime.engine.graph.Measurement;
import io.skipruntime.engine.graph.Moment;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Reasons;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.graph.UndoLog;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.spi.FunctionPlace;
import io.skipruntime.engine.spi.Spread;
import io.skipruntime.engine.table.KeyMap;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The operator {@code closure}: the least set of rows that has each value of the input and all rows
 * that follow from its own. Each row is a key with itself as value.
 *
 * <p>{@link ClosureRows} keeps which rows follow from which and what each has looked up. A changed
 * entry costs as many runs as there are rows that have looked it up or are new, and for rows that
 * lose what they followed from as much as there are rows that depend on them.
 *
 * <p>One whose input is filled in steps is {@code filling}: with a step it finds of some rows what
 * follows from them, and {@code unexpanded} has the others, until there are none. The rows that are
 * there by then are some of the closure.
 */
final class ClosureNode extends CollectionNode implements ShardedOperator, GradualStage {

  /** Of so many rows it finds at once what follows, while it is filled in steps. */
  private static final int STEP = 2_048;

  private final CollectionNode input;
  private final List<CollectionNode> others;
  private final PureFunction function;
  private final int mostRows;
  private final Expansion<Object> expansion;
  private final ClosureRows rows;
  private final Set<Object> unexpanded = KeyMap.newSet();
  private boolean filling;

  private ClosureNode(
      NodeKey key,
      CollectionNode input,
      List<CollectionNode> others,
      PureFunction function,
      int mostRows,
      boolean filling) {
    super(key, above(all(input, others)));
    this.input = input;
    this.others = others;
    this.function = function;
    this.mostRows = mostRows;
    this.expansion = expansion(function, this);
    this.rows = new ClosureRows(others.size());
    this.filling = filling;
    function.name(); // of a lambda, while its author's call goes on
  }

  @SuppressWarnings("unchecked") // the typed API lets no other in
  private static Expansion<Object> expansion(PureFunction function, Node node) {
    return (Expansion<Object>) function.bound(node);
  }

  private static List<CollectionNode> all(CollectionNode input, List<CollectionNode> others) {
    List<CollectionNode> all = new ArrayList<>();
    all.add(input);
    all.addAll(others);
    return all;
  }

  /** The node with all that follows from the values of a collection. */
  static ClosureNode obtain(
      CollectionNode input,
      List<CollectionNode> others,
      Object expansion,
      int mostRows,
      Transaction transaction) {
    return obtain(input, others, PureFunction.of(expansion, "closure"), mostRows, transaction);
  }

  private static ClosureNode obtain(
      CollectionNode input,
      List<CollectionNode> others,
      PureFunction function,
      int mostRows,
      Transaction transaction) {
    NodeKey key =
        new NodeKey(
            ClosureNode.class, all(input, others), List.of(function.identity(), (long) mostRows));
    boolean filling =
        transaction.isDrafting() && input instanceof GradualStage stage && !stage.isComplete();
    return transaction.obtain(
        key, () -> new ClosureNode(key, input, others, function, mostRows, filling));
  }

  @Override
  public boolean isComplete() {
    return !filling;
  }

  @Override
  public long left() {
    return filling ? mostRows : 0;
  }

  @Override
  public void admit(int most, Transaction transaction) {
    finish(turn(transaction), most, transaction);
    transaction.applied(this);
    if (unexpanded.isEmpty()) {
      transaction.undo().add(() -> filling = true);
      filling = false;
    }
  }

  /** Nothing: only those get the node who get its input, which is a stage before it. */
  @Override
  public void open(Transaction transaction) {}

  @Override
  public Spread spread() {
    return Spread.WHOLE;
  }

  @Override
  public ClosureNode rebuild(Rebuilding at) {
    return obtain(
        at.input(input),
        others.stream().map(at::input).toList(),
        function,
        mostRows,
        at.transaction());
  }

  @Override
  public List<? extends Node> inputs() {
    return all(input, others);
  }

  @Override
  public String describe() {
    return input.describe()
        + ".closure("
        + function.name()
        + ", "
        + others.stream().map(Node::describe).toList()
        + ")";
  }

  @Override
  public Optional<FunctionPlace> functionPlace() {
    return Optional.of(function.function().place("expand"));
  }

  @Override
  public String kind() {
    return "closure";
  }

  @Override
  protected String functionText() {
    return function.fingerprint();
  }

  @Override
  public void explain(Object key, Reasons reasons) {
    Optional<ClosureRows> known = rowsAt(reasons.moment());
    if (known.isEmpty()) {
      reasons.incomplete();
      return;
    }
    for (Object row : inOrder(known.get().ancestors(key))) {
      inOrder(known.get().sources(row)).forEach(source -> reasons.source(input, source));
      for (int i = 0; i < others.size(); i++) {
        CollectionNode other = others.get(i);
        inOrder(known.get().reads(row, i)).forEach(read -> reasons.read(other, read));
      }
    }
  }

  private static SortedSet<Object> inOrder(Set<Object> keys) {
    SortedSet<Object> sorted = new TreeSet<>(CanonicalOrder.INSTANCE);
    sorted.addAll(keys);
    return sorted;
  }

  /**
   * The rows of a moment. Those of the past are found again, from the contents of the past: the
   * expansion is pure.
   *
   * @return empty where the contents of the past are not known, are too many, or fail
   */
  private Optional<ClosureRows> rowsAt(Moment moment) {
    if (moment.isNow()) {
      return Optional.of(rows);
    }
    TickMap<Object, ValueList> sources = input.contentsAt(moment);
    if (!all(input, others).stream().allMatch(node -> node.isKnownAt(moment))
        || Math.max(sources.size(), contentsAt(moment).size()) > RunsAtMoment.MOST_RUNS) {
      return Optional.empty();
    }
    ClosureRows past = new ClosureRows(others.size());
    ClosureTurn turn =
        new ClosureTurn(
            past, new UndoLog(), row -> expanded(row, moment, next -> {}), new HashSet<>());
    try {
      sources.forEach((key, values) -> turn.sourceChanged(key, Set.of(), rowsOf(key, values)));
      turn.finish(Integer.MAX_VALUE);
    } catch (ComputationException e) {
      return Optional.empty();
    }
    return Optional.of(past);
  }

  @Override
  public void forEachDependentKey(Node cause, Object key, Consumer<Object> keys) {
    Set<Object> first = KeyMap.newSet();
    ValueList values = cause == input ? input.contents().get(key) : null;
    if (values != null) {
      values.forEach(value -> first.add(Entering.key(value)));
    }
    for (int i = 0; i < others.size(); i++) {
      if (cause == others.get(i)) {
        rows.readers(i, key).forEach(row -> first.addAll(rows.successors(row)));
      }
    }
    rows.descendants(first).forEach(row -> giveIfPresent(row, keys));
  }

  @Override
  protected void initialise(Transaction transaction) {
    ClosureTurn turn = turn(transaction);
    TickMap.Cursor<Object, ValueList> cursor = input.contents().cursor();
    while (cursor.next()) {
      turn.sourceChanged(cursor.key(), Set.of(), rowsOf(cursor.key(), cursor.value()));
    }
    finish(turn, filling ? STEP : Integer.MAX_VALUE, transaction);
  }

  @Override
  protected void recompute(List<Node> causes, Transaction transaction) {
    ClosureTurn turn = turn(transaction);
    Delta changed = input.delta();
    for (int i = 0; changed != null && i < changed.size(); i++) {
      Object key = changed.key(i);
      turn.sourceChanged(key, rowsOf(key, changed.before(i)), rowsOf(key, changed.after(i)));
    }
    Set<Object> stale = KeyMap.newSet();
    for (int index = 0; index < others.size(); index++) {
      Delta delta = others.get(index).delta();
      for (int i = 0; delta != null && i < delta.size(); i++) {
        stale.addAll(rows.readers(index, delta.key(i)));
      }
    }
    stale.forEach(turn::expandAgain);
    finish(turn, filling ? STEP : Integer.MAX_VALUE, transaction);
  }

  private ClosureTurn turn(Transaction transaction) {
    return new ClosureTurn(rows, transaction.undo(), row -> counted(row, transaction), unexpanded);
  }

  private void finish(ClosureTurn turn, int most, Transaction transaction) {
    for (Object row : turn.finish(most)) {
      apply(row, rows.has(row) ? ValueList.copyOf(List.of(row)) : null, transaction);
    }
  }

  private Set<Object> rowsOf(Object key, @Nullable ValueList values) {
    Set<Object> all = KeyMap.newSet();
    if (values != null) {
      for (Object value : values) {
        try {
          all.add(Entering.key(value));
        } catch (SkipException e) {
          throw failure(key, e);
        }
      }
    }
    return all;
  }

  private ClosureRows.Expanded counted(Object row, Transaction transaction) {
    if (rows.size() > mostRows) {
      throw failure(
          row,
          new SkipException(
              "there are more than "
                  + mostRows
                  + " rows: what follows from a row does not end, or the limit is too low"));
    }
    transaction.graph().events().ran(this, row);
    return expanded(row, Moment.now(), transaction::step);
  }

  /**
   * The rows that follow from one, and what it looks up.
   *
   * @param look is given each of the rows
   */
  private ClosureRows.Expanded expanded(Object row, Moment moment, Consumer<Object> look) {
    ClosureRows.Expanded expanded = new ClosureRows.Expanded(others.size());
    try {
      expansion.expand(
          row,
          new Contents(expanded, moment),
          next -> {
            look.accept(next);
            expanded.successors().add(Entering.key(next));
          });
    } catch (Throwable e) {
      throw failure(row, e);
    }
    return expanded;
  }

  /** The contents of the other collections, which note what is looked up. */
  private final class Contents implements Expansion.Found {
    private final ClosureRows.Expanded expanded;
    private final Moment moment;

    Contents(ClosureRows.Expanded expanded, Moment moment) {
      this.expanded = expanded;
      this.moment = moment;
    }

    @Override
    @SuppressWarnings("unchecked") // the author knows what the collection holds
    public <W> List<W> get(int collection, Object key) {
      Object canonical = CanonicalKey.of(key);
      expanded.reads().get(collection).add(canonical);
      ValueList values = others.get(collection).contentsAt(moment).get(canonical);
      return values == null ? List.of() : (List<W>) values;
    }
  }

  @Override
  protected void measure(Measurement measurement) {
    super.measure(measurement);
    measurement.addContributions(rows.links());
  }
}
