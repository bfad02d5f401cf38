package io.skipruntime.cluster.flink;

import io.skipruntime.Entry;
import io.skipruntime.cluster.shard.EntriesFormat;
import io.skipruntime.engine.shard.Feed;
import io.skipruntime.engine.shard.Outlet;
import io.skipruntime.engine.shard.Plan;
import io.skipruntime.engine.shard.Routing;
import io.skipruntime.json.CanonicalValue;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of the group of keys that Flink has made the current one, in Flink's state: what
 * {@link io.skipruntime.cluster.shard.ShardInputs} does in memory.
 *
 * <ul>
 *   <li>{@code contents} has each entry that is there, by the input's name and the key's text.
 *   <li>{@code before} has, for each tick that may yet be taken back, the entries as they were;
 *       those that were not there have no values.
 *   <li>{@code lastUndo} is the tick that last took writes back: what asks again for the taking
 *       back of writes before it changes nothing.
 * </ul>
 */
final class GroupInputs {

  private static final TypeInformation<byte[]> BYTES =
      PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO;

  private static final byte[] GONE = {};

  /** A receiver of entries, each encoded alone. */
  @FunctionalInterface
  interface Keeper {
    void keep(String input, byte[] entry);
  }

  /** An entry of an input. */
  private record Place(String input, Object key) {}

  private final Plan plan;
  private final Routing routing;
  private final Outlet out;
  private final Map<String, List<Feed>> feeds = new HashMap<>();
  private final MapState<String, byte[]> contents;
  private final MapState<Long, byte[]> before;
  private final ValueState<Long> lastUndo;

  GroupInputs(Plan plan, int shards, KeyedStateStore store, Outlet out) {
    this.plan = plan;
    this.routing = new Routing(plan, shards);
    this.out = out;
    plan.inputs()
        .forEach((name, input) ->
            feeds.put(
                name,
                plan.feeds().stream()
                    .filter(feed -> feed.from() == Plan.INPUTS && feed.collection() == input)
                    .toList()));
    contents = store.getMapState(new MapStateDescriptor<>("contents", Types.STRING, BYTES));
    before = store.getMapState(new MapStateDescriptor<>("before", Types.LONG, BYTES));
    lastUndo = store.getState(new ValueStateDescriptor<>("lastUndo", Types.LONG));
  }

  /**
   * Carries out what the group is told in a tick. What a snapshot has cannot be taken back.
   *
   * @param settled a tick that is known to have taken effect; 0 if none is
   */
  void tick(long tick, long settled, byte[] message) throws Exception {
    if (InputMessage.isAll(message)) {
      sendAll();
      return;
    }
    if (InputMessage.isRestored(message)) {
      var unused = replace(InputMessage.entries(message, plan));
      lastUndo.update(tick);
      return;
    }
    if (settled < tick) { // else the tick is carried out again, and what takes it back may follow
      settle(settled);
    }
    if (InputMessage.isUndo(message)) {
      undo(tick, InputMessage.from(message));
    } else {
      write(tick, InputMessage.entries(message, plan));
    }
  }

  private void sendAll() throws Exception {
    for (byte[] each : contents.values()) {
      EntriesFormat.decode(each, plan)
          .forEach((input, entries) -> entries.forEach(entry -> send(input, entry)));
    }
  }

  private void send(String input, Entry<Object, Object> entry) {
    List<?> values = entry.values().isEmpty() ? null : entry.values();
    for (Feed feed : feeds.getOrDefault(input, List.of())) {
      routing.send(feed, entry.key(), null, values, out);
    }
  }

  /** Forgets what would be needed to take back ticks that have taken effect. */
  private void settle(long settled) throws Exception {
    List<Long> gone = new ArrayList<>();
    for (Long tick : before.keys()) {
      if (tick <= settled) {
        gone.add(tick);
      }
    }
    for (Long tick : gone) {
      before.remove(tick);
    }
  }

  private void write(long tick, Map<String, List<Entry<Object, Object>>> changes) throws Exception {
    Map<String, List<Entry<Object, Object>>> replaced = replace(changes);
    if (!replaced.isEmpty()) {
      before.put(tick, EntriesFormat.encode(replaced));
    }
  }

