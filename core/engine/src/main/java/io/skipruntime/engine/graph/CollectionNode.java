package io.skipruntime.engine.graph;

import io.skipruntime.engine.heap.Continuation;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A node that is a collection: its contents, and within a transaction its delta.
 *
 * <ul>
 *   <li>{@code change} is null unless the node's turn goes on or the running transaction changed
 *       the collection; from the end of the turn on, contents and {@link #delta} are final for the
 *       transaction.
 *   <li>Packing contents costs their size; it is done only when they have changed as much since the
 *       last time, so that it adds a constant to the cost of a change.
 *   <li>Versions are kept of what can be read without the write lock, or could be once ({@link
 *       #keepVersions}); then {@code mark} is null. Other contents are changed in place where their
 *       nodes have the mark, and versions have the node itself in its slot, which says so.
 *   <li>{@code observer} mirrors the contents; null where nothing does.
 *   <li>A changed size counts as a change of the key {@link WholeCollection#SIZE}.
 * </ul>
 */
public abstract class CollectionNode extends ReadableNode {

  private static final int TOMBSTONES_WORTH_PACKING = 128;

  private @Nullable CollectionChange change;
  private int changesSincePacked;
  private boolean keepsVersions;
  private @Nullable Object mark;
  private volatile long estimatedBytes;
  private @Nullable History history;
  private @Nullable Observer observer;

  /** See {@link Node#Node}. */
  protected CollectionNode(@Nullable NodeKey key, int height) {
    super(key, height);
  }

  @Override
  public final void observe(Observer mirroring) {
    observer = mirroring;
  }

  private void tellObserver(@Nullable Delta delta) {
    Observer told = observer;
    if (told == null) {
      return;
    }
    if (delta == null) {
      told.changedWholly();
    } else {
      told.changed(delta);
    }
  }

  /** Is told that the collection is part of a graph, and whether that keeps all versions. */
  final void attached(boolean versionsAreKept) {
    keepsVersions |= versionsAreKept;
  }

  /** Is told that the collection is no part of the graph any more. */
  final void detached() {
    Observer told = observer;
    observer = null;
    if (told != null) {
      told.gone();
    }
  }

  /** Of which history the contents are, for a node that the running transaction keeps. */
  public final History history(Transaction transaction) {
    History known = history;
    if (known == null) {
      known = new History(transaction.tick(), slot);
      history = known;
    }
    return known;
  }

  /** Gives a node that has no history yet one that begins with a tick. */
  public final void beginHistory(long tick) {
    history = new History(tick, slot);
  }

  /** Says that an instance goes on with the history elsewhere: this node begins another one. */
  public final void leaveHistory(Transaction transaction) {
    History left = history;
    history = null;
    transaction.undo().add(() -> history = left);
  }

  @Override
  public final @Nullable Delta delta() {
    CollectionChange current = change;
    return current == null ? null : current.delta();
  }

  @Override
  final int changedEntries() {
    Delta changes = delta();
    return changes == null ? 0 : changes.size();
  }

  @Override
  public final Iterable<Object> changedKeys() {
    CollectionChange current = change;
    return current == null ? List.of() : current.keys(contents.size());
  }

  /** Prepares for so many keys that may change in this turn. */
  protected final void expectChanges(int keys, Transaction transaction) {
    open(transaction).expect(keys);
  }

  /**
   * Gives {@code key} new values, during the node's turn and at most once in it; equal values
   * change nothing.
   *
   * @param values null to remove the key
   */
  protected final void apply(Object key, @Nullable ValueList values, Transaction transaction) {
    transaction.countEntry(values);
    open(transaction).apply(key, values, transaction.isNew(this));
  }

  /** As {@link #apply}, for values that are known to differ from those before. */
  protected final void applyDifferent(Object key, ValueList values, Transaction transaction) {
    transaction.countEntry(values);
    open(transaction).put(key, values, transaction.isNew(this));
  }

  /**
   * Appends an entry to a new node's contents.
   *
   * @param key not there yet; cheapest if it comes after all others
   */
  protected final void append(Object key, ValueList values, Transaction transaction) {
    transaction.countEntry(values);
    open(transaction).append(key, values);
  }

  /** The change of the running transaction, during the node's turn. */
  private CollectionChange open(Transaction transaction) {
    CollectionChange current = change;
    if (current == null) {
      current = new CollectionChange();
      change = current;
    }
    current.open(contents, transaction.tick(), transaction.isNew(this) ? null : mark);
    return current;
  }

  /** Whether every version has the contents, and not only the present one. */
  public final boolean keepsVersions() {
    return keepsVersions;
  }

  /** Lets every version have the contents, from the one that the transaction makes on. */
  public final void keepVersions(Transaction transaction) {
    if (keepsVersions || retired) {
      return;
    }
    Object markBefore = mark;
    keepsVersions = true;
    mark = null;
    transaction
        .undo()
        .add(() -> {
          keepsVersions = false;
          mark = markBefore;
        });
    transaction.showContents(this);
  }

  /**
   * The contents as they are now, and stay in what is given: for the holder of the write lock,
   * between transactions. Nodes that they are made of are copied when they change.
   */
  public final TickMap<Object, ValueList> keptContents() {
    if (mark != null) {
      mark = new Object();
    }
    return contents;
  }

  /** Remembers roughly how many bytes the contents occupy. For any thread. */
  public final void estimated(long bytes) {
    estimatedBytes = bytes;
  }

  /** What {@link #estimated} was told last; 0 before. For any thread. */
  public final long lastEstimate() {
    return estimatedBytes;
  }

  /** What a version has in the slot of the collection. */
  final Object content() {
    return keepsVersions ? contents : this;
  }

  /** Makes what was applied the contents, at the end of the node's turn. */
  final void finishTurn(Transaction transaction) {
    CollectionChange current = change;
    if (current == null || !current.isOpen()) {
      return;
    }
    TickMap<Object, ValueList> before = contents;
    int sizeBefore = before.size(); // a change in place changes it
    TickMap<Object, ValueList> after = current.build();
    mark = keepsVersions ? null : current.mark();
    if (after != before) {
      Delta delta = current.delta();
      contents = packed(after, delta, transaction);
      index.changed(delta);
      tellObserver(delta);
      if (current.replaces(before, sizeBefore, transaction.isNew(this))) {
        transaction.contentsChanged(this);
      }
    }
    forgetUnlessChanged(current);
  }

  private TickMap<Object, ValueList> packed(
      TickMap<Object, ValueList> after, @Nullable Delta delta, Transaction transaction) {
    changesSincePacked += delta == null ? 0 : delta.size();
    if (after.tombstones() <= TOMBSTONES_WORTH_PACKING
        || changesSincePacked <= after.size() + after.tombstones()) {
      return after;
    }
    changesSincePacked = 0;
    mark = keepsVersions ? null : new Object();
    return after.withoutTombstones(transaction.graph().earliestTick(this, after.tombstones()));
  }

  private void forgetUnlessChanged(CollectionChange current) {
    if (!current.hasReplaced()) {
      change = null;
    }
  }

  /** Keeps the contents as they are, when the transaction is committed. */
  final void keepContents() {
    change = null;
  }

  /** Goes back to the contents before the transaction. */
  final void restoreContents(Transaction transaction) {
    CollectionChange current = Objects.requireNonNull(change, "the contents have changed");
    contents = current.restored(transaction.tick());
    mark = mark == null ? null : new Object();
    index.restored(current.delta());
    tellObserver(current.delta());
    change = null;
  }

  final void abandonTurn() {
    CollectionChange current = change;
    if (current != null) {
      current.abandon();
      forgetUnlessChanged(current);
    }
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
    return become(Continuation.of(before, contents, transaction.tick()), transaction);
  }

  /**
   * As {@link #continueFrom}, for contents of another process; the node need not be new.
   *
   * @param before with JSON as keys and values
   * @param keyClass the name of the class of all keys that there were
   */
  public final boolean continueFromStored(
      TickMap<Object, ValueList> before,
      String keyClass,
      History continued,
      Transaction transaction) {
    boolean continues =
        become(Continuation.ofStored(before, keyClass, contents, transaction.tick()), transaction);
    if (continues) {
      belongTo(continued, transaction);
    }
    return continues;
  }

  /** Makes the contents part of the history that they had in another process. */
  public final void belongTo(History earlier, Transaction transaction) {
    History before = history;
    transaction.undo().add(() -> history = before);
    history = earlier;
  }

  private boolean become(Optional<TickMap<Object, ValueList>> continued, Transaction transaction) {
    if (continued.isEmpty()) {
      return false;
    }
    TickMap<Object, ValueList> fresh = contents;
    transaction.undo().add(() -> contents = fresh);
    contents = continued.get();
    keepVersions(transaction);
    transaction.publish(slot, contents);
    return true;
  }

  /** Makes contents and delta those of another collection, in the node's turn. */
  protected final void mirror(CollectionNode other, Transaction transaction) {
    other.keepVersions(transaction);
    Delta delta = other.delta();
    change = CollectionChange.mirrored(delta, contents);
    contents = other.contents;
    index.changed(delta);
    tellObserver(delta);
    transaction.contentsChanged(this);
  }

  /** Takes the contents of another collection that are equal to its own. */
  protected final void becomeEqual(CollectionNode other, Transaction transaction) {
    other.keepVersions(transaction);
    become(Optional.of(other.contents), transaction);
  }

  @Override
  protected void endTransaction(Transaction transaction) {
    CollectionChange current = change;
    if (current != null) {
      current.forgetDelta();
    }
  }

  @Override
  protected void measure(Measurement measurement) {
    super.measure(measurement);
    measurement.addContents(contents);
    measurement.addUnsettled(change != null);
  }

  /** For nodes that read their own contents while their turn goes on. */
  protected final @Nullable ValueList current(Object key) {
    CollectionChange current = change;
    return current == null || !current.isOpen() ? contents.get(key) : current.get(key);
  }
}
