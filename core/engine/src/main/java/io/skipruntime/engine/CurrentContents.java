package io.skipruntime.engine;

import io.skipruntime.SkipException;
import io.skipruntime.engine.commit.TransactionRunner;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The contents, at one moment between transactions, of collections of which versions have none. To
 * get them keeps no transaction waiting: while one runs there are none.
 */
final class CurrentContents {

  private final Map<CollectionNode, TickMap<Object, ValueList>> contents = new HashMap<>();

  private CurrentContents() {}

  /** Those of some collections. */
  static CurrentContents of(List<CollectionNode> nodes, TransactionRunner runner) {
    CurrentContents current = new CurrentContents();
    List<CollectionNode> unread = nodes.stream().filter(node -> !node.keepsVersions()).toList();
    if (!unread.isEmpty()) {
      try {
        runner.ifIdle(
            () -> unread.forEach(node -> current.contents.put(node, node.keptContents())));
      } catch (SkipException notNow) {
        // the service is broken, or this thread runs the transaction
      }
    }
    return current;
  }

  /** Those of one of them; null while a transaction runs. */
  @Nullable TickMap<Object, ValueList> of(CollectionNode node) {
    return contents.get(node);
  }
}
