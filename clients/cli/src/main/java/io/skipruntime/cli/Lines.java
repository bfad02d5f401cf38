package io.skipruntime.cli;

import io.skipruntime.client.JsonEntry;
import io.skipruntime.client.live.LiveChange;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The written form of entries, a line for each. */
final class Lines {

  private Lines() {}

  /** {@code [key,[value,…]]}, as the service takes it. */
  static String json(JsonEntry entry) {
    return Json.array(entry.key(), Json.array(entry.values())).toString();
  }

  /** {@code {"changed":[[key,[value,…]],…]}}: without values, a key is gone. */
  static String json(LiveChange<Json, Json> change) {
    List<Json> entries =
        change.changed().entrySet().stream()
            .<Json>map(each -> Json.array(each.getKey(), Json.array(each.getValue())))
            .toList();
    return Json.object(Map.of("changed", Json.array(entries))).toString();
  }

  /** Key, tab, and the values with blanks between them. */
  static String readable(JsonEntry entry) {
    return entry.key() + "\t" + values(entry.values());
  }

  /** The values, with blanks between them. */
  static String values(List<Json> values) {
    return values.stream().map(Json::toString).collect(Collectors.joining(" "));
  }
}
