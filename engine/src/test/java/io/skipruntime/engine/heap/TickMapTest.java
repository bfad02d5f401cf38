package io.skipruntime.engine.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TickMapTest {

  /** What the model remembers of a key; no value if it was deleted. */
  private record Remembered(@Nullable String value, long tick) {}

  /** A map beside the simplest thing that could be right. */
  private static final class Pair {
    TickMap<Object, String> map;
    TreeMap<Object, Remembered> model = new TreeMap<>(CanonicalOrder.INSTANCE);
    long horizon;

    Pair(int width) {
      map = TickMap.empty(CanonicalOrder.INSTANCE, width);
    }

    Map<Object, String> live() {
      Map<Object, String> live = new LinkedHashMap<>();
      model.forEach((key, remembered) -> {
        if (remembered.value() != null) {
          live.put(key, remembered.value());
        }
      });
      return live;
    }

    List<String> changesSince(long tick) {
      List<String> changes = new ArrayList<>();
      model.forEach((key, remembered) -> {
        if (remembered.tick() > tick) {
          changes.add(key + "=" + remembered.value());
        }
      });
      return changes;
    }
  }

  private static Map<Object, String> contents(TickMap<Object, String> map) {
    Map<Object, String> contents = new LinkedHashMap<>();
    map.forEach(contents::put);
    return contents;
  }

  private static List<String> changes(TickMap<Object, String> map, long tick) {
    List<String> changes = new ArrayList<>();
    TickMap.Cursor<Object, String> cursor = map.changesSince(tick);
    while (cursor.next()) {
      changes.add(cursor.key() + "=" + cursor.valueOrNull());
      assertThat(cursor.isDeleted()).isEqualTo(cursor.valueOrNull() == null);
    }
    return changes;
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 7, 32})
  void map_agreesWithTheModel_afterRandomEdits(int width) {
    for (long seed = 1; seed <= 25; seed++) {
      new RandomEdits(seed, width).run();
    }
  }

  /** One random history of a map; failures name its seed. */
  private static final class RandomEdits {
    private final String name;
    private final Random random;
    private final Pair pair;
    private final int keys;
    private final boolean words;
    private final List<TickMap<Object, String>> versions = new ArrayList<>();
    private final List<Map<Object, String>> expected = new ArrayList<>();

    RandomEdits(long seed, int width) {
      name = "seed " + seed + ", width " + width;
      random = new Random(seed);
      pair = new Pair(width);
      keys = 1 + random.nextInt(400);
      words = random.nextBoolean();
    }

    void run() {
      for (long tick = 1; tick <= 30; tick++) {
        edit(tick);
        if (random.nextInt(8) == 0) {
          dropTombstones(tick);
        }
        check(tick);
        versions.add(pair.map);
        expected.add(pair.live());
      }
      for (int i = 0; i < versions.size(); i++) {
        assertThat(contents(versions.get(i))).as(name).isEqualTo(expected.get(i));
      }
    }

    private Object key() {
      long number = random.nextInt(keys);
      return words ? "k" + number : (Object) number;
    }

    private void edit(long tick) {
      TickMap.Editor<Object, String> editor = pair.map.edit(tick);
      int edits = random.nextInt(random.nextBoolean() ? 4 : 200);
      boolean ascending = random.nextInt(3) == 0;
      for (int i = 0; i < edits; i++) {
        Object key = ascending ? (Object) (words ? "k" + (1000 + i) : (long) i) : key();
        Remembered before = pair.model.get(key);
        String valueBefore = before == null ? null : before.value();
        assertThat(editor.get(key)).as(name).isEqualTo(valueBefore);
        if (random.nextInt(3) == 0) {
          assertThat(editor.remove(key)).as(name).isEqualTo(valueBefore);
          if (valueBefore != null) {
            pair.model.put(key, new Remembered(null, tick));
          }
        } else {
          String value = "v" + random.nextInt(1000);
          assertThat(editor.put(key, value)).as(name).isEqualTo(valueBefore);
          pair.model.put(key, new Remembered(value, tick));
        }
        assertThat(editor.size()).as(name).isEqualTo(pair.live().size());
      }
      pair.map = editor.build();
    }

    private void dropTombstones(long tick) {
      long before = random.nextLong(tick + 1);
      pair.map = pair.map.withoutTombstones(before);
      pair.model.values().removeIf(each -> each.value() == null && each.tick() <= before);
      pair.horizon = Math.max(pair.horizon, before);
    }

    private void check(long tick) {
      TickMap<Object, String> map = pair.map;
      Map<Object, String> live = pair.live();
      TreeMap<Object, String> sorted = new TreeMap<>(CanonicalOrder.INSTANCE);
      sorted.putAll(live);
      map.checkInvariants();
      assertThat(contents(map)).as(name).isEqualTo(live);
      assertThat(contents(map).keySet()).as(name).containsExactlyElementsOf(live.keySet());
      assertThat(map.size()).as(name).isEqualTo(live.size());
      assertThat(map.tombstones()).as(name).isEqualTo(pair.model.size() - live.size());
      assertThat(map.horizon()).as(name).isEqualTo(pair.horizon);
      long since = pair.horizon + random.nextLong(tick - pair.horizon + 1);
      assertThat(changes(map, since)).as(name).isEqualTo(pair.changesSince(since));
      Object key = key();
      assertThat(map.get(key)).as(name).isEqualTo(live.get(key));
      assertThat(map.higherKey(key)).as(name).isEqualTo(sorted.higherKey(key));
      assertThat(map.lowerKey(key)).as(name).isEqualTo(sorted.lowerKey(key));
      assertThat(map.firstKey()).as(name).isEqualTo(sorted.isEmpty() ? null : sorted.firstKey());
      assertThat(map.lastKey()).as(name).isEqualTo(sorted.isEmpty() ? null : sorted.lastKey());
      TickMap.Cursor<Object, String> cursor = map.cursorFrom(key);
      for (Map.Entry<Object, String> entry : sorted.tailMap(key, true).entrySet()) {
        assertThat(cursor.next()).as(name).isTrue();
        assertThat(cursor.key()).as(name).isEqualTo(entry.getKey());
        assertThat(cursor.value()).as(name).isEqualTo(entry.getValue());
      }
      assertThat(cursor.next()).as(name).isFalse();
    }
  }

  @Test
  void bulkLoad_fillsLeaves_inEitherOrder() {
    for (boolean ascending : new boolean[] {true, false}) {
      TickMap<Object, String> empty = TickMap.empty(CanonicalOrder.INSTANCE);
      TickMap.Editor<Object, String> editor = empty.edit(1);
      for (long i = 0; i < 10_000; i++) {
        editor.put(ascending ? i : 10_000 - i, "v" + i);
      }
      TickMap<Object, String> map = editor.build();
      map.checkInvariants();
      assertThat(map.size()).isEqualTo(10_000);
      assertThat(empty.size()).isZero();
    }
  }

  @Test
  void changesSince_refusesTicksBeforeTheHorizon() {
    TickMap<Object, String> map =
        TickMap.<Object, String>empty(CanonicalOrder.INSTANCE).withHorizon(7);
    assertThat(changes(map, 7)).isEmpty();
    assertThatThrownBy(() -> map.changesSince(6)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void withoutTombstones_givesBackTheSpace_whenAllWasDeleted() {
    TickMap<Object, String> map = TickMap.empty(CanonicalOrder.INSTANCE);
    TickMap.Editor<Object, String> editor = map.edit(1);
    for (long i = 0; i < 1000; i++) {
      editor.put(i, "v");
    }
    TickMap.Editor<Object, String> deleting = editor.build().edit(2);
    for (long i = 0; i < 1000; i++) {
      deleting.remove(i);
    }
    TickMap<Object, String> deleted = deleting.build();
    assertThat(deleted.isEmpty()).isTrue();
    assertThat(changes(deleted, 1)).hasSize(1000);
    TickMap<Object, String> packed = deleted.withoutTombstones(2);
    assertThat(packed.tombstones()).isZero();
    assertThat(packed.lastTick()).isEqualTo(2);
    assertThat(changes(packed, 2)).isEmpty();
  }
}
