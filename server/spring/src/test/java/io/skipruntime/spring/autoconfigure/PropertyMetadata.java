package io.skipruntime.spring.autoconfigure;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.server.options.OptionKind;
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
            "Place at which the service is served; by default the application's own web server,"
                + " and where there is none, a server of its own.",
            Optional.empty()));
    properties.addAll(ofTheStarter());
    OptionProperties.options().stream()
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

  private static List<JsonObject> ofTheStarter() {
    return List.of(
        property(
            "skip.path",
            String.class.getName(),
            "Path before those of subscribers in the application's own web server; by default"
                + " none.",
            Optional.empty()),
        property(
            "skip.control-path",
            String.class.getName(),
            "Path before those of backends there, to be guarded by the application's own rules;"
                + " by default they are not there.",
            Optional.empty()),
        property(
            "skip.tables.interval-seconds",
            BigDecimal.class.getName(),
            "Pause between two readings of the tables of inputs with @SkipTable.",
            Optional.of("5")),
        property(
            "skip.tables.replication",
            Boolean.class.getName(),
            "Whether such tables follow the log of a PostgreSQL database instead.",
            Optional.of("false")),
        property(
            "skip.tables.publication",
            String.class.getName(),
            "Publication that has the tables, for replication.",
            Optional.of("skip")),
        property(
            "skip.tables.slot",
            String.class.getName(),
            "Replication slot that is kept while the application is down; by default none is.",
            Optional.empty()),
        property(
            "skip.broker.control",
            String.class.getName(),
            "Address of the control listener of a service of another process.",
            Optional.empty()),
        property(
            "skip.broker.streaming",
            String.class.getName(),
            "Address of the streaming listener of that service.",
            Optional.empty()),
        property(
            "skip.broker.control-token",
            String.class.getName(),
            "Token for the control listener of that service.",
            Optional.empty()),
        property(
            "skip.permissions.check-seconds",
            BigDecimal.class.getName(),
            "Time after which the conditions of @PreAuthorize on open resources are evaluated"
                + " again.",
            Optional.of("5")));
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

  private static String type(OptionKind kind) {
    return switch (kind) {
      case TEXT, SECRET -> String.class.getName();
      case WHOLE_NUMBER -> Integer.class.getName();
      case NUMBER -> BigDecimal.class.getName();
      case SWITCH -> Boolean.class.getName();
      case LIST -> "java.util.List<java.lang.String>";
    };
  }
}
