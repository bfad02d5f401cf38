package io.skipruntime.kafka.registry;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import java.util.Map;

/**
 * A registry's reference from a schema to another one.
 *
 * @param name what the other schema is called in the first one's text
 */
record Reference(String name, String subject, int version) {

  static Reference of(JsonObject json) {
    return new Reference(
        json.get("name").asString(),
        json.get("subject").asString(),
        Math.toIntExact(json.get("version").asLong()));
  }

  Json json() {
    return Json.object(
        Map.of("name", Json.of(name), "subject", Json.of(subject), "version", Json.of(version)));
  }
}
