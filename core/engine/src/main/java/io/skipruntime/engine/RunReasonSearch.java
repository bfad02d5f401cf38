package io.skipruntime.engine;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.WholeCollection;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.table.KeyMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A search for the {@link RunReason}s of a function's run in a commit, for the holder of the
 * service's write lock: of the entries that the function sees, those that the commit changed. A
 * lazy entry among these stands for the entries that it sees itself.
 */
final class RunReasonSearch {

  private final CommitReport commit;
  private final Map<Node, Set<Object>> visited = new HashMap<>();
  private final Set<RunReason> found = new LinkedHashSet<>();

  RunReasonSearch(CommitReport commit) {
    this.commit = commit;
  }

  /** Why a node's function ran for a source entry; nothing if the node was new. */
  List<RunReason> of(Node node, Object source) {
    follow(node, source);
    return List.copyOf(found);
  }

  private void follow(Node node, Object source) {
    if (visited.computeIfAbsent(node, each -> KeyMap.newSet()).add(source)) {
      node.forEachReadOf(source, this::look);
    }
  }

  private void look(Node read, Object key) {
    if (!(read instanceof CollectionNode collection)) {
      follow(read, key);
    } else if (hasChanged(collection, key)) {
      boolean isWhole = key == WholeCollection.SIZE || key == WholeCollection.ANY;
      found.add(new RunReason(read.id(), read.kind(), isWhole ? key.toString() : key));
    }
  }

  private boolean hasChanged(CollectionNode node, Object key) {
    List<NodeActivity> changes =
        commit.nodes().stream()
            .filter(each -> each.node().equals(node.id()) && each.changedEntries() > 0)
            .toList();
    if (key == WholeCollection.SIZE || key == WholeCollection.ANY) {
      return !changes.isEmpty();
    }
    return changes.stream().anyMatch(each -> each.changedKeys().contains(key))
        || tick(node, key) == commit.tick();
  }

  /** The tick of the entry as it is now: no earlier than that of the commit, if that changed it. */
  private static long tick(CollectionNode node, Object key) {
    if (!node.contents().containsKey(key)) {
      return 0;
    }
    TickMap.Cursor<Object, ValueList> cursor = node.contents().cursorFrom(key);
    return cursor.next() ? cursor.tick() : 0;
  }
}
