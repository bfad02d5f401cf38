package io.skipruntime.connect;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The way in which connectors find the component of a record among the fields of an object: by
 * name, exactly or else without regard to case and underscores.
 */
public final class RecordFields {

  private RecordFields() {}

  /** The field that a component's name means; empty if there is none. */
  public static Optional<Json> find(JsonObject fields, String component) {
    Optional<Json> exact = fields.find(component);
    return exact.isPresent()
        ? exact
        : fields.members().entrySet().stream()
            .filter(each -> isSame(each.getKey(), component))
            .map(Map.Entry::getValue)
            .findFirst();
  }

  /** Whether two names differ in nothing but case and underscores. */
  public static boolean isSame(String one, String other) {
    return loose(one).equals(loose(other));
  }

  private static String loose(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }
}
