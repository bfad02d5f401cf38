package io.skipruntime.workers;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a mapper's run for one source entry in a wave, for the engine to replay.
 *
 * @param emitted pairs of key and value
 * @param reads places and keys, in turn
 * @param failure why it failed; null if it did not
 */
record Outcome(JsonArray emitted, JsonArray reads, @Nullable RuntimeException failure) {

  private static final JsonArray NONE = new JsonArray(List.of());

  /** That of a run that emits nothing and reads nothing. */
  static final Outcome NOTHING = new Outcome(NONE, NONE, null);

  private static final int FAILED = 1;

  /** The outcome that a worker tells of; null if the function wants to run alone. */
  static @Nullable Outcome read(Json told, String function) {
    if (!(told instanceof JsonArray parts)) {
      return NOTHING;
    }
    JsonArray reads = parts.size() > 2 ? parts.get(2).asArray() : NONE;
    return switch ((int) parts.get(0).asLong()) {
      case 0 -> new Outcome(parts.get(1).asArray(), reads, null);
      case FAILED -> failed(reads, parts.get(1).asObject(), function);
      default -> null;
    };
  }

  private static Outcome failed(JsonArray reads, JsonObject error, String function) {
    return new Outcome(NONE, reads, WorkerException.of(error, function));
  }

  /** A run that could not be made. */
  static Outcome of(RuntimeException failure) {
    return new Outcome(NONE, NONE, failure);
  }
}
