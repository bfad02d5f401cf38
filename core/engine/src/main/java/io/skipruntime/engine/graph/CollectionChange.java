package io.skipruntime.engine.graph;

import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.table.KeyMap;
import io.skipruntime.json.CanonicalOrder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The change that the running transaction makes to a collection.
 *
 * <p>Contents of which versions are kept are changed as the turn goes on, in a copy. Others are
 * changed at its end, since the node may read them until then: what was applied waits in the delta.
 * They are changed in place if all keys are there already, so that all can be taken back without a
 * trace; a new key may change the form of the tree, so that such a turn makes a copy, too, as does
 * any turn but the first that changes the contents.
 *
 * <ul>
 *   <li>{@code editor} is null unless the node's turn goes on.
 *   <li>{@code waits} says of that turn that what it applies waits, and {@code inserts} that keys
 *       do which are not there.
 *   <li>{@code waitingByKey} has where in the delta the keys are that wait; it is null while these
 *       have come in order.
 *   <li>{@code inPlace} is null unless a turn of the transaction has changed the contents in place:
 *       what they were then, which {@code undo} takes back.
 *   <li>{@code delta} is null unless keys of a collection have changed that was there before the
 *       transaction.
 *   <li>{@code before} is null unless the contents are other ones than were committed, or the node
 *       is new.
 *   <li>{@code sizeBefore} is the number of keys before the last turn that changed the contents.
 * </ul>
 */
final class CollectionChange {

  /** So much room for changed keys is made at first, at most. */
  private static final int MOST_EXPECTED = 1024;

  private static final int NOWHERE = -1;

  private TickMap.@Nullable Editor<Object, ValueList> editor;
  private @Nullable Delta delta;
  private @Nullable TickMap<Object, ValueList> before;
  private @Nullable InPlaceUndo undo;
  private @Nullable TickMap<Object, ValueList> inPlace;
  private @Nullable Object mark;
  private boolean waits;
  private boolean inserts;
  private @Nullable Map<Object, Integer> waitingByKey;
  private int sizeBefore;
  private int expectedKeys = 1;

  /**
   * The change of a collection that has become what another one is.
   *
   * @param delta that of the other one
   * @param replaced the committed contents
   */
  static CollectionChange mirrored(@Nullable Delta delta, TickMap<Object, ValueList> replaced) {
    CollectionChange change = new CollectionChange();
    change.delta = delta;
    change.before = replaced;
    change.sizeBefore = replaced.size();
    return change;
  }

  /**
   * Begins the node's turn, unless it goes on already.
   *
   * @param known the mark of the contents that may be changed in place; null if versions of them
   *     are kept
   */
  void open(TickMap<Object, ValueList> contents, long tick, @Nullable Object known) {
    if (editor != null) {
      return;
    }
    waits = known != null && before == null;
    editor = known != null && waits ? contents.editInPlace(tick, known) : contents.edit(tick);
  }

  /** Whether the node's turn goes on. */
  boolean isOpen() {
    return editor != null;
  }

  /** The mark of the nodes that the last turn made or changed. */
  @Nullable Object mark() {
    return mark;
  }

  private TickMap.Editor<Object, ValueList> editor() {
    return Objects.requireNonNull(editor, "the turn goes on");
  }

  /** The values of a key of a new node, as far as the turn has come. */
  @Nullable ValueList get(Object key) {
    return editor().get(key);
  }

  /** Prepares for so many keys that may change. */
  void expect(int keys) {
    expectedKeys = Math.clamp(keys, 1, MOST_EXPECTED);
  }

  /**
   * Gives a key other values, or none; equal ones change nothing.
   *
   * @param isNew whether the transaction made the node, whose keys are not noted then
   */
  void apply(Object key, @Nullable ValueList values, boolean isNew) {
    TickMap.Editor<Object, ValueList> open = editor();
    if (waits) {
      applyLater(key, values, false, open);
      return;
    }
    if (values == null) {
      ValueList removed = open.remove(key);
      if (removed != null) {
        note(key, removed, null, isNew);
      }
    } else if (open.replace(key, values)) {
      note(key, open.replaced(), values, isNew);
    }
  }

  /** As {@link #apply}, of values that differ from those before. */
  void put(Object key, ValueList values, boolean isNew) {
    TickMap.Editor<Object, ValueList> open = editor();
    if (waits) {
      applyLater(key, values, true, open);
    } else {
      note(key, open.put(key, values), values, isNew);
    }
  }

