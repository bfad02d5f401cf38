package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Delta;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Reasons;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.spi.FunctionPlace;
import io.skipruntime.engine.spi.Spread;
import io.skipruntime.engine.table.KeyMap;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The operators {@code join} and {@code leftJoin}: each key has what a function makes of each of
 * its values in one input and each in the other. Nothing is kept beside the contents; a changed key
 * of either input costs as much as the key has results.
 */
final class JoinNode extends CollectionNode implements ShardedOperator {

  /** The two operators: with keys that the other input does not have, or without. */
  enum Kind {
    INNER("join"),
    LEFT("leftJoin");

    final String operator;

    Kind(String operator) {
      this.operator = operator;
    }
  }

  private final Kind kind;
  private final CollectionNode left;
  private final CollectionNode right;
  private final PureFunction combination;
  private final BiFunction<Object, Object, Object> combine;

  private JoinNode(
      NodeKey key, Kind kind, CollectionNode left, CollectionNode right, PureFunction combination) {
    super(key, above(List.of(left, right)));
    this.kind = kind;
    this.left = left;
    this.right = right;
    this.combination = combination;
    this.combine = combination.ofTwo(this);
    combination.name(); // of a lambda, while its author's call goes on
  }

  /**
   * The node that joins two collections by their keys.
   *
   * @param combine a {@code BiFunction} of both values; of a left join, the second is an Optional
   */
  static JoinNode obtain(
      Kind kind,
      CollectionNode left,
      CollectionNode right,
      Object combine,
      Transaction transaction) {
    return obtain(kind, left, right, PureFunction.of(combine, kind.operator), transaction);
  }

  private static JoinNode obtain(
      Kind kind,
      CollectionNode left,
      CollectionNode right,
      PureFunction function,
      Transaction transaction) {
    NodeKey key =
        new NodeKey(
            JoinNode.class, List.of(left, right), List.of(kind.operator, function.identity()));
    return transaction.obtain(key, () -> new JoinNode(key, kind, left, right, function));
  }

  @Override
  public Spread spread() {
    return Spread.BY_KEY;
  }

  @Override
  public JoinNode rebuild(Rebuilding at) {
    return obtain(kind, at.input(left), at.input(right), combination, at.transaction());
  }

  @Override
  public List<? extends Node> inputs() {
    return List.of(left, right);
  }

  @Override
  public @Nullable Type keyType() {
    return left.keyType();
  }

  @Override
  public String describe() {
    return left.describe()
        + "."
        + kind.operator
        + "("
        + right.describe()
        + ", "
        + combination.name()
        + ")";
  }

  @Override
  public Optional<FunctionPlace> functionPlace() {
    return Optional.of(combination.function().place("apply"));
  }

  @Override
  public String kind() {
    return kind.operator;
  }

  @Override
  protected String functionText() {
    return combination.fingerprint();
  }

  @Override
  public void explain(Object key, Reasons reasons) {
    boolean isLeft = left.contentsAt(reasons.moment()).containsKey(key);
    boolean isRight = right.contentsAt(reasons.moment()).containsKey(key);
    if (isLeft || (isRight && kind == Kind.INNER)) {
      reasons.source(left, key);
      reasons.source(right, key);
    }
  }

  @Override
  public void forEachDependentKey(Node cause, Object key, Consumer<Object> keys) {
    giveIfPresent(key, keys);
  }

  @Override
  protected void initialise(Transaction transaction) {
    TickMap.Cursor<Object, ValueList> cursor = left.contents().cursor();
    while (cursor.next()) {
      ValueList joined = joined(cursor.key(), transaction);
      if (joined != null) {
        append(cursor.key(), joined, transaction);
      }
    }
  }

  @Override
  protected void recompute(List<Node> causes, Transaction transaction) {
    Delta mine = left.delta();
    Delta theirs = right == left ? null : right.delta();
    for (int i = 0; mine != null && i < mine.size(); i++) {
      apply(mine.key(i), joined(mine.key(i), transaction), transaction);
    }
    Set<Object> done = keys(mine != null && theirs != null ? mine : null);
    for (int i = 0; theirs != null && i < theirs.size(); i++) {
      if (!done.contains(theirs.key(i))) {
        apply(theirs.key(i), joined(theirs.key(i), transaction), transaction);
      }
    }
  }

  private static Set<Object> keys(@Nullable Delta delta) {
    if (delta == null) {
      return Set.of();
    }
    Set<Object> keys = KeyMap.newSet();
    delta.forEach(keys::add);
    return keys;
  }

  private @Nullable ValueList joined(Object key, Transaction transaction) {
    ValueList mine = left.contents().get(key);
    ValueList theirs = right.contents().get(key);
    if (mine == null || (theirs == null && kind == Kind.INNER)) {
      return null;
    }
    transaction.graph().events().ran(this, key);
    try {
      List<Object> all = new ArrayList<>();
      for (Object value : mine) {
        addCombined(value, theirs, all);
      }
      return ValueList.copyOf(all);
    } catch (Throwable e) {
      throw failure(key, e);
    }
  }

  private void addCombined(Object value, @Nullable ValueList theirs, List<Object> all) {
    if (theirs == null) {
      all.add(Entering.value(combine.apply(value, Optional.empty())));
      return;
    }
    for (Object other : theirs) {
      Object second = kind == Kind.LEFT ? Optional.of(other) : other;
      all.add(Entering.value(combine.apply(value, second)));
    }
  }
}
