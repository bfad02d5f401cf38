package io.skipruntime.cli.load;

import io.skipruntime.client.JsonEntry;
import io.skipruntime.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The places in key and value for the members of an object, or for the columns of a line.
 *
 * @param value the one that is the value; empty if all of them are, as an object
 * @param withKey whether that object has the key, too
 */
public record Shape(Optional<String> value, boolean withKey) {

  /** The row of an object. */
  Row row(long line, Map<String, Json> members, String key, int bytes) {
    Json keyed = members.get(key);
    if (keyed == null) {
      return Row.wrong(line, "there is no member " + key);
    }
    if (value.isPresent()) {
      Json single = members.get(value.get());
      return single == null
          ? Row.wrong(line, "there is no member " + value.get())
          : Row.of(line, JsonEntry.of(keyed, single), bytes);
    }
    Map<String, Json> content = new LinkedHashMap<>(members);
    if (!withKey) {
      content.remove(key);
    }
    return Row.of(line, JsonEntry.of(keyed, Json.object(content)), bytes);
  }
}