  /**
   * Gives all entries as they were after a tick that took effect. What has replaced them since is
   * not settled, so it is known what was there before.
   */
  void keep(long settled, Keeper keeper) throws Exception {
    Map<String, byte[]> since = new HashMap<>();
    for (Map.Entry<Place, Entry<Object, Object>> each : replacedSince(settled + 1).entrySet()) {
      Place place = each.getKey();
      since.put(
          text(place.input(), place.key()),
          each.getValue().values().isEmpty()
              ? GONE
              : EntriesFormat.encode(Map.of(place.input(), List.of(each.getValue()))));
    }
    for (Map.Entry<String, byte[]> each : contents.entries()) {
      if (!since.containsKey(each.getKey())) {
        keeper.keep(inputOf(each.getKey()), each.getValue());
      }
    }
    since.forEach((place, entry) -> {
      if (entry.length > 0) {
        keeper.keep(inputOf(place), entry);
      }
    });
  }

  private static String text(String input, Object key) {
    return input + ' ' + Json.from(key);
  }

  private static String inputOf(String place) {
    return place.substring(0, place.indexOf(' '));
  }

  /** Writes entries, sends those that are new, and gives what they replace. */
  private Map<String, List<Entry<Object, Object>>> replace(
      Map<String, List<Entry<Object, Object>>> changes) throws Exception {
    Map<String, List<Entry<Object, Object>>> replaced = new LinkedHashMap<>();
    for (Map.Entry<String, List<Entry<Object, Object>>> each : changes.entrySet()) {
      for (Entry<Object, Object> entry : each.getValue()) {
        Entry<Object, Object> old = replace(each.getKey(), entry);
        if (old != null) {
          replaced.computeIfAbsent(each.getKey(), input -> new ArrayList<>()).add(old);
        }
      }
    }
    return replaced;
  }

  /** Writes an entry; gives what it replaces, or null if nothing changes. */
  private @Nullable Entry<Object, Object> replace(String input, Entry<Object, Object> entry)
      throws Exception {
    String place = text(input, entry.key());
    byte[] old = contents.get(place);
    boolean isThere = !entry.values().isEmpty();
    if (old == null && !isThere) {
      return null;
    }
    byte[] encoded = EntriesFormat.encode(Map.of(input, List.of(entry)));
    if (Arrays.equals(old, encoded)) {
      return null;
    }
    Entry<Object, Object> present =
        old == null
            ? new Entry<>(entry.key(), List.of())
            : EntriesFormat.decode(old, plan).getOrDefault(input, List.of()).getFirst();
    if (areSame(present.values(), entry.values())) {
      return null;
    }
    if (isThere) {
      contents.put(place, encoded);
    } else {
      contents.remove(place);
    }
    send(input, entry);
    return present;
  }

  private static boolean areSame(List<?> some, List<?> others) {
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

  private void undo(long tick, long from) throws Exception {
    Long last = lastUndo.value();
    if (last != null && from <= last) {
      return;
    }
    lastUndo.update(tick);
    for (Map.Entry<Place, Entry<Object, Object>> each : replacedSince(from).entrySet()) {
      replace(each.getKey().input(), each.getValue());
    }
    for (Long each : ticksSince(from).keySet()) {
      before.remove(each);
    }
  }

  private SortedMap<Long, byte[]> ticksSince(long from) throws Exception {
    SortedMap<Long, byte[]> ticks = new TreeMap<>();
    for (Map.Entry<Long, byte[]> each : before.entries()) {
      if (each.getKey() >= from) {
        ticks.put(each.getKey(), each.getValue());
      }
    }
    return ticks;
  }

  /** The entries that have changed since a tick, as they were before. */
  private Map<Place, Entry<Object, Object>> replacedSince(long from) throws Exception {
    Map<Place, Entry<Object, Object>> first = new LinkedHashMap<>();
    for (byte[] each : ticksSince(from).values()) {
      EntriesFormat.decode(each, plan)
          .forEach((input, entries) ->
              entries.forEach(entry -> first.putIfAbsent(new Place(input, entry.key()), entry)));
    }
    return first;
  }
}