  /**
   * Gives a key other values, or none, at the end of the turn.
   *
   * @param areOther whether the values are known to differ from those before the turn
   */
  private void applyLater(
      Object key,
      @Nullable ValueList values,
      boolean areOther,
      TickMap.Editor<Object, ValueList> open) {
    Delta changes = delta;
    int waiting = changes == null ? NOWHERE : waiting(key, changes);
    ValueList present;
    if (changes != null && waiting != NOWHERE) {
      present = changes.after(waiting);
      if (values == null ? present == null : values.isSameAs(present)) {
        return;
      }
    } else {
      boolean isThere = open.look(key);
      if (values == null ? !isThere : isThere && !areOther && !open.wouldReplace(values)) {
        return;
      }
      present = open.replaced();
      inserts |= open.tickBefore() == TickMap.Editor.ABSENT;
    }
    note(key, present, values, false);
    Map<Object, Integer> known = waitingByKey;
    if (known != null && delta != null) {
      known.put(key, delta.size() - 1);
    }
  }

  /** Where a key waits in the delta, if it does. As long as keys come in order, none does. */
  private int waiting(Object key, Delta changes) {
    Map<Object, Integer> known = waitingByKey;
    int size = changes.size();
    if (known == null) {
      if (size == 0 || CanonicalOrder.INSTANCE.compare(changes.key(size - 1), key) < 0) {
        return NOWHERE;
      }
      known = new KeyMap<>();
      for (int i = 0; i < size; i++) {
        known.put(changes.key(i), i);
      }
      waitingByKey = known;
    }
    return known.getOrDefault(key, NOWHERE);
  }

  /** Gives values to a key that a new node did not have. */
  void append(Object key, ValueList values) {
    editor().put(key, values);
  }

  private void note(Object key, @Nullable ValueList was, @Nullable ValueList is, boolean isNew) {
    if (isNew) {
      return;
    }
    Delta changes = delta;
    if (changes == null) {
      changes = new Delta(expectedKeys);
      delta = changes;
    }
    changes.add(key, was, is);
  }

  /** Ends the turn, and gives the contents that it leads to. */
  TickMap<Object, ValueList> build() {
    TickMap.Editor<Object, ValueList> open = editor();
    Delta changes = delta;
    editor = null;
    if (waits && changes != null) {
      return carriedOut(changes, inserts ? open.copying() : open);
    }
    mark = open.mark();
    return open.build();
  }

  /** Makes the changes of the turn, which wait in the delta. */
  private TickMap<Object, ValueList> carriedOut(
      Delta changes, TickMap.Editor<Object, ValueList> open) {
    InPlaceUndo steps = inserts ? null : new InPlaceUndo(changes);
    for (int i = 0; i < changes.size(); i++) {
      Object key = changes.key(i);
      ValueList values = changes.after(i);
      if (values == null) {
        open.remove(key);
      } else {
        open.put(key, values);
      }
      if (steps != null) {
        steps.add(open.tickBefore());
      }
    }
    waitingByKey = null;
    inserts = false;
    mark = open.mark();
    TickMap<Object, ValueList> built = open.build();
    if (steps != null) {
      undo = steps;
      inPlace = built;
    }
    return built;
  }

  /**
   * Notes that the contents are others since the end of the turn.
   *
   * @param replaced those before the turn
   * @param size the number of keys before the turn
   * @param isNew whether the transaction made the node
   * @return whether these were the committed ones
   */
  boolean replaces(TickMap<Object, ValueList> replaced, int size, boolean isNew) {
    sizeBefore = size;
    if (before != null || isNew) {
      return false;
    }
    before = replaced;
    return true;
  }

  /** Whether the contents are other ones than were committed. */
  boolean hasReplaced() {
    return before != null;
  }

  /**
   * The committed contents, where the present ones are others.
   *
   * @param tick that of the transaction
   */
  TickMap<Object, ValueList> restored(long tick) {
    TickMap<Object, ValueList> committed =
        Objects.requireNonNull(before, "the contents have changed");
    TickMap<Object, ValueList> changed = inPlace;
    InPlaceUndo steps = undo;
    if (changed == null || steps == null) {
      return committed;
    }
    TickMap.Editor<Object, ValueList> restoring = changed.edit(tick);
    steps.takeBack(restoring);
    return restoring.buildAt(committed.lastTick());
  }

  /** The keys that changed; null if none did, or the node is new. */
  @Nullable Delta delta() {
    return delta;
  }

  /** The keys that changed, with that of the size if this is now another. */
  Iterable<Object> keys(int size) {
    Delta changes = delta;
    if (changes == null) {
      return List.of();
    }
    return size == sizeBefore ? changes : new ChangedKeys(changes);
  }

  /** Ends the turn without a result. */
  void abandon() {
    editor = null;
    delta = null;
    inserts = false;
    waitingByKey = null;
  }

  /** Forgets the keys, at the end of the transaction. */
  void forgetDelta() {
    delta = null;
  }
}
