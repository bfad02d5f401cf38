package io.skipruntime.engine.graph;

import io.skipruntime.engine.heap.Continuation;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A node that is a collection: its contents, and within a transaction its delta.
 *
 * <ul>
 *   <li>{@link #contents} is the version that the running transaction sees, and what was committed
 *       last outside of one; readers of other threads use {@link Graph#version} and {@link #slot}.
 *   <li>{@code contentsBefore} is null unless the running transaction changed the collection.
 *   <li>{@link #delta} is null unless the running transaction changed the collection; from the end
 *       of the node's turn on, contents and delta are final for the transaction.
 *   <li>Packing contents costs their size; it is done only when they have changed as much since the
 *       last time, so that it adds a constant to the cost of a change.
 *   <li>A changed size counts as a change of the key {@link TrackedReads#SIZE}.
 * </ul>
 */
public abstract class CollectionNode extends Node {

  private static final int TOMBSTONES_WORTH_PACKING = 128;

  private TickMap<Object, ValueList> contents = TickMap.emptyCollection();
  private TickMap.@Nullable Editor<Object, ValueList> editor;
  private @Nullable Delta delta;
  private @Nullable TickMap<Object, ValueList> contentsBefore;
  private int sizeBefore;
  private int changesSincePacked;
  int slot = -1;

  /** See {@link Node#Node}. */
  protected CollectionNode(@Nullable NodeKey key, int height) {
    super(key, height);
  }

  /** The collection as the running transaction sees it. */
  public final TickMap<Object, ValueList> contents() {
    return contents;
  }

  /** Where a {@link io.skipruntime.engine.heap.Version} has the collection. */
  public final int slot() {
    return slot;
  }

  /** What the running transaction changed; null if nothing. */
  public final @Nullable Delta delta() {
    return delta;
  }

  @Override
  final int changedEntries() {
    Delta changes = delta;
    return changes == null ? 0 : changes.size();
  }

  @Override
  public final Iterable<Object> changedKeys() {
    Delta changes = delta;
    if (changes == null) {
      return List.of();
    }
    if (contents.size() == sizeBefore) {
      return changes;
    }
    return () -> new SizeThen(changes.iterator());
  }

  /**
   * Gives {@code key} new values, during the node's turn and at most once in it; equal values
   * change nothing.
   *
   * @param values null to remove the key
   */
  protected final void apply(Object key, @Nullable ValueList values, Transaction transaction) {
    TickMap.Editor<Object, ValueList> open = open(transaction);
    if (values == null) {
      ValueList before = open.remove(key);
      if (before != null) {
        changed(key, before, null, transaction);
      }
    } else if (open.replace(key, values)) {
      changed(key, open.replaced(), values, transaction);
    }
  }

  /** As {@link #apply}, for values that are known to differ from those before. */
  protected final void applyDifferent(Object key, ValueList values, Transaction transaction) {
    changed(key, open(transaction).put(key, values), values, transaction);
  }

  private TickMap.Editor<Object, ValueList> open(Transaction transaction) {
    TickMap.Editor<Object, ValueList> open = editor;
    if (open == null) {
      open = contents.edit(transaction.tick());
      editor = open;
    }
    return open;
  }

  private void changed(
      Object key, @Nullable ValueList before, @Nullable ValueList after, Transaction transaction) {
    if (!transaction.isNew(this)) {
      Delta changes = delta;
      if (changes == null) {
        changes = new Delta();
        delta = changes;
      }
      changes.add(key, before, after);
    }
  }

  /**
   * Appends an entry to a new node's contents.
   *
   * @param key not there yet; cheapest if it comes after all others
   */
  protected final void append(Object key, ValueList values, Transaction transaction) {
    open(transaction).put(key, values);
  }

  /** Makes what was applied the contents, at the end of the node's turn. */
  final void finishTurn(Transaction transaction) {
    TickMap.Editor<Object, ValueList> open = editor;
    if (open != null) {
      TickMap<Object, ValueList> before = contents;
      sizeBefore = before.size();
      contents = open.build();
      editor = null;
      if (contents == before) {
        return;
      }
      if (contentsBefore == null && !transaction.isNew(this)) {
        contentsBefore = before;
        transaction.contentsChanged(this);
      }
      changesSincePacked += delta == null ? 0 : delta.size();
      if (contents.tombstones() > TOMBSTONES_WORTH_PACKING
          && changesSincePacked > contents.size() + contents.tombstones()) {
        contents = contents.withoutTombstones(transaction.graph().earliestTick());
        changesSincePacked = 0;
      }
    }
  }

  /** Keeps the contents as they are, when the transaction is committed. */
  final void keepContents() {
    contentsBefore = null;
  }

  /** Goes back to the contents before the transaction. */
  final void restoreContents() {
    contents = Objects.requireNonNull(contentsBefore, "the contents have changed");
    contentsBefore = null;
    editor = null;
    delta = null;
  }

  final void abandonTurn() {
    editor = null;
    delta = null;
  }

  /** Says that nothing before {@code tick} is known of a new node. */
  final void startAt(long tick) {
    contents = contents.withHorizon(tick);
  }

  /**
   * Takes the place of a collection whose committed contents were {@code before}: entries that are
   * the same keep their ticks. For a new node whose turn has ended.
   *
   * @return false, and nothing has changed, if the types of the keys may differ
   */
  public final boolean continueFrom(TickMap<Object, ValueList> before, Transaction transaction) {
    Optional<TickMap<Object, ValueList>> continued =
        Continuation.of(before, contents, transaction.tick());
    if (continued.isEmpty()) {
      return false;
    }
    contents = continued.get();
    transaction.publish(slot, contents);
    return true;
  }

  @Override
  protected void endTransaction(Transaction transaction) {
    delta = null;
  }

  @Override
  protected void measure(Measurement measurement) {
    super.measure(measurement);
    measurement.addContents(contents);
    measurement.addUnsettled(editor != null || delta != null);
  }

  private static final class SizeThen implements Iterator<Object> {
    private final Iterator<Object> keys;
    private boolean sizeGiven;

    SizeThen(Iterator<Object> keys) {
      this.keys = keys;
    }

    @Override
    public boolean hasNext() {
      return !sizeGiven || keys.hasNext();
    }

    @Override
    public Object next() {
      if (!sizeGiven) {
        sizeGiven = true;
        return TrackedReads.SIZE;
      }
      return keys.next();
    }
  }

  /** For nodes that read their own contents while their turn goes on. */
  protected final @Nullable ValueList current(Object key) {
    TickMap.Editor<Object, ValueList> open = editor;
    return open == null ? contents.get(key) : open.get(key);
  }
}
