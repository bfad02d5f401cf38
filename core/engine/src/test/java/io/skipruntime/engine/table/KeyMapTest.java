package io.skipruntime.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyMapTest {

  /** Of the kinds 0 to 2, and of 3 and 4, those of one number are the same JSON. */
  private static Object key(int kind, int number) {
    return switch (kind) {
      case 0 -> (long) number;
      case 1 -> (double) number;
      case 2 -> Json.of(number);
      case 3 -> "k" + number;
      case 4 -> Json.of("k" + number);
      case 5 -> List.of((long) number, "part");
      default -> number + 0.5;
    };
  }

  private static final int KINDS = 7;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
  void map_agreesWithASortedOne_whenKeysOfOtherClassesComeLater(int firstKind) {
    for (long seed = 1; seed <= 8; seed++) {
      Random random = new Random(seed);
      int mixedFrom = random.nextInt(300);
      KeyMap<String> map = random.nextBoolean() ? new KeyMap<>() : KeyMap.ordered();
      TreeMap<Object, String> model = new TreeMap<>(CanonicalOrder.INSTANCE);
      for (int step = 0; step < 300; step++) {
        int kind = step < mixedFrom ? firstKind : random.nextInt(KINDS);
        Object key = key(kind, random.nextInt(40) - 20);
        assertThat(map.get(key)).isEqualTo(model.get(key));
        assertThat(map.containsKey(key)).isEqualTo(model.containsKey(key));
        if (random.nextInt(5) < 3) {
          assertThat(map.put(key, "v" + step)).isEqualTo(model.put(key, "v" + step));
        } else {
          assertThat(map.remove(key)).isEqualTo(model.remove(key));
        }
        if (random.nextInt(150) == 0) {
          map.clear();
          model.clear();
        }
        assertThat(sorted(map)).isEqualTo(model);
        assertThat(map.size()).isEqualTo(model.size());
      }
    }
  }

  private static Map<Object, String> sorted(KeyMap<String> map) {
    TreeMap<Object, String> sorted = new TreeMap<>(CanonicalOrder.INSTANCE);
    sorted.putAll(map);
    return sorted;
  }

  @Test
  void sameJson_isOneKey_whateverClassItIs() {
    List<Object> ones = List.of(1L, 1, 1.0, new BigDecimal("1"), Json.of(1), Json.of(1.0));
    for (Object first : ones) {
      for (Object second : ones) {
        KeyMap<String> map = new KeyMap<>();
        map.put(first, "first");
        assertThat(map.get(second)).isEqualTo("first");
        assertThat(map.put(second, "second")).isEqualTo("first");
        assertThat(map).hasSize(1);
        assertThat(map.remove(first)).isEqualTo("second");
        assertThat(map).isEmpty();
      }
    }
  }

  record Holder(Object content) {}

  @Test
  void sameJson_isOneKey_whateverClassesItsPartsAre() {
    List<List<Object>> samenesses =
        List.of(
            List.of(List.of(1L), List.of(1.0), List.of(1), List.of(Json.of(1))),
            List.of(List.of("a", List.of(2L)), List.of("a", List.of(2.0))),
            List.of(List.of(), new ArrayList<>(), Json.parse("[]")),
            List.of(Set.of(1L), Set.of(1.0), List.of(1L)),
            List.of(Map.of("a", 1L), Map.of("a", 1.0)),
            List.of(new Holder(1L), new Holder(1.0), new Holder(Json.of(1))));
    for (List<Object> same : samenesses) {
      for (Object first : same) {
        for (Object second : same) {
          KeyMap<String> map = new KeyMap<>();
          map.put(CanonicalKey.of(first), "value");
          assertThat(map.get(CanonicalKey.of(second))).as(first + ", " + second).isNotNull();
        }
      }
    }
  }

  @Test
  void ordered_keepsTheOrderInWhichKeysCame() {
    Random random = new Random(1);
    KeyMap<Integer> map = KeyMap.ordered();
    List<Object> keys = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Object key = random.nextLong();
      keys.add(key);
      map.put(key, i);
      map.put(keys.get(random.nextInt(keys.size())), -1);
    }
    assertThat(new ArrayList<>(map.keySet())).isEqualTo(keys);
    map.put("text", 0);
    assertThat(map).hasSize(201);
    assertThat(new ArrayList<>(map.keySet())).isSortedAccordingTo(CanonicalOrder.INSTANCE);
  }

  @Test
  void emptyMap_canBeClearedAndAsked() {
    KeyMap<String> map = new KeyMap<>();
    map.clear();
    assertThat(map.remove(1L)).isNull();
    assertThat(map.get(1L)).isNull();
    assertThat(map.containsKey("a")).isFalse();
    assertThat(map).isEmpty();
    map.put(1L, "one");
    map.clear();
    assertThat(map.remove("a")).isNull();
    assertThat(map.get(1L)).isNull();
    assertThat(map).isEmpty();
    map.put("a", "text");
    map.put(1.0, "one");
    assertThat(map.get(1L)).isEqualTo("one");
    assertThat(map).hasSize(2);
  }
}
