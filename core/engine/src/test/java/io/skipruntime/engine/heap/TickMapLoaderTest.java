package io.skipruntime.engine.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A loaded map is the map that was read. */
class TickMapLoaderTest {

  private static final int WIDTH = 4;

  private record Change(long key, long tick, boolean isDeleted) {}

  private static List<Change> history(TickMap<Long, Long> map) {
    List<Change> history = new ArrayList<>();
    TickMap.Cursor<Long, Long> cursor = map.history();
    while (cursor.next()) {
      history.add(new Change(cursor.key(), cursor.tick(), cursor.isDeleted()));
    }
    return history;
  }

  private static List<Change> changesSince(TickMap<Long, Long> map, long tick) {
    List<Change> changes = new ArrayList<>();
    TickMap.Cursor<Long, Long> cursor = map.changesSince(tick);
    while (cursor.next()) {
      changes.add(new Change(cursor.key(), cursor.tick(), cursor.isDeleted()));
    }
    return changes;
  }

  private static TickMap<Long, Long> copied(TickMap<Long, Long> map) {
    TickMap.Loader<Long, Long> loader = TickMap.load(Comparator.<Long>naturalOrder(), WIDTH);
    TickMap.Cursor<Long, Long> cursor = map.history();
    while (cursor.next()) {
      if (cursor.isDeleted()) {
        loader.addDeleted(cursor.key(), cursor.tick());
      } else {
        loader.add(cursor.key(), cursor.value(), cursor.tick());
      }
    }
    return loader.build(map.horizon());
  }

  private static TickMap<Long, Long> random(Random random, int ticks) {
    TickMap<Long, Long> map = TickMap.empty(Comparator.<Long>naturalOrder(), WIDTH);
    for (long tick = 1; tick <= ticks; tick++) {
      TickMap.Editor<Long, Long> editor = map.edit(tick);
      for (int i = random.nextInt(8); i > 0; i--) {
        long key = random.nextLong(200);
        if (random.nextInt(3) == 0) {
          editor.remove(key);
        } else {
          editor.put(key, tick);
        }
      }
      map = editor.build();
    }
    return map;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 5, 60, 300})
  void loadedMap_hasEntriesTicksAndDeletions_ofTheOneThatWasRead(int ticks) {
    for (int seed = 0; seed < 20; seed++) {
      TickMap<Long, Long> map = random(new Random(seed), ticks);
      TickMap<Long, Long> loaded = copied(map);
      loaded.checkInvariants();
      assertThat(history(loaded)).isEqualTo(history(map));
      assertThat(loaded.size()).isEqualTo(map.size());
      assertThat(loaded.tombstones()).isEqualTo(map.tombstones());
      for (long tick = 0; tick <= ticks; tick += 7) {
        assertThat(changesSince(loaded, tick)).isEqualTo(changesSince(map, tick));
      }
    }
  }

  @Test
  void loadedMap_canBeEdited_andForgetsDeletions() {
    TickMap<Long, Long> map = random(new Random(1), 100);
    TickMap<Long, Long> loaded = copied(map);
    TickMap.Editor<Long, Long> one = map.edit(101);
    TickMap.Editor<Long, Long> other = loaded.edit(101);
    for (long key = 0; key < 200; key += 3) {
      one.put(key, 1L);
      other.put(key, 1L);
    }
    TickMap<Long, Long> edited = other.build();
    edited.checkInvariants();
    assertThat(history(edited)).isEqualTo(history(one.build()));
    assertThat(edited.withoutTombstones(101).tombstones()).isZero();
  }

  @Test
  void key_isRefused_thatDoesNotComeAfterTheOneBefore() {
    TickMap.Loader<Long, Long> loader = TickMap.load(Comparator.<Long>naturalOrder(), WIDTH);
    loader.add(2L, 1L, 1);
    assertThatThrownBy(() -> loader.add(2L, 1L, 1)).hasMessageContaining("comes after");
  }
}
