package io.skipruntime.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.flood.CollidingTexts;
import io.skipruntime.json.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Changes of a commit that wait, and those of the next ones that are added to them. */
class TableChangesTest {

  private static final Json A = Json.of("a");
  private static final Json B = Json.of("b");

  private final TableChanges first = new TableChanges();
  private final TableChanges second = new TableChanges();

  /** A row of two values; one that is null was not sent. */
  private static Row row(Json base, @Nullable Json one, @Nullable Json other) {
    return new Row(new @Nullable Json[] {one, other}, base, null);
  }

  private void add() {
    first.end();
    second.end();
    first.add(second);
  }

  private static Map<Json, Optional<Json>> values(TableChanges changes, int cell) {
    Map<Json, Optional<Json>> values = new HashMap<>();
    changes.rows().forEach((key, row) -> values.put(key, row.map(each -> each.cell(cell))));
    return values;
  }

  private static Json flood(int number) {
    return Json.of(CollidingTexts.text(number));
  }

  @Test
  @Timeout(10)
  void rowsWhoseKeysHaveOneHashCode_costNoMoreThanOthers() {
    for (int i = 0; i < 20_000; i++) {
      first.put(flood(i), row(flood(i), Json.of(i), null), null);
      second.put(flood(i), row(flood(i), null, Json.of(i)), null);
    }
    add();
    assertThat(first.rows()).hasSize(20_000);
    assertThat(first.rows().getOrDefault(flood(7), Optional.empty()).orElseThrow().cell(0))
        .isEqualTo(Json.of(7));
  }

  @Test
  void add_takesLaterRows_andWhatTheyLeaveOutFromEarlierOnes() {
    first.put(A, row(A, Json.of(1), Json.of("large")), null);
    second.put(A, row(A, Json.of(2), null), null);
    add();
    assertThat(values(first, 0)).containsOnly(Map.entry(A, Optional.of(Json.of(2))));
    assertThat(values(first, 1)).containsOnly(Map.entry(A, Optional.of(Json.of("large"))));
  }

  @Test
  void add_exchangesKeys_whoseRowsLeaveValuesOut() {
    first.put(A, row(A, Json.of(1), Json.of("of a")), null);
    first.put(B, row(B, Json.of(1), Json.of("of b")), null);
    second.put(Json.of("c"), row(A, Json.of(2), null), null);
    second.put(A, row(B, Json.of(2), null), null);
    second.put(B, row(Json.of("c"), Json.of(2), null), null);
    add();
    assertThat(values(first, 1))
        .containsOnly(
            Map.entry(A, Optional.of(Json.of("of b"))),
            Map.entry(B, Optional.of(Json.of("of a"))),
            Map.entry(Json.of("c"), Optional.empty()));
  }

  @Test
  void add_forgetsRows_beforeALaterTruncation() {
    first.put(A, row(A, Json.of(1), Json.of("x")), null);
    second.truncate();
    second.put(B, row(B, Json.of(2), Json.of("y")), null);
    add();
    assertThat(first.isTruncated()).isTrue();
    assertThat(first.rows()).containsOnlyKeys(B);
  }
}
