package io.skipruntime.engine.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The simplest thing that a {@link TickMap} could be: a map that remembers every key it ever had.
 *
 * @param <V> type of the values
 */
final class Model<V> {

  /**
   * What is remembered of a key; no value if it was deleted.
   *
   * @param birth when it was put where nothing was remembered of it
   */
  record Remembered<V>(@Nullable V value, long tick, long birth) {}

  private final TreeMap<Object, Remembered<V>> entries = new TreeMap<>(CanonicalOrder.INSTANCE);
  private long horizon;
  private long lastTick;

  Model<V> copy() {
    Model<V> copy = new Model<>();
    copy.entries.putAll(entries);
    copy.horizon = horizon;
    copy.lastTick = lastTick;
    return copy;
  }

  @Nullable V get(Object key) {
    Remembered<V> remembered = entries.get(key);
    return remembered == null ? null : remembered.value();
  }

  void put(Object key, V value, long tick) {
    Remembered<V> before = entries.get(key);
    entries.put(key, new Remembered<>(value, tick, before == null ? tick : before.birth()));
    lastTick = tick;
  }

  void remove(Object key, long tick) {
    Remembered<V> before = entries.get(key);
    if (before != null && before.value() != null) {
      entries.put(key, new Remembered<>(null, tick, before.birth()));
      lastTick = tick;
    }
  }

  void dropTombstones(long tick) {
    entries.values().removeIf(each -> each.value() == null && each.tick() <= tick);
    raiseHorizon(tick);
  }

  void raiseHorizon(long tick) {
    horizon = Math.max(horizon, tick);
  }

  long horizon() {
    return horizon;
  }

  List<Object> keys() {
    return new ArrayList<>(entries.keySet());
  }

  /** The live entries. */
  NavigableMap<Object, Remembered<V>> live() {
    TreeMap<Object, Remembered<V>> live = new TreeMap<>(entries);
    live.values().removeIf(each -> each.value() == null);
    return live;
  }

  /** Fails unless the map, asked in all its ways, answers what the model does. */
  void check(TickMap<Object, V> map, Random random, List<Object> probes) {
    map.checkInvariants();
    NavigableMap<Object, Remembered<V>> live = live();
    assertThat(map.size()).isEqualTo(live.size());
    assertThat(map.isEmpty()).isEqualTo(live.isEmpty());
    assertThat(map.tombstones()).isEqualTo(entries.size() - live.size());
    assertThat(map.horizon()).isEqualTo(horizon);
    assertThat(map.lastTick()).isEqualTo(lastTick);
    assertThat(listed(map.cursor())).isEqualTo(listed(live));
    assertThat(map.firstKey()).isEqualTo(live.isEmpty() ? null : live.firstKey());
    assertThat(map.lastKey()).isEqualTo(live.isEmpty() ? null : live.lastKey());
    for (Object key : probes) {
      assertThat((Object) map.get(key)).isEqualTo(get(key));
      assertThat(map.containsKey(key)).isEqualTo(live.containsKey(key));
      assertThat(map.higherKey(key)).isEqualTo(live.higherKey(key));
      assertThat(map.lowerKey(key)).isEqualTo(live.lowerKey(key));
      assertThat(listed(map.cursorFrom(key))).isEqualTo(listed(live.tailMap(key, true)));
    }
    checkChanges(map, horizon);
    checkChanges(map, horizon + random.nextLong(Math.max(1, lastTick - horizon + 2)));
    assertThatThrownBy(() -> map.changesSince(horizon - 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void checkChanges(TickMap<Object, V> map, long tick) {
    TreeMap<Object, Remembered<V>> changed = new TreeMap<>(entries);
    changed.values().removeIf(each -> each.tick() <= tick);
    assertThat(listed(map.changesSince(tick))).isEqualTo(listed(changed));
    changed.values().removeIf(each -> each.value() == null && each.birth() > tick);
    assertThat(listed(map.differencesSince(tick))).isEqualTo(listed(changed));
  }

  private static <V> List<String> listed(Map<Object, Remembered<V>> entries) {
    List<String> listed = new ArrayList<>();
    entries.forEach((key, each) -> listed.add(key + "=" + each.value() + "@" + each.tick()));
    return listed;
  }

  private static List<String> listed(TickMap.Cursor<Object, ?> cursor) {
    List<String> listed = new ArrayList<>();
    while (cursor.next()) {
      assertThat(cursor.isDeleted()).isEqualTo(cursor.valueOrNull() == null);
      listed.add(cursor.key() + "=" + cursor.valueOrNull() + "@" + cursor.tick());
    }
    assertThat(cursor.next()).isFalse();
    return listed;
  }
}
