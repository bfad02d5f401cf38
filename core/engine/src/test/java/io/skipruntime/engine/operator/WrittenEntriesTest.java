package io.skipruntime.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WrittenEntriesTest {

  private static List<String> listed(WrittenEntries entries) {
    List<String> listed = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      listed.add(entries.key(i) + "=" + entries.values(i));
    }
    return listed;
  }

  private static WrittenEntries written(Object... keys) {
    WrittenEntries entries = new WrittenEntries(0);
    for (int i = 0; i < keys.length; i++) {
      entries.put(keys[i], ValueList.of("v" + i));
    }
    return entries;
  }

  @Test
  void sortedKeys_areKeptInOrder() {
    WrittenEntries entries = written(1L, 2L, 2.5, 10L, "a", "b");
    assertThat(listed(entries))
        .containsExactly("1=[v0]", "2=[v1]", "2.5=[v2]", "10=[v3]", "a=[v4]", "b=[v5]");
    assertThat(entries.contains(10.0)).isTrue();
    assertThat(entries.contains(3L)).isFalse();
    assertThat(entries.contains("c")).isFalse();
  }

  @Test
  void lastEntryOfAKey_takesThePlaceOfTheFirst() {
    assertThat(listed(written(1L, 2L, 2L, 3L))).containsExactly("1=[v0]", "2=[v2]", "3=[v3]");
    assertThat(listed(written(3L, 1L, 3L, 2L, 1L))).containsExactly("3=[v2]", "1=[v4]", "2=[v3]");
  }

  @Test
  void sameJson_isOneKey_whateverClassItIs() {
    assertThat(listed(written(1L, 1.0, Json.of(1), 2L))).containsExactly("1=[v2]", "2=[v3]");
    assertThat(listed(written(2L, 1.0, "a", Json.of("a"), 2.0)))
        .containsExactly("2=[v4]", "1.0=[v1]", "a=[v3]");
  }

  @Test
  void removal_isAnEntryWithoutValues_thatLaterOnesReplace() {
    WrittenEntries entries = written(1L, 2L);
    entries.put(1L, null);
    entries.put(3L, null);
    assertThat(listed(entries)).containsExactly("1=null", "2=[v1]", "3=null");
    assertThat(entries.contains(3L)).isTrue();
    entries.put(3L, ValueList.of("again"));
    assertThat(entries.values(2)).isEqualTo(List.of("again"));
  }

  @Test
  void entriesOfAMap_areRemovals_whereThereAreNoValues() {
    Map<Object, List<?>> map = new LinkedHashMap<>();
    map.put("b", List.of(1L, 2L));
    map.put("a", List.of());
    assertThat(listed(WrittenEntries.of(map))).containsExactly("b=[1, 2]", "a=null");
    assertThat(WrittenEntries.of(Map.of()).size()).isZero();
  }

  @Test
  void putAll_replacesEntriesOfTheSameKeys() {
    WrittenEntries entries = written(5L, 1L);
    WrittenEntries others = new WrittenEntries(1);
    others.put(1.0, null);
    others.put(7L, ValueList.of("new"));
    entries.putAll(others);
    assertThat(listed(entries)).containsExactly("5=[v0]", "1=null", "7=[new]");
    assertThat(listed(others)).containsExactly("1.0=null", "7=[new]");
    entries.putAll(new WrittenEntries(3));
    assertThat(entries.size()).isEqualTo(3);
  }

  @Test
  void entries_agreeWithASortedMap_inTheOrderOfTheirFirstPuts() {
    for (long seed = 1; seed <= 60; seed++) {
      Random random = new Random(seed);
      int sortedUpTo = random.nextInt(60);
      boolean isMixed = random.nextBoolean();
      WrittenEntries entries = new WrittenEntries(random.nextInt(3));
      List<Object> order = new ArrayList<>();
      TreeMap<Object, String> model = new TreeMap<>(CanonicalOrder.INSTANCE);
      for (int step = 0; step < 80; step++) {
        Object key = key(step < sortedUpTo ? step : random.nextInt(80), isMixed, random);
        assertThat(entries.contains(key)).isEqualTo(model.containsKey(key));
        if (!model.containsKey(key)) {
          order.add(key);
        }
        @Nullable ValueList values = random.nextInt(4) == 0 ? null : ValueList.of("v" + step);
        entries.put(key, values);
        model.put(key, String.valueOf(values));
      }
      assertThat(listed(entries))
          .as("seed " + seed)
          .isEqualTo(order.stream().map(key -> key + "=" + model.get(key)).toList());
    }
  }

  private static Object key(int number, boolean isMixed, Random random) {
    return isMixed && random.nextBoolean() ? (Object) (double) number : (Object) (long) number;
  }
}
