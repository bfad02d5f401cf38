package io.skipruntime.engine.operator;

import io.skipruntime.engine.function.Captured;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Measurement;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.graph.UndoLog;
import io.skipruntime.engine.heap.KeyMap;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The operator {@code map}: each key has what the source entries contributed to it, in the order of
 * the source keys.
 *
 * <ul>
 *   <li>{@code contributions} has the keys whose values are not just what their own source entry
 *       contributed; for all others the contents are the contribution. A one-to-one map that keeps
 *       keys stores nothing beside its contents.
 *   <li>Within a turn, a key that another source contributes to is in {@code contributions}, and
 *       its contents are those before the turn until {@link #settle}.
 * </ul>
 */
final class MapNode extends MappingNode {

  private final Map<Object, TreeMap<Object, ValueList>> contributions = new KeyMap<>();
  private final Set<Object> affected =
      Collections.newSetFromMap(new KeyMap<>(new LinkedHashMap<>()));

  private MapNode(NodeKey key, CollectionNode input, MapperFunction mapper, List<Node> captured) {
    super(key, input, mapper, captured);
  }

  /** The node that maps {@code input} with the user's mapper. */
  static MapNode obtain(CollectionNode input, Object mapper, Transaction transaction) {
    NodeKey key = new NodeKey(MapNode.class, List.of(input), Captured.identity(mapper));
    return transaction.obtain(
        key, () -> new MapNode(key, input, new MapperFunction(mapper), Captured.nodes(mapper)));
  }

  @Override
  public String describe() {
    return input().describe() + ".map(" + mapperName() + ")";
  }

  @Override
  boolean isDirect() {
    return contributions.isEmpty();
  }

  @Override
  @Nullable ValueList contribution(Object key, Object source) {
    TreeMap<Object, ValueList> all = contributions.get(key);
    if (all != null) {
      return all.get(source);
    }
    return key.equals(source) ? own(source) : null;
  }

  /** What the contents have under this very key: one of another class may be the same JSON. */
  private @Nullable ValueList own(Object source) {
    TickMap.Cursor<Object, ValueList> cursor = contents().cursorFrom(source);
    return cursor.next() && cursor.key().equals(source) ? cursor.value() : null;
  }

  @Override
  void contribute(Object key, Object source, @Nullable ValueList values, Transaction transaction) {
    UndoLog undo = transaction.undo();
    TreeMap<Object, ValueList> all = contributions.get(key);
    if (all == null) {
      all = new TreeMap<>(CanonicalOrder.INSTANCE);
      ValueList own = contents().get(key);
      if (own != null) {
        all.put(key, own);
      }
      undo.put(contributions, key, all);
    }
    undo.put(all, source, values);
    affected.add(key);
  }

  @Override
  void settle(Transaction transaction) {
    boolean compacts = transaction.graph().options().compacts();
    for (Object key : affected) {
      TreeMap<Object, ValueList> all = contributions.get(key);
      if (all == null) {
        continue;
      }
      apply(key, concatenation(all.values()), transaction);
      if (all.isEmpty() || (compacts && all.size() == 1 && all.firstKey().equals(key))) {
        transaction.undo().put(contributions, key, null);
      }
    }
    affected.clear();
  }

  private static @Nullable ValueList concatenation(Collection<ValueList> all) {
    if (all.size() <= 1) {
      return all.isEmpty() ? null : all.iterator().next();
    }
    List<Object> values = new ArrayList<>(all.size());
    all.forEach(values::addAll);
    return ValueList.copyOf(values);
  }

  @Override
  protected void measure(Measurement measurement) {
    super.measure(measurement);
    contributions.values().forEach(all -> measurement.addContributions(all.size()));
    measurement.addUnsettled(affected);
  }
}
