package io.skipruntime.workers;

import io.skipruntime.Reducer;
import io.skipruntime.json.Json;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** The exact sum of numbers, whatever their types are in a worker's language. */
record JsonSum() implements Reducer<Json, Json> {

  @Override
  public Json initial() {
    return Json.of(0);
  }

  @Override
  public Json add(@Nullable Json sum, Json value) {
    return shortest((sum == null ? initial() : sum).asDecimal().add(value.asDecimal()));
  }

  @Override
  public Json remove(Json sum, Json value) {
    return shortest(sum.asDecimal().subtract(value.asDecimal()));
  }

  /** The number without the zeros at its end that an addition leaves: 3 for 1.5 + 1.5. */
  private static Json shortest(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return Json.of(stripped.scale() < 0 ? stripped.setScale(0) : stripped);
  }
}
