package io.skipruntime.engine.graph;

import io.skipruntime.engine.table.ArraySet;
import io.skipruntime.engine.table.KeyMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The source entries of one node that read the keys of another: the inverse of the nodes' reads.
 *
 * <ul>
 *   <li>A key that is not read is not in the index. {@code sourcesOfAll} has the two that are no
 *       keys of a collection.
 *   <li>The one reader of a key, the usual case, is stored as itself; several are an {@code
 *       ArraySet}.
 * </ul>
 */
final class ReaderIndex {

  private final Map<Object, Object> sourcesByKey = new KeyMap<>();
  private final Map<Object, Object> sourcesOfAll = new HashMap<>(2);
  private @Nullable Object registered;

  /** The key that its node is a reader of; {@link WholeCollection#ANY} for all, null for none. */
  @Nullable Object registered() {
    return registered;
  }

  /** Notes of which key the node is a reader now. */
  void register(@Nullable Object key, UndoLog undo) {
    Object before = registered;
    registered = key;
    undo.add(() -> registered = before);
  }

  private Map<Object, Object> tableOf(Object key) {
    return key == WholeCollection.SIZE || key == WholeCollection.ANY ? sourcesOfAll : sourcesByKey;
  }

  @SuppressWarnings("unchecked") // no other sets are put into the tables
  private static ArraySet<Object> of(ArraySet<?> sources) {
    return (ArraySet<Object>) sources;
  }

  boolean isEmpty() {
    return sourcesByKey.isEmpty() && sourcesOfAll.isEmpty();
  }

  /** How many pairs of a key and a source entry that reads it there are. */
  long size() {
    return Stream.concat(sourcesByKey.values().stream(), sourcesOfAll.values().stream())
        .mapToLong(readers -> readers instanceof ArraySet<?> sources ? sources.size() : 1)
        .sum();
  }

  /** Notes that {@code source} reads {@code key}, and says whether that is new. */
  boolean add(Object key, Object source, UndoLog undo) {
    Map<Object, Object> table = tableOf(key);
    Object present = table.get(key);
    if (present == null) {
      undo.put(table, key, source);
      return true;
    }
    if (present instanceof ArraySet<?> sources) {
      return undo.add(of(sources), source);
    }
    if (present.equals(source)) {
      return false;
    }
    ArraySet<Object> sources = new ArraySet<>();
    sources.add(present);
    sources.add(source);
    undo.put(table, key, sources);
    return true;
  }

  /** Notes that {@code source} no longer reads {@code key}, and says whether it did. */
  boolean remove(Object key, Object source, UndoLog undo) {
    Map<Object, Object> table = tableOf(key);
    Object present = table.get(key);
    if (present instanceof ArraySet<?> sources) {
      boolean removed = undo.remove(of(sources), source);
      if (removed && sources.size() == 1) {
        undo.put(table, key, sources.get(0));
      }
      return removed;
    }
    if (present == null || !present.equals(source)) {
      return false;
    }
    undo.put(table, key, null);
    return true;
  }

  /** Gives {@code action} every source entry that reads {@code key}. */
  void forEachReader(Object key, Consumer<Object> action) {
    Object present = tableOf(key).get(key);
    if (present instanceof ArraySet<?> sources) {
      for (int i = 0; i < sources.size(); i++) {
        action.accept(sources.get(i));
      }
    } else if (present != null) {
      action.accept(present);
    }
  }

  /** Gives {@code action} every source entry that reads any key, possibly more than once. */
  void forEachReader(Consumer<Object> action) {
    sourcesByKey.keySet().forEach(key -> forEachReader(key, action));
    sourcesOfAll.keySet().forEach(key -> forEachReader(key, action));
  }

  /** Gives {@code action} every key, once for each of its readers. */
  void forEachRead(Consumer<Object> action) {
    sourcesByKey.keySet().forEach(key -> forEachReader(key, source -> action.accept(key)));
    sourcesOfAll.keySet().forEach(key -> forEachReader(key, source -> action.accept(key)));
  }
}
