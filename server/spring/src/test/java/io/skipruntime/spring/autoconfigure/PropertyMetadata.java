package io.skipruntime.spring.autoconfigure;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.server.options.OptionDescription;
import io.skipruntime.spring.ServerMode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The metadata of the properties, made from the table of the server's options. */
final class PropertyMetadata {

  private PropertyMetadata() {}

  /** The text of the file, one property a line. */
  static String text() {
    List<JsonObject> properties = new ArrayList<>();
    properties.add(
        property(
            "skip.server",
            ServerMode.class.getName(),
            "Place at which the service is served.",
            Optional.of("separate")));
    OptionDescription.all().stream()
        .filter(each -> OptionProperties.options().contains(each))
        .forEach(each ->
            properties.add(
                property(
                    "skip." + each.name(),
                    type(each.kind()),
                    sentence(each.meaning()),
                    each.defaultValue().filter(text -> !text.contains("(hidden)")))));
    StringBuilder text = new StringBuilder("{\"properties\": [\n");
    for (int i = 0; i < properties.size(); i++) {
      text.append("  ").append(properties.get(i)).append(i + 1 < properties.size() ? ",\n" : "\n");
    }
    return text.append("]}\n").toString();
  }

  private static JsonObject property(
      String name, String type, String description, Optional<String> defaultValue) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("name", Json.of(name));
    members.put("type", Json.of(type));
    members.put("description", Json.of(description));
    defaultValue.ifPresent(value -> members.put("defaultValue", Json.of(value)));
    return Json.object(members);
  }

  private static String sentence(String meaning) {
    return Character.toUpperCase(meaning.charAt(0)) + meaning.substring(1) + ".";
  }

  private static String type(OptionDescription.Kind kind) {
    return switch (kind) {
      case TEXT, SECRET -> String.class.getName();
      case WHOLE_NUMBER -> Integer.class.getName();
      case NUMBER -> BigDecimal.class.getName();
      case SWITCH -> Boolean.class.getName();
      case LIST -> "java.util.List<java.lang.String>";
    };
  }
}
