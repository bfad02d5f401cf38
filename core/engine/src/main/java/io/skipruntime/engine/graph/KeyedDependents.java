package io.skipruntime.engine.graph;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The dependents of a collection that only a change of some keys concerns: consumers, such as
 * slices of single keys, and readers that read one key.
 *
 * <ul>
 *   <li>A change costs nothing for the dependents of other keys, however many there are.
 *   <li>A dependent may be there under several keys, and as a consumer and as a reader.
 * </ul>
 *
 * @param <N> what depends on the collection
 */
final class KeyedDependents<N> {

  private final KeyedSets<N> consumers = new KeyedSets<>();
  private final KeyedSets<N> readers = new KeyedSets<>();

  /** Adds a consumer that is not there. */
  void addConsumer(List<Object> keys, N consumer) {
    keys.forEach(key -> consumers.add(key, consumer));
  }

  /** Takes away a consumer that is there. */
  void removeConsumer(List<Object> keys, N consumer) {
    keys.forEach(key -> consumers.remove(key, consumer));
  }

  /** Adds a reader that does not read the key yet. */
  void addReader(Object key, N reader, UndoLog undo) {
    readers.add(key, reader);
    undo.add(() -> readers.remove(key, reader));
  }

  /** Takes away a reader that reads the key. */
  void removeReader(Object key, N reader, UndoLog undo) {
    readers.remove(key, reader);
    undo.add(() -> readers.add(key, reader));
  }

  /**
   * Gives {@code action} each dependent that changes concern.
   *
   * @param changes the changes; null if it is not known what has changed
   */
  void forEachConcerned(@Nullable Delta changes, Consumer<N> action) {
    forEachConcerned(consumers, changes, action);
    forEachConcerned(readers, changes, action);
  }

  private static <N> void forEachConcerned(
      KeyedSets<N> dependents, @Nullable Delta changes, Consumer<N> action) {
    if (dependents.size() == 0) {
      return;
    }
    if (changes == null) {
      dependents.forEach(action);
      return;
    }
    for (int i = 0; i < changes.size(); i++) {
      dependents.forEach(changes.key(i), action);
    }
  }

  /** Gives {@code action} each consumer, once for each of its keys. */
  void forEachConsumer(Consumer<N> action) {
    consumers.forEach(action);
  }

  /** Gives {@code action} each reader, once for each of its keys. */
  void forEachReader(Consumer<N> action) {
    readers.forEach(action);
  }

  /** How many pairs of a key and a dependent there are. */
  int size() {
    return consumers.size() + readers.size();
  }
}
