package io.skipruntime.engine.heap;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.json.CanonicalOrder;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ticks of one leaf that are further apart than {@link Leaf#SPAN}. */
class DistantTicksTest {

  private static final long SPAN = Leaf.SPAN;

  private static TickMap<Object, Long> put(TickMap<Object, Long> map, long key, long tick) {
    TickMap.Editor<Object, Long> editor = map.edit(tick);
    editor.put(key, tick);
    return editor.build();
  }

  private static Map<Object, Long> ticks(TickMap.Cursor<Object, Long> cursor) {
    Map<Object, Long> ticks = new TreeMap<>(CanonicalOrder.INSTANCE);
    while (cursor.next()) {
      ticks.put(cursor.key(), cursor.tick());
    }
    return ticks;
  }

  @Test
  void ticksWithinTheSpan_areExact_andOlderOnesCountAsItsStart() {
    TickMap<Object, Long> map = put(TickMap.empty(CanonicalOrder.INSTANCE), 1, 5);
    map = put(map, 2, 6);
    map = put(map, 3, 7);
    TickMap<Object, Long> exact = put(map, 4, 5 + SPAN);
    assertThat(ticks(exact.cursor())).isEqualTo(Map.of(1L, 5L, 2L, 6L, 3L, 7L, 4L, 5 + SPAN));
    TickMap<Object, Long> late = put(map, 4, 6 + SPAN);
    assertThat(ticks(late.cursor())).isEqualTo(Map.of(1L, 6L, 2L, 6L, 3L, 7L, 4L, 6 + SPAN));
    assertThat(ticks(late.changesSince(6))).containsOnlyKeys(3L, 4L);
    TickMap<Object, Long> later = put(exact, 5, 100 + 2 * SPAN);
    assertThat(ticks(later.changesSince(5 + SPAN))).containsOnlyKeys(1L, 2L, 3L, 4L, 5L);
    assertThat(ticks(later.changesSince(100 + SPAN))).containsOnlyKeys(5L);
    assertThat(ticks(exact.cursor())).isEqualTo(Map.of(1L, 5L, 2L, 6L, 3L, 7L, 4L, 5 + SPAN));
  }

  @Test
  void ticksBeyondTheRangeOfInt_areExact_whenTheyAreNearEachOther() {
    long start = 1L << 40;
    TickMap<Object, Long> map = TickMap.empty(CanonicalOrder.INSTANCE);
    for (long key = 0; key < 100; key++) {
      map = put(map, key, start + key);
    }
    for (long key = 0; key < 100; key++) {
      assertThat(ticks(map.changesSince(start + key)).keySet()).hasSize(99 - (int) key);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 32})
  void changesSince_missesNone_andReportsNoneAsEarlierThanItWas(int width) {
    for (long seed = 1; seed <= 60; seed++) {
      Random random = new Random(seed);
      TickMap<Object, Long> map = TickMap.empty(CanonicalOrder.INSTANCE, width);
      Map<Object, Long> model = new TreeMap<>(CanonicalOrder.INSTANCE);
      long tick = 0;
      for (int step = 0; step < 40; step++) {
        tick += later(random);
        TickMap.Editor<Object, Long> editor = map.edit(tick);
        for (int i = random.nextInt(6); i > 0; i--) {
          edit(editor, model, random.nextLong(30), tick, random.nextInt(3) == 0);
        }
        map = editor.build();
        if (random.nextInt(6) == 0) {
          map = map.withoutTombstones(Math.max(0, tick - later(random)));
        }
        check(map, model, random);
      }
    }
  }

  private static void edit(
      TickMap.Editor<Object, Long> editor,
      Map<Object, Long> model,
      Object key,
      long tick,
      boolean isDeletion) {
    if (!isDeletion) {
      editor.put(key, tick);
      model.put(key, tick);
    } else if (editor.remove(key) != null) {
      model.put(key, tick);
    }
  }

  private static long later(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> SPAN - 1 + random.nextInt(3);
      case 1 -> 1L << (31 + random.nextInt(8));
      case 2 -> SPAN / 2;
      default -> random.nextInt(3);
    };
  }

  private static void check(TickMap<Object, Long> map, Map<Object, Long> model, Random random) {
    map.checkInvariants();
    long last = map.lastTick();
    long since = Math.max(map.horizon(), last - later(random));
    Map<Object, Long> reported = ticks(map.changesSince(since));
    model.forEach((key, tick) -> {
      boolean isExact = tick >= last - SPAN;
      if (tick > since) {
        assertThat(reported).containsKey(key);
      } else if (isExact) {
        assertThat(reported).doesNotContainKey(key);
      }
      if (reported.containsKey(key)) {
        long latest = isExact ? tick : last - SPAN;
        assertThat(reported.get(key)).isBetween(tick, latest);
      }
    });
  }
}
