package io.skipruntime.workers;

import io.skipruntime.Reducer;
import io.skipruntime.json.Json;
import org.jspecify.annotations.Nullable;

/** The number of values, as JSON. */
record JsonCount() implements Reducer<Json, Json> {

  @Override
  public Json initial() {
    return Json.of(0);
  }

  @Override
  public Json add(@Nullable Json count, Json value) {
    return Json.of(count == null ? 1 : count.asLong() + 1);
  }

  @Override
  public Json remove(Json count, Json value) {
    return Json.of(count.asLong() - 1);
  }
}
