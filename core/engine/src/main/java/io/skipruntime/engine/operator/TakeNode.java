package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Delta;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Reasons;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.spi.Spread;
import io.skipruntime.json.CanonicalOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operator {@code take}: the entries of as many keys as the limit that come after the first
 * {@code offset} keys of the input.
 *
 * <p>{@code page} has the first and the last key that the collection has; null if it has none. A
 * turn finds both by their place among the input's keys, and applies the changed keys and those
 * that an end has passed: at most as many at each end as keys have changed. {@code whole} is the
 * operator whose first keys the node finds among a part of the input's, where it does that.
 */
public final class TakeNode extends SameKeysNode implements ShardedOperator {

  private static final CanonicalOrder ORDER = CanonicalOrder.INSTANCE;

  /** The ends of a page, both included. */
  private record Page(Object first, Object last) {

    boolean contains(Object key) {
      return ORDER.compare(first, key) <= 0 && ORDER.compare(key, last) <= 0;
    }
  }

  private final int offset;
  private final int limit;
  private final @Nullable TakeNode whole;
  private final DeclaredKeys declaredKeys = new DeclaredKeys(this);
  private @Nullable Page page;

  private TakeNode(
      NodeKey key, CollectionNode input, int offset, int limit, @Nullable TakeNode whole) {
    super(key, input);
    this.whole = whole;
    this.offset = offset;
    this.limit = limit;
  }

  /** The node that leaves out the first {@code offset} keys and keeps {@code limit} after them. */
  static TakeNode obtain(CollectionNode input, int offset, int limit, Transaction transaction) {
    DeclaredKeys.requireOf(input, "take");
    NodeKey key = new NodeKey(TakeNode.class, List.of(input), List.of(offset, limit));
    return transaction.obtain(key, () -> new TakeNode(key, input, offset, limit, null));
  }

  @Override
  public Spread spread() {
    return Spread.FIRST_KEYS;
  }

  @Override
  public TakeNode rebuild(Rebuilding at) {
    return obtain(at.input(input), offset, limit, at.transaction());
  }

  /** The node with the keys of a part of the input that may be among those of all of it. */
  public TakeNode candidates(Rebuilding at) {
    CollectionNode part = at.input(input);
    int most = (int) Math.min(Integer.MAX_VALUE, (long) offset + limit);
    NodeKey key = new NodeKey(TakeNode.class, List.of(part), List.of("of all", offset, limit));
    return at.transaction().obtain(key, () -> new TakeNode(key, part, 0, most, this));
  }

  @Override
  public String describe() {
    if (whole != null) {
      return whole.describe();
    }
    String first = offset == 0 ? "" : offset + ", ";
    return input.describe() + ".take(" + first + limit + ")";
  }

  @Override
  public String kind() {
    return "take";
  }

  @Override
  void explainPresent(Object key, Reasons reasons) {
    super.explainPresent(key, reasons);
    reasons.place(input, key);
  }

  @Override
  protected void initialise(Transaction transaction) {
    Page first = pageNow();
    page = first;
    TickMap.Cursor<Object, ValueList> cursor = cursorFrom(input.contents(), first);
    while (first != null && cursor.next() && first.contains(cursor.key())) {
      declaredKeys.requireForBuilding(cursor.key());
      append(cursor.key(), cursor.value(), transaction);
    }
  }

  private static TickMap.Cursor<Object, ValueList> cursorFrom(
      TickMap<Object, ValueList> contents, @Nullable Page page) {
    return page == null ? contents.cursor() : contents.cursorFrom(page.first());
  }

  private @Nullable Page pageNow() {
    int size = input.contents().size();
    int count = (int) Math.min(limit, Math.max(0L, (long) size - offset));
    return count == 0 ? null : new Page(keyAt(offset), keyAt(offset + count - 1));
  }

  private Object keyAt(int index) {
    TickMap.Cursor<Object, ValueList> cursor = input.contents().cursorAt(index);
    cursor.next();
    return cursor.key();
  }

  @Override
  protected void recompute(List<Node> causes, Transaction transaction) {
    Delta delta = input.delta();
    if (delta == null || limit == 0) {
      return;
    }
    delta.forEach(declaredKeys::require);
    Page before = page;
    Page after = pageNow();
    page = after;
    transaction.onRollBack(() -> page = before);
    for (int i = 0; i < delta.size(); i++) {
      Object key = delta.key(i);
      apply(key, after != null && after.contains(key) ? delta.after(i) : null, transaction);
    }
    if (before != null) {
      applyOutside(after, before, contents(), false, transaction);
    }
    if (after != null) {
      applyOutside(before, after, input.contents(), true, transaction);
    }
  }

  /** Applies the entries of a page that are not in another: enters them, or lets them go. */
  private void applyOutside(
      @Nullable Page other,
      Page page,
      TickMap<Object, ValueList> entries,
      boolean enters,
      Transaction transaction) {
    TickMap.Cursor<Object, ValueList> cursor = entries.cursorFrom(page.first());
    while (cursor.next()
        && page.contains(cursor.key())
        && (other == null || ORDER.compare(cursor.key(), other.first()) < 0)) {
      apply(cursor.key(), enters ? cursor.value() : null, transaction);
    }
    if (other == null || ORDER.compare(page.last(), other.last()) <= 0) {
      return;
    }
    boolean isBehind = ORDER.compare(other.last(), page.first()) < 0;
    TickMap.Cursor<Object, ValueList> behind =
        entries.cursorFrom(isBehind ? page.first() : other.last());
    while (behind.next() && ORDER.compare(behind.key(), page.last()) <= 0) {
      if (!other.contains(behind.key())) {
        apply(behind.key(), enters ? behind.value() : null, transaction);
      }
    }
  }
}
