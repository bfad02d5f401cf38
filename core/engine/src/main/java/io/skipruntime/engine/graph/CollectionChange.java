package io.skipruntime.engine.graph;

import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The change that the running transaction makes to a collection.
 *
 * <ul>
 *   <li>{@code editor} is null unless the node's turn goes on.
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

  private TickMap.@Nullable Editor<Object, ValueList> editor;
  private @Nullable Delta delta;
  private @Nullable TickMap<Object, ValueList> before;
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

  /** Begins the node's turn, unless it goes on already. */
  void open(TickMap<Object, ValueList> contents, long tick) {
    if (editor == null) {
      editor = contents.edit(tick);
    }
  }

  /** Whether the node's turn goes on. */
  boolean isOpen() {
    return editor != null;
  }

  private TickMap.Editor<Object, ValueList> editor() {
    return Objects.requireNonNull(editor, "the turn goes on");
  }

  /** The values of a key, as far as the turn has come. */
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
    note(key, editor().put(key, values), values, isNew);
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
    TickMap<Object, ValueList> built = editor().build();
    editor = null;
    return built;
  }

  /**
   * Notes that the contents are others since the end of the turn.
   *
   * @param replaced those before the turn
   * @param isNew whether the transaction made the node
   * @return whether these were the committed ones
   */
  boolean replaces(TickMap<Object, ValueList> replaced, boolean isNew) {
    sizeBefore = replaced.size();
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

  /** The committed contents, where the present ones are others. */
  TickMap<Object, ValueList> before() {
    return Objects.requireNonNull(before, "the contents have changed");
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
  }

  /** Forgets the keys, at the end of the transaction. */
  void forgetDelta() {
    delta = null;
  }
}
