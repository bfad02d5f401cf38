package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Delta;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Reasons;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.json.CanonicalOrder;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The operator {@code take}: the entries of the input's first {@code limit} keys.
 *
 * <p>{@code boundary} is a position among keys: the collection has the input's keys up to it,
 * itself included, and there are {@code limit} of them or the input has no more. It is null as long
 * as there are none. A turn counts the changed keys up to the boundary, moves the boundary by as
 * many keys as are too many or missing, and applies the changed keys and those that the boundary
 * passed; so it costs as much as there are changes, whatever the limit.
 */
final class TakeNode extends CollectionNode {

  private static final CanonicalOrder ORDER = CanonicalOrder.INSTANCE;

  private final CollectionNode input;
  private final int limit;
  private final DeclaredKeys declaredKeys = new DeclaredKeys(this);
  private @Nullable Object boundary;

  private TakeNode(NodeKey key, CollectionNode input, int limit) {
    super(key, above(List.of(input)));
    this.input = input;
    this.limit = limit;
  }

  /** The node that keeps the first {@code limit} keys of {@code input}. */
  static TakeNode obtain(CollectionNode input, int limit, Transaction transaction) {
    DeclaredKeys.requireOf(input, "take");
    NodeKey key = new NodeKey(TakeNode.class, List.of(input), limit);
    return transaction.obtain(key, () -> new TakeNode(key, input, limit));
  }

  @Override
  public List<? extends Node> inputs() {
    return List.of(input);
  }

  @Override
  public @Nullable Type keyType() {
    return input.keyType();
  }

  @Override
  public String describe() {
    return input.describe() + ".take(" + limit + ")";
  }

  @Override
  public String kind() {
    return "take";
  }

  @Override
  public void explain(Object key, Reasons reasons) {
    if (input.contentsAt(reasons.moment()).containsKey(key)) {
      reasons.source(input, key);
      reasons.place(input, key);
    }
  }

  @Override
  public void forEachDependentKey(Node cause, Object key, Consumer<Object> keys) {
    giveIfPresent(key, keys);
  }

  @Override
  protected void initialise(Transaction transaction) {
    TickMap.Cursor<Object, ValueList> cursor = input.contents().cursor();
    Object last = null;
    for (int i = 0; i < limit && cursor.next(); i++) {
      last = cursor.key();
      declaredKeys.requireForBuilding(last);
      append(last, cursor.value(), transaction);
    }
    boundary = last;
  }

  @Override
  protected void recompute(List<Node> causes, Transaction transaction) {
    Delta delta = input.delta();
    if (delta == null || limit == 0) {
      return;
    }
    delta.forEach(declaredKeys::require);
    Object before = boundary;
    Object after = moved(before, delta);
    boundary = after;
    transaction.onRollBack(() -> boundary = before);
    for (Object key : delta) {
      apply(key, isUpTo(after, key) ? input.contents().get(key) : null, transaction);
    }
    applyPassed(before, after, transaction);
  }

  private static boolean isUpTo(@Nullable Object position, Object key) {
    return position != null && ORDER.compare(key, position) <= 0;
  }

  /** The boundary after some changes, from where it was before. */
  private @Nullable Object moved(@Nullable Object before, Delta delta) {
    Object position = before;
    int taken = contents().size();
    for (Object key : delta) {
      if (isUpTo(before, key)) {
        taken += input.contents().containsKey(key) ? 1 : 0;
        taken -= contents().containsKey(key) ? 1 : 0;
      }
    }
    for (; taken > limit; taken--) {
      position = input.contents().lowerKey(lastUpTo(Objects.requireNonNull(position)));
    }
    Object next = nextAfter(position);
    for (; taken < limit && next != null; taken++) {
      position = next;
      next = nextAfter(position);
    }
    return position;
  }

  private Object lastUpTo(Object position) {
    return input.contents().containsKey(position)
        ? position
        : Objects.requireNonNull(input.contents().lowerKey(position));
  }

  private @Nullable Object nextAfter(@Nullable Object position) {
    return position == null ? input.contents().firstKey() : input.contents().higherKey(position);
  }

  /** Applies the keys between where the boundary was and where it is. */
  private void applyPassed(
      @Nullable Object before, @Nullable Object after, Transaction transaction) {
    if (after == null || before == null || ORDER.compare(after, before) > 0) {
      TickMap<Object, ValueList> now = input.contents();
      TickMap.Cursor<Object, ValueList> entering =
          before == null ? now.cursor() : now.cursorFrom(before);
      while (entering.next() && isUpTo(after, entering.key())) {
        apply(entering.key(), entering.value(), transaction);
      }
    } else {
      TickMap.Cursor<Object, ValueList> leaving = contents().cursorFrom(after);
      while (leaving.next()) {
        if (!isUpTo(after, leaving.key())) {
          apply(leaving.key(), null, transaction);
        }
      }
    }
  }
}
