package io.skipruntime.cli;

import io.skipruntime.client.JsonEntry;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.stream.Collectors;

/** The written form of entries, a line for each. */
final class Lines {

  private Lines() {}

  /** {@code [key,[value,…]]}, as the service takes it. */
  static String json(JsonEntry entry) {
    return Json.array(entry.key(), Json.array(entry.values())).toString();
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
