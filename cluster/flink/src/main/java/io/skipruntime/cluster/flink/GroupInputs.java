package io.skipruntime.cluster.flink;

import io.skipruntime.cluster.shard.EntriesFormat;
import io.skipruntime.engine.shard.Feed;
import io.skipruntime.engine.shard.Outlet;
import io.skipruntime.engine.shard.Plan;
import io.skipruntime.engine.shard.Routing;
import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.BinaryOutput;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
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
 *   <li>{@code before} has, for each tick that may yet be taken back, the entries as they were,
 *       each after its size; those that were not there have no values.
 *   <li>{@code lastUndo} is the tick that last took writes back: what asks again for the taking
 *       back of writes before it changes nothing.
 * </ul>
 */
final class GroupInputs {

  private static final TypeInformation<byte[]> BYTES =
      PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO;

  private static final int CAPACITY = 256;

  /** A receiver of entries, each encoded alone. */
  @FunctionalInterface
  interface Keeper {
    void keep(String input, byte[] entry);
  }

  private final Plan plan;
  private final Routing routing;
  private final Outlet out;
  private final Map<String, List<Feed>> feeds;

  /** The feeds that do not end at the publisher, which has what there was before a restart. */
  private final Map<String, List<Feed>> innerFeeds;

  private final MapState<String, byte[]> contents;
  private final MapState<Long, byte[]> before;
  private final ValueState<Long> lastUndo;

  GroupInputs(Plan plan, int shards, KeyedStateStore store, Outlet out) {
    this.plan = plan;
    this.routing = new Routing(plan, shards);
    this.out = out;
    feeds = feeds(plan, feed -> true);
    innerFeeds = feeds(plan, feed -> feed.to() < plan.levels());
    contents = store.getMapState(new MapStateDescriptor<>("contents", Types.STRING, BYTES));
    before = store.getMapState(new MapStateDescriptor<>("before", Types.LONG, BYTES));
    lastUndo = store.getState(new ValueStateDescriptor<>("lastUndo", Types.LONG));
  }

  private static Map<String, List<Feed>> feeds(Plan plan, Predicate<Feed> condition) {
    Map<String, List<Feed>> feeds = new HashMap<>();
    plan.inputs()
        .forEach((name, input) ->
            feeds.put(
                name,
                plan.feeds().stream()
                    .filter(feed -> feed.from() == Plan.INPUTS && feed.collection() == input)
                    .filter(condition)
                    .toList()));
    return feeds;
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
      for (EntriesFormat.Single each : InputMessage.entries(message, plan)) {
        byte[] unused = replace(each, innerFeeds);
      }
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
      for (EntriesFormat.Single single : EntriesFormat.decodeEach(each, 0, plan)) {
        send(single, innerFeeds);
      }
    }
  }

  private void send(EntriesFormat.Single single, Map<String, List<Feed>> to) {
    List<?> values = single.entry().values().isEmpty() ? null : single.entry().values();
    for (Feed feed : to.getOrDefault(single.input(), List.of())) {
      routing.send(feed, single.entry().key(), null, values, out);
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

  private void write(long tick, List<EntriesFormat.Single> changes) throws Exception {
    BinaryOutput replaced = new BinaryOutput(CAPACITY);
    for (EntriesFormat.Single each : changes) {
      byte[] old = replace(each, feeds);
      if (old != null) {
        replaced.varint(old.length);
        replaced.bytes(old, 0, old.length);
      }
    }
    if (replaced.size() > 0) {
      before.put(tick, replaced.toByteArray());
    }
  }

  /**
   * Gives all entries as they were after a tick that took effect. What has replaced them since is
   * not settled, so it is known what was there before.
   */
  void keep(long settled, Keeper keeper) throws Exception {
    Map<String, EntriesFormat.Single> since = replacedSince(settled + 1);
    for (Map.Entry<String, byte[]> each : contents.entries()) {
      if (!since.containsKey(each.getKey())) {
        keeper.keep(inputOf(each.getKey()), each.getValue());
      }
    }
    for (EntriesFormat.Single each : since.values()) {
      if (!each.entry().values().isEmpty()) {
        keeper.keep(each.input(), each.bytes());
      }
    }
  }

  private static String text(EntriesFormat.Single single) {
    return single.input() + ' ' + Json.from(single.entry().key());
  }

  private static String inputOf(String place) {
    return place.substring(0, place.indexOf(' '));
  }

  /**
   * Writes an entry, and sends it if it is new; gives what it replaces, or null if nothing changes.
   * Whether it is new is told by the bytes: should what is the same be written in other bytes, the
   * receivers cut it off.
   */
  private byte @Nullable [] replace(EntriesFormat.Single single, Map<String, List<Feed>> to)
      throws Exception {
    String place = text(single);
    byte[] old = contents.get(place);
    boolean isThere = !single.entry().values().isEmpty();
    if (old == null ? !isThere : isThere && Arrays.equals(old, single.bytes())) {
      return null;
    }
    if (isThere) {
      contents.put(place, single.bytes());
    } else {
      contents.remove(place);
    }
    send(single, to);
    return old == null ? single.deletion().bytes() : old;
  }

  private void undo(long tick, long from) throws Exception {
    Long last = lastUndo.value();
    if (last != null && from <= last) {
      return;
    }
    lastUndo.update(tick);
    for (EntriesFormat.Single each : replacedSince(from).values()) {
      byte[] unused = replace(each, feeds);
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

  /** The entries that have changed since a tick, as they were before, by place. */
  private Map<String, EntriesFormat.Single> replacedSince(long from) throws Exception {
    Map<String, EntriesFormat.Single> first = new LinkedHashMap<>();
    for (byte[] each : ticksSince(from).values()) {
      BinaryInput in = new BinaryInput(each);
      while (in.remaining() > 0) {
        for (EntriesFormat.Single single :
            EntriesFormat.decodeEach(in.bytes(in.count(1)), 0, plan)) {
          first.putIfAbsent(text(single), single);
        }
      }
    }
    return first;
  }
}
