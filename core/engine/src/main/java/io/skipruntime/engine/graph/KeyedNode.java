package io.skipruntime.engine.graph;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A node whose dependents are found by the keys that changed, where only these concern them.
 *
 * <ul>
 *   <li>{@code keyed} has the nodes that only a change of some key concerns; null if there never
 *       was one. All others are among those that any change concerns.
 *   <li>While the node has failed, all its dependents are concerned.
 * </ul>
 */
abstract class KeyedNode extends Node {

  private @Nullable KeyedDependents<Node> keyed;

  /** See {@link Node#Node}. */
  KeyedNode(@Nullable NodeKey key, int height) {
    super(key, height);
  }

  /** What the running transaction changed; null if nothing. */
  abstract @Nullable Delta delta();

  @Override
  final void addConsumer(Node consumer) {
    List<Object> keys = consumer.concerningKeys();
    if (keys == null) {
      super.addConsumer(consumer);
      return;
    }
    keyed().addConsumer(keys, consumer);
  }

  private KeyedDependents<Node> keyed() {
    KeyedDependents<Node> known = keyed == null ? new KeyedDependents<>() : keyed;
    keyed = known;
    return known;
  }

  @Override
  final void removeConsumer(Node consumer) {
    List<Object> keys = consumer.concerningKeys();
    if (keys == null) {
      super.removeConsumer(consumer);
      return;
    }
    keyed().removeConsumer(keys, consumer);
  }

  @Override
  final boolean findsReadersByKey() {
    return true;
  }

  @Override
  final void addReader(@Nullable Object key, Node reader, UndoLog undo) {
    if (key == null) {
      super.addReader(null, reader, undo);
      return;
    }
    keyed().addReader(key, reader, undo);
  }

  @Override
  final void removeReader(@Nullable Object key, Node reader, UndoLog undo) {
    if (key == null) {
      super.removeReader(null, reader, undo);
      return;
    }
    keyed().removeReader(key, reader, undo);
  }

  @Override
  final void forEachConcerned(Consumer<Node> action) {
    super.forEachConcerned(action);
    KeyedDependents<Node> known = keyed;
    if (known != null) {
      known.forEachConcerned(failure() == null ? delta() : null, action);
    }
  }

  @Override
  final void forEachConsumer(Consumer<Node> action) {
    super.forEachConsumer(action);
    if (keyed != null) {
      keyed.forEachConsumer(action);
    }
  }

  @Override
  final void forEachReader(Consumer<Node> action) {
    super.forEachReader(action);
    if (keyed != null) {
      keyed.forEachReader(action);
    }
  }

  @Override
  protected void measure(Measurement measurement) {
    super.measure(measurement);
    measurement.addEdges(keyed == null ? 0 : keyed.size(), 0);
  }
}
