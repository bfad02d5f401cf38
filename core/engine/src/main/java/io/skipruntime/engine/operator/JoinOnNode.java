package io.skipruntime.engine.operator;

import io.skipruntime.Pair;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Delta;
import io.skipruntime.engine.graph.Measurement;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Reasons;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.spi.FunctionPlace;
import io.skipruntime.engine.spi.Spread;
import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The operator {@code joinOn}: a pair of keys, one of each input, has what a function makes of each
 * of their values that are joined by the same.
 *
 * <p>Each side is arranged by what its values are joined by ({@link JoinSide}). A changed row costs
 * as much as there are rows that it met or meets; both are found among the other side's rows, as
 * they were before the turn and as they are now.
 */
final class JoinOnNode extends CollectionNode implements ShardedOperator {

  /** The functions of the author. */
  private record Functions(PureFunction mine, PureFunction theirs, PureFunction combine) {

    static Functions of(Object mine, Object theirs, Object combine) {
      return new Functions(
          PureFunction.of(mine, "joinOn"),
          PureFunction.of(theirs, "joinOn"),
          PureFunction.of(combine, "joinOn"));
    }

    List<Object> identity() {
      return List.of(mine.identity(), theirs.identity(), combine.identity());
    }

    String names() {
      return mine.name() + ", " + theirs.name() + ", " + combine.name();
    }
  }

  private final Functions functions;
  private final JoinSide left;
  private final JoinSide right;
  private final BiFunction<Object, Object, Object> combine;

  private JoinOnNode(NodeKey key, CollectionNode left, CollectionNode right, Functions functions) {
    super(key, above(List.of(left, right)));
    this.functions = functions;
    this.left = new JoinSide(left, functions.mine.ofOne(this), this::failure);
    this.right = new JoinSide(right, functions.theirs.ofOne(this), this::failure);
    this.combine = functions.combine.ofTwo(this);
    functions.names(); // of lambdas, while their author's call goes on
  }

  /** The node that joins two collections by what functions make of their values. */
  static JoinOnNode obtain(
      CollectionNode left,
      CollectionNode right,
      Object mine,
      Object theirs,
      Object combine,
      Transaction transaction) {
    return obtain(left, right, Functions.of(mine, theirs, combine), transaction);
  }

  private static JoinOnNode obtain(
      CollectionNode left, CollectionNode right, Functions functions, Transaction transaction) {
    NodeKey key = new NodeKey(JoinOnNode.class, List.of(left, right), functions.identity());
    return transaction.obtain(key, () -> new JoinOnNode(key, left, right, functions));
  }

  @Override
  public Spread spread() {
    return Spread.WHOLE;
  }

  @Override
  public JoinOnNode rebuild(Rebuilding at) {
    return obtain(at.input(left.input()), at.input(right.input()), functions, at.transaction());
  }

  @Override
  public List<? extends Node> inputs() {
    return List.of(left.input(), right.input());
  }

  @Override
  public String describe() {
    return left.input().describe()
        + ".joinOn("
        + right.input().describe()
        + ", "
        + functions.names()
        + ")";
  }

  @Override
  public Optional<FunctionPlace> functionPlace() {
    return Optional.of(functions.combine.function().place("apply"));
  }

  @Override
  public String kind() {
    return "joinOn";
  }

  @Override
  protected String functionText() {
    return functions.mine.fingerprint()
        + functions.theirs.fingerprint()
        + functions.combine.fingerprint();
  }

  @Override
  public void explain(Object key, Reasons reasons) {
    if (key instanceof Pair<?, ?> pair) {
      reasons.source(left.input(), pair.first());
      reasons.source(right.input(), pair.second());
    }
  }

  @Override
  public void forEachDependentKey(Node cause, Object key, Consumer<Object> keys) {
    if (cause == left.input()) {
      joinedBy(left, key)
          .forEach(by -> right.keysBy(by).forEach(other -> giveIfPresent(pair(key, other), keys)));
    }
    if (cause == right.input()) {
      joinedBy(right, key)
          .forEach(by -> left.keysBy(by).forEach(mine -> giveIfPresent(pair(mine, key), keys)));
    }
  }

