package io.skipruntime.engine.operator;

import io.skipruntime.engine.function.NodeFunction;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Measurement;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.graph.UndoLog;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.table.KeyMap;
import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The operator {@code map}: each key has what the source entries contributed to it, in the order of
 * the source keys.
 *
 * <ul>
 *   <li>{@code groups} has the keys whose values are not just what their own source entry
 *       contributed; for all others the contents are the contribution. A one-to-one map that keeps
 *       keys stores nothing beside its contents.
 *   <li>Within a turn, a key that another source contributes to is in {@code groups}, and its
 *       contents are those before the turn until {@link #settle}.
 * </ul>
 */
final class MapNode extends MappingNode {

  /**
   * The contributions to one key, by source. What a turn changes is in {@code editor} until it
   * ends; {@code affected} has the group then, and {@code reshaped} says whether any contribution
   * has got another size: if none has, the list of all values differs wherever a contribution does.
   */
  private static final class Group {
    final Object key;
    TickMap<Object, ValueList> contributions = TickMap.emptyCollection();
    TickMap.@Nullable Editor<Object, ValueList> editor;
    int values;
    boolean reshaped;

    Group(Object key) {
      this.key = key;
    }

    @Nullable ValueList contribution(Object source) {
      return editor == null ? contributions.get(source) : editor.get(source);
    }

    void set(Object source, @Nullable ValueList contribution, Transaction transaction) {
      TickMap.Editor<Object, ValueList> open = editor;
      if (open == null) {
        open = contributions.edit(transaction.tick());
        editor = open;
      }
      ValueList before =
          contribution == null ? open.remove(source) : open.put(source, contribution);
      int growth = sizeOf(contribution) - sizeOf(before);
      values += growth;
      reshaped |= growth != 0;
    }

    private static int sizeOf(@Nullable ValueList list) {
      return list == null ? 0 : list.size();
    }

    /** Ends the turn's changes. */
    void build(long tick) {
      if (editor != null) {
        contributions = editor.build();
        editor = null;
      }
      reshaped = false;
      if (contributions.tombstones() > contributions.size()) {
        contributions = contributions.withoutTombstones(tick - 1);
      }
    }

    /** All values; null if there are none. */
    @Nullable ValueList list() {
      int sources = contributions.size();
      if (sources > ValueList.FEW_SOURCES) {
        return ValueList.of(contributions, values);
      }
      List<Object> all = new ArrayList<>(values);
      TickMap.Cursor<Object, ValueList> cursor = contributions.cursor();
      while (cursor.next()) {
        if (sources == 1) {
          return cursor.value();
        }
        all.addAll(cursor.value());
      }
      return sources == 0 ? null : ValueList.copyOf(all);
    }
  }

  private final Map<Object, Group> groups = new KeyMap<>();
  private final List<Group> affected = new ArrayList<>();

  private MapNode(NodeKey key, CollectionNode input, NodeFunction mapper, List<Node> captured) {
    super(key, input, mapper, captured);
  }

  /** The node that maps {@code input} with the user's mapper. */
  static MapNode obtain(CollectionNode input, Object mapper, Transaction transaction) {
    NodeFunction function = NodeFunction.of(mapper);
    NodeKey key = new NodeKey(MapNode.class, List.of(input), function.identity());
    return transaction.obtain(key, () -> new MapNode(key, input, function, function.nodes()));
  }

  @Override
  public String describe() {
    return input().describe() + ".map(" + mapperName() + ")";
  }

  @Override
  public String kind() {
    return "map";
  }

  @Override
  public SequencedMap<Object, ValueList> contributionsTo(Object key) {
    SequencedMap<Object, ValueList> contributions = new LinkedHashMap<>();
    Group group = groups.get(key);
    if (group != null) {
      group.contributions.forEach(contributions::put);
      return contributions;
    }
    ValueList own = contents().get(key);
    if (own != null) {
      contributions.put(key, own);
    }
    return contributions;
  }

  @Override
  boolean isDirect() {
    return groups.isEmpty();
  }

  @Override
  @Nullable ValueList contribution(Object key, Object source, Trace trace) {
    Group group = groups.get(key);
    if (group != null) {
      return group.contribution(source);
    }
    return areSame(key, source) ? contents().get(source) : null;
  }

  /** Whether keys are the same JSON; the contents may have either. */
  private static boolean areSame(Object key, @Nullable Object source) {
    return source != null && CanonicalOrder.INSTANCE.compare(key, source) == 0;
  }

  @Override
  void contribute(
      Object key,
      Object source,
      @Nullable ValueList before,
      @Nullable ValueList values,
      Transaction transaction) {
    UndoLog undo = transaction.undo();
    Group group = groups.get(key);
    if (group == null) {
      group = new Group(key);
      ValueList own = contents().get(key);
      if (own != null) {
        group.set(key, own, transaction);
        affected.add(group);
      }
      undo.put(groups, key, group);
    }
    if (group.editor == null) {
      Group touched = group;
      TickMap<Object, ValueList> contributionsBefore = group.contributions;
      int valuesBefore = group.values;
      transaction.onRollBack(() -> {
        touched.contributions = contributionsBefore;
        touched.values = valuesBefore;
        touched.editor = null;
        touched.reshaped = false;
      });
      affected.add(group);
    }
    group.set(source, values, transaction);
  }

  @Override
  void settle(Transaction transaction) {
    boolean compacts = transaction.graph().options().compacts();
    for (Group group : affected) {
      boolean differs = !group.reshaped;
      group.build(transaction.tick());
      ValueList list = group.list();
      if (differs && list != null) {
        applyDifferent(group.key, list, transaction);
      } else {
        apply(group.key, list, transaction);
      }
      TickMap<Object, ValueList> left = group.contributions;
      if (left.isEmpty() || (compacts && left.size() == 1 && areSame(group.key, left.firstKey()))) {
        transaction.undo().put(groups, group.key, null);
      }
    }
    affected.clear();
  }

  @Override
  protected void measure(Measurement measurement) {
    super.measure(measurement);
    for (Group group : groups.values()) {
      measurement.addContributions(Math.max(1, group.contributions.size()));
    }
    measurement.addUnsettled(affected);
  }
}
