package io.skipruntime.client;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import java.util.List;

/**
 * A key and its values; in a write or an update, no values mean that the key is gone.
 *
 * @param key the key
 * @param values its values, in order; immutable
 */
public record JsonEntry(Json key, List<Json> values) {

  /** Copies the values. */
  public JsonEntry {
    values = List.copyOf(values);
  }

  /** An entry of a key with the given values. */
  public static JsonEntry of(Json key, Json... values) {
    return new JsonEntry(key, List.of(values));
  }

  /** An entry that says that {@code key} is gone. */
  public static JsonEntry deleted(Json key) {
    return new JsonEntry(key, List.of());
  }

  /**
   * The entries of their wire form, {@code [[key,[value…]]…]}.
   *
   * @throws IllegalStateException if {@code json} is of another shape
   */
  public static List<JsonEntry> listOf(Json json) {
    return json.asArray().elements().stream().map(JsonEntry::of).toList();
  }

  private static JsonEntry of(Json json) {
    JsonArray pair = json.asArray();
    if (pair.size() != 2) {
      throw new IllegalStateException("expected a key and its values, found " + pair);
    }
    return new JsonEntry(pair.get(0), pair.get(1).asArray().elements());
  }

  /** The wire form of entries. */
  static Json toJson(List<JsonEntry> entries) {
    return Json.array(
        entries.stream().map(each -> Json.array(each.key, Json.array(each.values))).toList());
  }
}