  private static Set<Object> joinedBy(JoinSide side, Object key) {
    return side.joinKeys(key, side.input().contents().get(key));
  }

  @Override
  protected void initialise(Transaction transaction) {
    left.arrange(transaction);
    right.arrange(transaction);
    TickMap.Cursor<Object, ValueList> cursor = left.input().contents().cursor();
    while (cursor.next()) {
      Object mine = cursor.key();
      transaction.graph().events().ran(this, mine);
      Set<Object> met = newSet();
      left.joinKeys(mine, cursor.value()).forEach(by -> met.addAll(right.keysBy(by)));
      met.forEach(other -> apply(pair(mine, other), joined(mine, other), transaction));
    }
  }

  @Override
  protected void recompute(List<Node> causes, Transaction transaction) {
    Delta mine = left.input().delta();
    Delta theirs = right.input().delta();
    Set<Object> concerned = newSet();
    addMet(mine, theirs, true, concerned, transaction);
    if (mine != null) {
      left.follow(mine, transaction.undo());
    }
    if (theirs != null) {
      right.follow(theirs, transaction.undo());
    }
    addMet(mine, theirs, false, concerned, transaction);
    for (Object each : concerned) {
      Pair<?, ?> pair = (Pair<?, ?>) each;
      apply(pair, joined(pair.first(), pair.second()), transaction);
    }
  }

  private static Set<Object> newSet() {
    return new TreeSet<>(CanonicalOrder.INSTANCE);
  }

  private static Object pair(Object mine, Object other) {
    return new Pair<>(mine, other);
  }

  /** Adds the pairs of changed rows with those of the other side as it is arranged now. */
  private void addMet(
      @Nullable Delta mine,
      @Nullable Delta theirs,
      boolean before,
      Set<Object> pairs,
      Transaction transaction) {
    for (int i = 0; mine != null && i < mine.size(); i++) {
      Object key = mine.key(i);
      for (Object by : changed(left, mine, i, before, transaction)) {
        right.keysBy(by).forEach(other -> add(pair(key, other), pairs, transaction));
      }
    }
    for (int i = 0; theirs != null && i < theirs.size(); i++) {
      Object key = theirs.key(i);
      for (Object by : changed(right, theirs, i, before, transaction)) {
        left.keysBy(by).forEach(other -> add(pair(other, key), pairs, transaction));
      }
    }
  }

  private static void add(Object pair, Set<Object> pairs, Transaction transaction) {
    transaction.step(pair);
    pairs.add(pair);
  }

  private Set<Object> changed(
      JoinSide side, Delta delta, int index, boolean before, Transaction transaction) {
    ValueList values = before ? delta.before(index) : delta.after(index);
    if (!before && values != null) {
      transaction.graph().events().ran(this, delta.key(index));
    }
    return side.joinKeys(delta.key(index), values);
  }

  private @Nullable ValueList joined(Object mine, Object other) {
    ValueList first = left.input().contents().get(mine);
    ValueList second = right.input().contents().get(other);
    if (first == null || second == null) {
      return null;
    }
    List<Object> all = new ArrayList<>();
    for (Object value : first) {
      Object by = left.joinKey(mine, value);
      if (by != null) {
        addCombined(value, by, other, second, all);
      }
    }
    return all.isEmpty() ? null : ValueList.copyOf(all);
  }

  private void addCombined(
      Object value, Object by, Object other, ValueList second, List<Object> all) {
    for (Object candidate : second) {
      Object theirs = right.joinKey(other, candidate);
      if (theirs != null && CanonicalOrder.INSTANCE.compare(by, theirs) == 0) {
        try {
          all.add(Entering.value(combine.apply(value, candidate)));
        } catch (Throwable e) {
          throw failure(other, e);
        }
      }
    }
  }

  @Override
  protected void measure(Measurement measurement) {
    super.measure(measurement);
    left.measure(measurement);
    right.measure(measurement);
  }
}
