package io.skipruntime.workers;

import io.skipruntime.Reducer;
import io.skipruntime.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A reducer that a worker runs. */
final class WorkerReducer extends WorkerFunction implements Reducer<Json, Json> {

  private final @Nullable Json initial;

  WorkerReducer(
      WorkerPool pool, Object owner, FunctionReference reference, @Nullable Json initial) {
    super(pool, owner, reference, List.of());
    this.initial = initial;
  }

  @Override
  WorkerFunction over(List<Object> others) {
    return this;
  }

  @Override
  public @Nullable Json initial() {
    return initial;
  }

  @Override
  public Json add(@Nullable Json accumulated, Json value) {
    Json before = accumulated == null ? Json.NULL : accumulated;
    return turn(
        "add",
        frame -> frame.write((Object) before).beginArray().write((Object) value).endArray(),
        new Scope(pool(), owner(), List.of(), null));
  }

  @Override
  public @Nullable Json remove(Json accumulated, Json value) {
    Json rest =
        turn(
            "remove",
            frame -> frame.write((Object) accumulated).write((Object) value),
            new Scope(pool(), owner(), List.of(), null));
    return rest.isNull() ? null : rest;
  }
}
