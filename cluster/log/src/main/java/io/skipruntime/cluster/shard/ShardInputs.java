package io.skipruntime.cluster.shard;

import io.skipruntime.Entry;
import io.skipruntime.engine.shard.Feed;
import io.skipruntime.engine.shard.KeyGroups;
import io.skipruntime.engine.shard.Outlet;
import io.skipruntime.engine.shard.Plan;
import io.skipruntime.engine.shard.Routing;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.CanonicalValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of one shard: the entries whose keys it owns, and what they were before the writes
 * that may yet be taken back. All else that shards have is computed from the inputs.
 *
 * <ul>
 *   <li>A write of what is there already is cut off here.
 *   <li>{@code before} has, for each tick that is not settled, what it replaced.
 *   <li>A taking back of writes before the last taking back changes nothing: they are gone. So it
 *       does no harm if it is asked for twice.
 * </ul>
 *
 * <p>For one thread.
 */
public final class ShardInputs {

  /** An entry as it was before a tick; {@code values} is null if it was not there. */
  private record Replaced(int input, Object key, @Nullable List<?> values) {}

  private final Plan plan;
  private final int index;
  private final int shards;
  private final Routing routing;
  private final Map<Integer, TreeMap<Object, List<?>>> contents = new TreeMap<>();
  private final Map<Integer, List<Feed>> feeds = new TreeMap<>();
  private final TreeMap<Long, List<Replaced>> before = new TreeMap<>();
  private long lastUndo;

  /**
   * The inputs of a shard, empty at first.
   *
   * @param index which of the shards it is, from 0
   * @param shards how many there are
   * @throws IllegalArgumentException if there cannot be so many
   */
  public ShardInputs(Plan plan, int index, int shards) {
    this.plan = plan;
    this.index = index;
    this.shards = shards;
    this.routing = new Routing(plan, shards);
    for (int input : plan.inputs().values()) {
      contents.put(input, new TreeMap<>(CanonicalOrder.INSTANCE));
      feeds.put(
          input,
          plan.feeds().stream()
              .filter(feed -> feed.from() == Plan.INPUTS && feed.collection() == input)
              .toList());
    }
  }

  /** Carries out the record of a tick, and sends what it changes. */
  public void tick(long tick, ShardRecord record, Outlet out) {
    switch (record) {
      case ShardRecord.Beginning beginning -> {
        if (tick == 1) {
          write(tick, beginning.data(), out);
        }
      }
      case ShardRecord.Write write -> write(tick, write.changes(), out);
      case ShardRecord.Undo undo -> undo(tick, undo.from(), out);
    }
  }

  private void write(long tick, Map<String, List<Entry<Object, Object>>> changes, Outlet out) {
    List<Replaced> replaced = new ArrayList<>();
    changes.forEach((name, entries) -> write(name, entries, replaced, out));
    if (!replaced.isEmpty()) {
      before.put(tick, replaced);
    }
  }

  private void write(
      String name, List<Entry<Object, Object>> entries, List<Replaced> replaced, Outlet out) {
    Integer input = plan.inputs().get(name);
    if (input == null) {
      throw new IllegalArgumentException("there is no input " + name);
    }
    for (Entry<Object, Object> each : entries) {
      if (KeyGroups.shardOf(each.key(), shards) == index) {
        List<?> values = each.values().isEmpty() ? null : each.values();
        replace(input, each.key(), values, replaced, out);
      }
    }
  }

  /** Takes entries as they were after a tick; what takes writes back up to it changes nothing. */
  void restore(long tick, String input, List<Entry<Object, Object>> entries, Outlet out) {
    write(input, entries, new ArrayList<>(), out);
    lastUndo = tick;
  }

  /** A copy of all entries, by the input's place in the plan. */
  Map<Integer, Map<Object, List<?>>> copy() {
    Map<Integer, Map<Object, List<?>>> copy = new TreeMap<>();
    contents.forEach((input, entries) -> copy.put(input, new TreeMap<>(entries)));
    return copy;
  }

  private void replace(
      int input, Object key, @Nullable List<?> values, List<Replaced> replaced, Outlet out) {
    Map<Object, List<?>> entries = entries(input);
    List<?> present = entries.get(key);
    if (areSame(present, values)) {
      return;
    }
    replaced.add(new Replaced(input, key, present));
    if (values == null) {
      entries.remove(key);
    } else {
      entries.put(key, values);
    }
    for (Feed feed : feeds.getOrDefault(input, List.of())) {
      routing.send(feed, key, null, values, out);
    }
  }

  private static boolean areSame(@Nullable List<?> some, @Nullable List<?> others) {
    if (some == null || others == null) {
      return some == others;
    }
    if (some.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < some.size(); i++) {
      if (!CanonicalValue.areSame(some.get(i), others.get(i))) {
        return false;
      }
    }
    return true;
  }

  private Map<Object, List<?>> entries(int input) {
    return contents.computeIfAbsent(input, each -> new TreeMap<>(CanonicalOrder.INSTANCE));
  }

  private void undo(long tick, long from, Outlet out) {
    if (from <= lastUndo) {
      return;
    }
    lastUndo = tick;
    for (List<Replaced> each : before.tailMap(from, true).descendingMap().values()) {
      for (Replaced entry : each.reversed()) {
        replace(entry.input(), entry.key(), entry.values(), new ArrayList<>(), out);
      }
    }
    before.tailMap(from, true).clear();
  }

  /** Forgets what would be needed to take back a tick that has taken effect, or one before it. */
  public void settled(long tick) {
    before.headMap(tick, true).clear();
  }
}
