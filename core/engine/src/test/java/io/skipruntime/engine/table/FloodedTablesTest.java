package io.skipruntime.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.flood.CollidingTexts;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys that are made to meet in hash tables cost about as much as others. */
class FloodedTablesTest {

  private static final int KEYS = 20_000;

  record Key(String text, long number) {}

  /** Keys of equal hash codes, or of equal places in tables that multiply by a known number. */
  @SuppressWarnings("ImmutableEnumChecker") // the functions capture nothing
  enum Flood {
    JSON_STRINGS(i -> Json.of(CollidingTexts.text(i))),
    JSON_ARRAYS(i -> Json.array(Json.of(1), Json.of(CollidingTexts.text(i)))),
    STRINGS(CollidingTexts::text),
    RECORDS(i -> new Key(CollidingTexts.text(i), 7)),
    LISTS(i -> List.of("a", CollidingTexts.text(i))),
    LONGS_FOR_A_MULTIPLIER(i -> i * 0xF1DE83E19937733DL),
    LONGS_OF_ONE_HASH_CODE(i -> (long) i << 32 | i);

    private final IntFunction<Object> key;

    Flood(IntFunction<Object> key) {
      this.key = key;
    }
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(20)
  void keyMap_agreesWithAnother_andIsFast(Flood flood) {
    KeyMap<Integer> map = new KeyMap<>();
    KeyMap<Integer> ordered = KeyMap.ordered();
    List<Object> keys = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      Object key = flood.key.apply(i);
      keys.add(key);
      assertThat(map.put(key, i)).isNull();
      ordered.put(key, i);
    }
    for (int i = 0; i < KEYS; i++) {
      assertThat(map.get(flood.key.apply(i))).isEqualTo(i);
      assertThat(ordered.get(keys.get(i))).isEqualTo(i);
    }
    for (int i = 0; i < KEYS; i += 2) {
      assertThat(map.remove(keys.get(i))).isEqualTo(i);
    }
    assertThat(map).hasSize(KEYS / 2);
    assertThat(map.get(keys.get(0))).isNull();
    assertThat(map.get(keys.get(1))).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(20)
  void arraySet_agreesWithAnother_andIsFast(Flood flood) {
    ArraySet<Object> set = new ArraySet<>();
    for (int i = 0; i < KEYS; i++) {
      assertThat(set.add(flood.key.apply(i))).isTrue();
      assertThat(set.add(flood.key.apply(i))).isFalse();
    }
    for (int i = 0; i < KEYS; i++) {
      assertThat(set.get(i)).isEqualTo(flood.key.apply(i));
    }
    for (int i = 0; i < KEYS; i += 2) {
      assertThat(set.remove(flood.key.apply(i))).isTrue();
      assertThat(set.contains(flood.key.apply(i))).isFalse();
      assertThat(set.contains(flood.key.apply(i + 1))).isTrue();
    }
    assertThat(set).hasSize(KEYS / 2);
  }
}
