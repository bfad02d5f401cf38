package io.skipruntime.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keys of tables of {@code java.util}. */
class TableKeyTest {

  private static final int KEYS = 20_000;

  record Name(String text) {}

  /** Different texts that all have one hash code: "Aa" and "BB" have one. */
  private static String text(int number) {
    StringBuilder text = new StringBuilder();
    for (int bit = 0; bit < 15; bit++) {
      text.append((number >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return text.toString();
  }

  @Test
  @Timeout(10)
  void keysOfOneHashCode_costNoMoreThanOthers() {
    Map<TableKey, Integer> table = new HashMap<>();
    for (int i = 0; i < KEYS; i++) {
      table.put(new TableKey(Json.of(text(i))), i);
      table.put(new TableKey(List.of(text(i))), i);
      table.put(new TableKey(new Name(text(i))), i);
      table.put(new TableKey(Json.of((long) i << 32 | i)), i);
    }
    assertThat(table).hasSize(4 * KEYS);
    for (int i = 0; i < KEYS; i++) {
      assertThat(table.get(new TableKey(Json.of(text(i))))).isEqualTo(i);
      assertThat(table.get(new TableKey(List.of(text(i))))).isEqualTo(i);
      assertThat(table.get(new TableKey(new Name(text(i))))).isEqualTo(i);
      assertThat(table.get(new TableKey(Json.of((long) i << 32 | i)))).isEqualTo(i);
    }
  }

  @Test
  @Timeout(10)
  void heldKeys_areFoundAsSoon_andGivenBack() {
    Map<Object, Integer> table = new HashMap<>();
    for (int i = 0; i < KEYS; i++) {
      table.put(TableKey.held(text(i)), i);
      table.put(TableKey.held((long) i << 32 | i), i);
      table.put(TableKey.held(new Name(text(i))), i);
    }
    assertThat(table).hasSize(3 * KEYS);
    for (Object key : List.of("a", 7L, new Name("a"), List.of(1L))) {
      assertThat(TableKey.given(TableKey.held(key))).isEqualTo(key);
    }
  }

  @Test
  void normalForms_areEqual_whereTheKeysAre() {
    assertThat(TableKey.normal(new BigDecimal("1.00")))
        .isEqualTo(TableKey.normal(new BigDecimal("1")))
        .isEqualByComparingTo(TableKey.normal(1L));
    assertThat(TableKey.normal(-0.0)).isEqualTo(TableKey.normal(0.0));
    assertThat(TableKey.normal("a")).isLessThan(TableKey.normal("b"));
  }
}
