package io.skipruntime.engine.graph;

import io.skipruntime.engine.table.ArraySet;
import io.skipruntime.engine.table.KeyMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that are each concerned by one key of a collection, or a few, found by the key: a
 * change costs nothing for those of other keys, however many there are.
 *
 * <p>The one node of a key, the usual case, is stored as itself; several are an {@code ArraySet}. A
 * key without nodes is not in the table.
 */
final class KeyedNodes {

  private final Map<Object, Object> byKey = new KeyMap<>();
  private int size;

  /** Adds a node that is not there under that key. */
  void add(Object key, Node node) {
    Object present = byKey.get(key);
    if (present instanceof ArraySet<?> several) {
      nodes(several).add(node);
    } else if (present instanceof Node one) {
      ArraySet<Node> both = new ArraySet<>();
      both.add(one);
      both.add(node);
      byKey.put(key, both);
    } else {
      byKey.put(key, node);
    }
    size++;
  }

  /** Removes a node that is there under that key. */
  void remove(Object key, Node node) {
    Object present = byKey.get(key);
    if (present instanceof ArraySet<?> several) {
      several.remove(node);
      if (several.size() == 1) {
        byKey.put(key, several.get(0));
      }
    } else {
      byKey.remove(key);
    }
    size--;
  }

  @SuppressWarnings("unchecked") // add puts only nodes in
  private static ArraySet<Node> nodes(ArraySet<?> several) {
    return (ArraySet<Node>) several;
  }

  /** How many pairs of a key and a node there are. */
  int size() {
    return size;
  }

  /** Gives {@code action} each node of a key. */
  void forEach(Object key, Consumer<Node> action) {
    forEachOf(byKey.get(key), action);
  }

  /** Gives {@code action} each node, once for each of its keys. */
  void forEach(Consumer<Node> action) {
    byKey.values().forEach(nodes -> forEachOf(nodes, action));
  }

  private static void forEachOf(@Nullable Object nodes, Consumer<Node> action) {
    if (nodes instanceof ArraySet<?> several) {
      nodes(several).forEach(action);
    } else if (nodes instanceof Node one) {
      action.accept(one);
    }
  }
}
