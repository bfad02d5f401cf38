package io.skipruntime.workers;

import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.SkipException;
import io.skipruntime.engine.spi.NamedParameters;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The form of a service as its program describes it: names, types, and what the inputs begin with.
 *
 * @param name what messages call the service
 * @param inputs the inputs by name
 * @param resources the parameters of each resource, by name
 * @param commands the commands by name
 * @param externals the names of the external services that run in the worker
 * @param listens whether the service is put on the network
 * @param controlPort the port that the program wishes
 * @param streamingPort likewise
 */
record ServiceForm(
    String name,
    Map<String, Input> inputs,
    Map<String, NamedParameters> resources,
    Map<String, OwnCommand> commands,
    List<String> externals,
    boolean listens,
    OptionalInt controlPort,
    OptionalInt streamingPort) {

  private static final int MOST_SHOWN = 60;

  /** An input: what it begins with, and what its keys and values are. */
  record Input(List<Entry<?, ?>> initial, JsonShape keys, JsonShape values) {}

  /** A command: what it takes and gives, and whether it needs no verified user. */
  record OwnCommand(NamedParameters parameters, JsonShape result, boolean isForAnybody) {}

  /** The form that a frame tells of. */
  static ServiceForm read(JsonObject description) {
    Map<String, Input> inputs = new LinkedHashMap<>();
    JsonObject told = description.get("inputs").asObject();
    for (String name : told.names()) {
      JsonObject input = told.get(name).asObject();
      inputs.put(
          name,
          new Input(
              input.find("initial").map(data -> initial(name, data)).orElse(List.of()),
              WireShapes.of(input, "key"),
              WireShapes.of(input, "value")));
    }
    Map<String, NamedParameters> resources = new LinkedHashMap<>();
    members(description, "resources")
        .forEach((name, resource) -> resources.put(name, WireShapes.parameters(resource)));
    Map<String, OwnCommand> commands = new LinkedHashMap<>();
    members(description, "commands")
        .forEach((name, command) -> commands.put(name, command(command)));
    JsonObject options =
        description.find("options").orElseGet(() -> Json.object(Map.of())).asObject();
    return new ServiceForm(
        description.get("name").asString(),
        inputs,
        resources,
        commands,
        description.get("externals").asArray().elements().stream().map(Json::asString).toList(),
        description.find("listen").map(Json::asBoolean).orElse(false),
        port(options, "control"),
        port(options, "streaming"));
  }

  private static Map<String, JsonObject> members(JsonObject description, String name) {
    Map<String, JsonObject> members = new LinkedHashMap<>();
    description
        .find(name)
        .ifPresent(told ->
            told.asObject()
                .names()
                .forEach(each -> members.put(each, told.asObject().get(each).asObject())));
    return members;
  }

  private static OwnCommand command(JsonObject told) {
    return new OwnCommand(
        WireShapes.parameters(told),
        WireShapes.of(told, "result"),
        told.find("forAnybody").map(Json::asBoolean).orElse(false));
  }

  private static OptionalInt port(JsonObject options, String name) {
    return options.find(name).stream().mapToInt(port -> (int) port.asLong()).findAny();
  }

  private static List<Entry<?, ?>> initial(String input, Json told) {
    try {
      return List.copyOf(entries(told));
    } catch (SkipException e) {
      throw new SkipException("the initial data of the input " + input + ": " + e.getMessage(), e);
    }
  }

  /**
   * Entries as frames have them.
   *
   * @throws SkipException if they are none
   */
  static List<Entry<Json, Json>> entries(Json told) {
    if (!(told instanceof JsonArray all)) {
      throw new SkipException("expected a list of [key, [value, ...]], found " + shown(told));
    }
    List<Entry<Json, Json>> entries = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (!(all.get(i) instanceof JsonArray pair)
          || pair.size() != 2
          || !(pair.get(1) instanceof JsonArray values)) {
        throw new SkipException(
            "entry %d: expected [key, [value, ...]], found %s".formatted(i, shown(all.get(i))));
      }
      entries.add(new Entry<>(pair.get(0), List.copyOf(values.elements())));
    }
    return entries;
  }

  private static String shown(Json value) {
    String text = value.toString();
    return text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "…" : text;
  }

  /** What the inputs begin with. */
  InitialData initialData() {
    InitialData data = InitialData.empty();
    for (Map.Entry<String, Input> each : inputs.entrySet()) {
      data = data.with(each.getKey(), each.getValue().initial());
    }
    return data;
  }
}
