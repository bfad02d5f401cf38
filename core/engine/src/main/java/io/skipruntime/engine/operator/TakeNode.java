package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Delta;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.json.CanonicalOrder;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Objects;
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
  protected void initialise(Transaction transaction) {
    TickMap.Cursor<Object, ValueList> cursor = input.contents().cursor();
    for (int i = 0; i < limit && cursor.next(); i++) {
      declaredKeys.requireForBuilding(cursor.key());
      append(cursor.key(), cursor.value(), transaction);
      boundary = cursor.key();
    }
  }

  @Override
  protected void recompute(List<Node> causes, Transaction transaction) {
    Delta delta = input.delta();
    if (delta == null || limit == 0) {
      return;
    }
    delta.forEach(declaredKeys::require);
    Object before = boundary;
    transaction.undo().add(() -> boundary = before);
    moveBoundary(delta);
    for (Object key : delta) {
      apply(key, isTaken(key) ? input.contents().get(key) : null, transaction);
    }
    applyPassed(before, transaction);
  }

  private boolean isTaken(Object key) {
    return boundary != null && ORDER.compare(key, boundary) <= 0;
  }

  private void moveBoundary(Delta delta) {
    int taken = contents().size();
    for (Object key : delta) {
      if (isTaken(key)) {
        taken += input.contents().containsKey(key) ? 1 : 0;
        taken -= contents().containsKey(key) ? 1 : 0;
      }
    }
    for (; taken > limit; taken--) {
      boundary = input.contents().lowerKey(lastTaken());
    }
    Object next = next();
    for (; taken < limit && next != null; taken++) {
      boundary = next;
      next = next();
    }
  }

  private Object lastTaken() {
    Object position = Objects.requireNonNull(boundary);
    return input.contents().containsKey(position)
        ? position
        : Objects.requireNonNull(input.contents().lowerKey(position));
  }

  private @Nullable Object next() {
    return boundary == null ? input.contents().firstKey() : input.contents().higherKey(boundary);
  }

  /** Applies the keys between where the boundary was and where it is. */
  private void applyPassed(@Nullable Object before, Transaction transaction) {
    if (boundary == null || before == null || ORDER.compare(boundary, before) > 0) {
      TickMap<Object, ValueList> now = input.contents();
      TickMap.Cursor<Object, ValueList> entering =
          before == null ? now.cursor() : now.cursorFrom(before);
      while (entering.next() && isTaken(entering.key())) {
        apply(entering.key(), entering.value(), transaction);
      }
    } else {
      TickMap.Cursor<Object, ValueList> leaving = contents().cursorFrom(boundary);
      while (leaving.next()) {
        if (!isTaken(leaving.key())) {
          apply(leaving.key(), null, transaction);
        }
      }
    }
  }
}
