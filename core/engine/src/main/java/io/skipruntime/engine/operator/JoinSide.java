package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Delta;
import io.skipruntime.engine.graph.Measurement;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.graph.UndoLog;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.table.ArraySet;
import io.skipruntime.engine.table.KeyMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One of the inputs of a {@link JoinOnNode}, arranged by what its values are joined by.
 *
 * <ul>
 *   <li>{@code keys} has, for each join key, the keys of the input with a value that is joined by
 *       it, as of the last turn.
 * </ul>
 */
final class JoinSide {

  /** Reports what a function threw for a key of the input. */
  @FunctionalInterface
  interface Failing {

    RuntimeException failure(Object key, Throwable cause);
  }

  private final CollectionNode input;
  private final Function<Object, @Nullable Object> joinKey;
  private final Failing failing;
  private final Map<Object, ArraySet<Object>> keys = new KeyMap<>();

  /**
   * A side of which nothing is arranged yet.
   *
   * @param joinKey gives what a value is joined by; null for nothing
   */
  JoinSide(CollectionNode input, Function<Object, @Nullable Object> joinKey, Failing failing) {
    this.input = input;
    this.joinKey = joinKey;
    this.failing = failing;
  }

  CollectionNode input() {
    return input;
  }

  /** The keys of the input with a value that is joined by {@code by}. */
  Set<Object> keysBy(Object by) {
    ArraySet<Object> found = keys.get(by);
    return found == null ? Set.of() : found;
  }

  /** What a value of a key is joined by; null for nothing. */
  @Nullable Object joinKey(Object key, Object value) {
    try {
      Object by = joinKey.apply(value);
      return by == null ? null : Entering.key(by);
    } catch (Throwable e) {
      throw failing.failure(key, e);
    }
  }

  /** What the values of a key are joined by, each once. */
  Set<Object> joinKeys(Object key, @Nullable ValueList values) {
    if (values == null) {
      return Set.of();
    }
    Set<Object> all = KeyMap.newSet();
    for (Object value : values) {
      Object by = joinKey(key, value);
      if (by != null) {
        all.add(by);
      }
    }
    return all;
  }

  /** Arranges all of the input. */
  void arrange(Transaction transaction) {
    UndoLog undo = transaction.undo();
    TickMap.Cursor<Object, ValueList> cursor = input.contents().cursor();
    while (cursor.next()) {
      Object key = cursor.key();
      transaction.step();
      joinKeys(key, cursor.value()).forEach(by -> add(by, key, undo));
    }
  }

  /** Arranges what has changed. */
  void follow(Delta delta, UndoLog undo) {
    for (int i = 0; i < delta.size(); i++) {
      Object key = delta.key(i);
      Set<Object> before = joinKeys(key, delta.before(i));
      Set<Object> after = joinKeys(key, delta.after(i));
      before.forEach(by -> {
        if (!after.contains(by)) {
          remove(by, key, undo);
        }
      });
      after.forEach(by -> {
        if (!before.contains(by)) {
          add(by, key, undo);
        }
      });
    }
  }

  private void add(Object by, Object key, UndoLog undo) {
    ArraySet<Object> set = keys.get(by);
    if (set == null) {
      set = new ArraySet<>();
      undo.put(keys, by, set);
    }
    undo.add(set, key);
  }

  private void remove(Object by, Object key, UndoLog undo) {
    ArraySet<Object> set = keys.get(by);
    if (set != null) {
      undo.remove(set, key);
      if (set.isEmpty()) {
        undo.put(keys, by, null);
      }
    }
  }

  /** Adds what is kept. */
  void measure(Measurement measurement) {
    keys.values().forEach(set -> measurement.addContributions(set.size()));
  }
}
