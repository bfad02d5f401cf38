package io.skipruntime.engine.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class TickMapTest {

  private static TickMap<Object, String> empty() {
    return TickMap.empty(CanonicalOrder.INSTANCE);
  }

  /** The keys from 0 to {@code count}, put at tick 1. */
  private static TickMap<Object, String> numbers(int count) {
    TickMap.Editor<Object, String> editor = empty().edit(1);
    for (long i = 0; i < count; i++) {
      editor.put(i, "v" + i);
    }
    return editor.build();
  }

  private static TickMap<Object, String> without(
      TickMap<Object, String> map, long from, long to, long tick) {
    TickMap.Editor<Object, String> editor = map.edit(tick);
    for (long i = from; i < to; i++) {
      editor.remove(i);
    }
    return editor.build();
  }

  private static List<String> listed(TickMap.Cursor<Object, String> cursor) {
    List<String> listed = new ArrayList<>();
    while (cursor.next()) {
      listed.add(cursor.key() + "=" + cursor.valueOrNull());
    }
    return listed;
  }

  @Test
  void build_givesTheSameMap_whenNothingChanged() {
    TickMap<Object, String> map = numbers(100);
    TickMap.Editor<Object, String> editor = map.edit(2);
    assertThat(editor.get(5L)).isEqualTo("v5");
    assertThat(editor.remove(500L)).isNull();
    assertThat(editor.build()).isSameAs(map);
  }

  @Test
  void editor_isRefused_afterBuild() {
    TickMap.Editor<Object, String> editor = empty().edit(1);
    editor.put("a", "1");
    TickMap<Object, String> map = editor.build();
    assertThatThrownBy(() -> editor.put("a", "2")).isInstanceOf(IllegalStateException.class);
    assertThat(map.get("a")).isEqualTo("1");
  }

  @Test
  void edit_isRefused_whenTheTickIsBeforeTheLast() {
    TickMap.Editor<Object, String> editor = empty().edit(5);
    editor.put("a", "1");
    TickMap<Object, String> map = editor.build();
    assertThatThrownBy(() -> map.edit(4)).isInstanceOf(IllegalArgumentException.class);
    assertThat(map.edit(5).size()).isEqualTo(1);
  }

  @Test
  void remove_leavesNoTombstone_whenTheKeyWasNeverThere() {
    TickMap<Object, String> map = without(numbers(10), 10, 20, 2);
    assertThat(map.tombstones()).isZero();
    assertThat(listed(map.changesSince(1))).isEmpty();
  }

  @Test
  void put_revivesADeletedKey() {
    TickMap<Object, String> deleted = without(numbers(3), 1, 2, 2);
    assertThat(listed(deleted.changesSince(1))).containsExactly("1=null");
    TickMap.Editor<Object, String> editor = deleted.edit(3);
    assertThat(editor.put(1L, "again")).isNull();
    TickMap<Object, String> revived = editor.build();
    assertThat(revived.tombstones()).isZero();
    assertThat(listed(revived.cursor())).containsExactly("0=v0", "1=again", "2=v2");
    assertThat(listed(revived.changesSince(2))).containsExactly("1=again");
  }

  @Test
  void cursorAt_skipsLiveEntries() {
    TickMap<Object, String> map = without(numbers(3000), 1000, 2000, 2);
    List<String> all = listed(map.cursor());
    for (int index = 0; index <= map.size(); index++) {
      TickMap.Cursor<Object, String> cursor = map.cursorAt(index);
      assertThat(cursor.next()).isEqualTo(index < map.size());
      if (index < map.size()) {
        assertThat(cursor.key() + "=" + cursor.value()).isEqualTo(all.get(index));
      }
    }
    assertThat(listed(map.cursorAt(1990))).isEqualTo(all.subList(1990, 2000));
  }

  @Test
  void changesSince_refusesTicksBeforeTheHorizon() {
    TickMap<Object, String> map = empty().withHorizon(7);
    assertThat(listed(map.changesSince(7))).isEmpty();
    assertThatThrownBy(() -> map.changesSince(6)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keysOfOtherClasses_findTheirPlace_betweenLongs() {
    TickMap.Editor<Object, String> editor = numbers(100).edit(2);
    editor.put(41.5, "half");
    editor.put("text", "after all numbers");
    editor.put(false, "before all numbers");
    TickMap<Object, String> map = editor.build();
    map.checkInvariants();
    assertThat(map.higherKey(41L)).isEqualTo(41.5);
    assertThat(map.get(42.0)).isEqualTo("v42");
    assertThat(map.get("text")).isEqualTo("after all numbers");
    assertThat(map.firstKey()).isEqualTo(false);
    assertThat(map.lastKey()).isEqualTo("text");
  }

  @Test
  void longs_areInTheGivenOrder_whenItIsNotTheNaturalOne() {
    TickMap.Editor<Long, String> editor =
        TickMap.<Long, String>empty(Comparator.reverseOrder()).edit(1);
    for (long i = 0; i < 100; i++) {
      editor.put(i, "v" + i);
    }
    TickMap<Long, String> map = editor.build();
    map.checkInvariants();
    assertThat(map.firstKey()).isEqualTo(99);
    assertThat(map.higherKey(50L)).isEqualTo(49);
  }

  @Test
  void sortedKeys_fillTheLeaves_inEitherOrderAndAnywhere() {
    TickMap<Object, String> ascending = numbers(3200);
    assertThat(ascending.leaves()).isEqualTo(100);
    TickMap.Editor<Object, String> descending = empty().edit(1);
    TickMap.Editor<Object, String> between = ascending.edit(2);
    for (long i = 0; i < 3200; i++) {
      descending.put(-i, "v" + i);
      between.put(1000 + i / 10_000.0 + 0.5, "between");
    }
    assertThat(descending.build().leaves()).isEqualTo(100);
    assertThat(between.build().leaves()).isBetween(200, 203);
  }

  @Test
  void withoutTombstones_leavesAnEmptyLeaf_whenAllWasDeleted() {
    TickMap<Object, String> deleted = without(numbers(1000), 0, 1000, 2);
    assertThat(deleted.isEmpty()).isTrue();
    assertThat(deleted.firstKey()).isNull();
    assertThat(listed(deleted.changesSince(1))).hasSize(1000);
    TickMap<Object, String> packed = deleted.withoutTombstones(2);
    assertThat(packed.tombstones()).isZero();
    assertThat(packed.leaves()).isEqualTo(1);
    assertThat(packed.lastTick()).isEqualTo(2);
    assertThat(listed(packed.changesSince(2))).isEmpty();
  }

  @Test
  void withoutTombstones_joinsLeaves_whenFewEntriesAreLeft() {
    TickMap.Editor<Object, String> editor = numbers(3200).edit(2);
    for (long i = 0; i < 3200; i++) {
      if (i % 16 != 0) {
        editor.remove(i);
      }
    }
    TickMap<Object, String> packed = editor.build().withoutTombstones(2);
    packed.checkInvariants();
    assertThat(packed.size()).isEqualTo(200);
    assertThat(packed.leaves()).isLessThan(200 * 3 / 32);
  }

  /** The leaves that are joined were each made in one go, at different ticks. */
  @Test
  void withoutTombstones_keepsTheTicks_whenItJoinsLeaves() {
    TickMap.Editor<Object, String> loading = numbers(32).edit(1);
    for (long i = 1000; i < 1005; i++) {
      loading.put(i, "last leaf");
    }
    TickMap.Editor<Object, String> appending =
        without(loading.build(), 5, 6, 2).withoutTombstones(2).edit(3);
    appending.put(100L, "fills the first leaf");
    appending.put(101L, "a leaf of its own");
    TickMap<Object, String> three = appending.build();
    assertThat(three.leaves()).isEqualTo(3);
    TickMap<Object, String> joined = without(three, 7, 8, 4).withoutTombstones(4);
    assertThat(joined.leaves()).isEqualTo(2);
    TickMap.Cursor<Object, String> cursor = joined.cursorFrom(100L);
    List<Long> ticks = new ArrayList<>();
    while (cursor.next()) {
      ticks.add(cursor.tick());
    }
    assertThat(ticks).containsExactly(3L, 3L, 1L, 1L, 1L, 1L, 1L);
  }

  @Test
  void withoutTombstones_keepsThose_thatAreNewer() {
    TickMap<Object, String> map = without(without(numbers(1000), 100, 200, 2), 150, 300, 3);
    TickMap<Object, String> packed = map.withoutTombstones(2);
    assertThat(packed.tombstones()).isEqualTo(100);
    assertThat(packed.horizon()).isEqualTo(2);
    assertThat(listed(packed.changesSince(2))).hasSize(100).startsWith("200=null");
    assertThatThrownBy(() -> packed.changesSince(1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void cursor_hasNoEntry_beforeNextAndAfterTheEnd() {
    TickMap.Cursor<Object, String> cursor = numbers(1).cursor();
    assertThatThrownBy(cursor::key).isInstanceOf(IllegalStateException.class);
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.tick()).isEqualTo(1);
    assertThat(cursor.next()).isFalse();
    assertThatThrownBy(cursor::value).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void forEach_givesEntriesInOrder() {
    List<String> given = new ArrayList<>();
    numbers(3).forEach((key, value) -> given.add(key + "=" + value));
    assertThat(given).containsExactly("0=v0", "1=v1", "2=v2");
  }
}
