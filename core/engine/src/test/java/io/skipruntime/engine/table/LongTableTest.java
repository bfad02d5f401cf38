package io.skipruntime.engine.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LongTableTest {

  /** Where keys would like to be in tables of up to 64 places. */
  enum Homes {
    AT_THE_START,
    AT_THE_END,
    AROUND_THE_END,
    ANYWHERE;

    private boolean has(long key) {
      int home = HashMixing.home(key, 64);
      return switch (this) {
        case AT_THE_START -> home == 0;
        case AT_THE_END -> home == 63;
        case AROUND_THE_END -> home >= 62 || home <= 1;
        case ANYWHERE -> true;
      };
    }

    long[] keys() {
      LongStream some = LongStream.of(Long.MIN_VALUE, Long.MAX_VALUE, 0, -1, 1);
      LongStream up = LongStream.iterate(0, key -> key + 1).filter(this::has).limit(25);
      LongStream down = LongStream.iterate(-1, key -> key - 1).filter(this::has).limit(25);
      return LongStream.concat(some, LongStream.concat(up, down)).distinct().toArray();
    }
  }

  @ParameterizedTest
  @EnumSource
  void table_agreesWithAHashMap_whateverIsPutAndRemoved(Homes homes) {
    long[] keys = homes.keys();
    for (long seed = 1; seed <= 40; seed++) {
      Random random = new Random(seed);
      int most = 1 + random.nextInt(keys.length);
      LongTable<String> table = new LongTable<>();
      Map<Object, String> model = new HashMap<>();
      for (int step = 0; step < 400; step++) {
        boolean isGrowing = step / 80 % 2 == 0;
        Object key = keys[random.nextInt(most)];
        if (random.nextInt(10) < (isGrowing ? 7 : 3)) {
          assertThat(table.put(key, "v" + step)).isEqualTo(model.put(key, "v" + step));
        } else {
          assertThat(table.remove(key)).isEqualTo(model.remove(key));
        }
        if (random.nextInt(200) == 0) {
          table.clear();
          model.clear();
        }
        check(table, model, keys);
      }
    }
  }

  private static void check(LongTable<String> table, Map<Object, String> model, long[] keys) {
    assertThat(table.size()).isEqualTo(model.size());
    assertThat(table.isEmpty()).isEqualTo(model.isEmpty());
    assertThat(table.entrySet()).isEqualTo(model.entrySet()).hasSize(model.size());
    for (long key : keys) {
      String value = model.get(key);
      if (value == null ? table.get(key) != null : !value.equals(table.get(key))) {
        throw new AssertionError("key " + key + ": " + table.get(key) + " for " + value);
      }
    }
  }

  @Test
  void keysOfOtherClasses_areNotThere() {
    LongTable<String> table = new LongTable<>();
    table.put(0L, "zero");
    table.put(1L, "one");
    for (Object other : List.of(1, 1.0, (short) 1, '1', "1", true, List.of(1L))) {
      assertThat(table.get(other)).isNull();
      assertThat(table.containsKey(other)).isFalse();
      assertThat(table.remove(other)).isNull();
    }
    assertThat(table.get(null)).isNull();
    assertThat(table).hasSize(2).containsEntry(1L, "one");
  }

  @Test
  void zero_isNotThere_untilItIsPut() {
    LongTable<String> table = new LongTable<>();
    assertThat(table.get(0L)).isNull();
    assertThat(table.remove(0L)).isNull();
    table.put(0L, "zero");
    assertThat(table.get(0L)).isEqualTo("zero");
    assertThat(table.remove(0L)).isEqualTo("zero");
    assertThat(table).isEmpty();
  }

  @Test
  void entries_end() {
    LongTable<String> table = new LongTable<>();
    table.put(5L, "five");
    Iterator<Map.Entry<Object, String>> entries = table.entrySet().iterator();
    assertThat(entries.next()).isEqualTo(Map.entry(5L, "five"));
    assertThat(entries.hasNext()).isFalse();
    assertThatThrownBy(entries::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  @Timeout(10)
  void copy_isFast_alsoInTheOrderOfTheTable() {
    SplittableRandom random = new SplittableRandom(1);
    LongTable<String> table = new LongTable<>();
    for (int i = 0; i < 800_000; i++) {
      table.put(random.nextLong(), "v");
    }
    LongTable<String> copy = new LongTable<>();
    table.forEach(copy::put);
    assertThat(copy).hasSameSizeAs(table);
    assertThat(table.keySet()).allMatch(copy::containsKey);
  }
}
