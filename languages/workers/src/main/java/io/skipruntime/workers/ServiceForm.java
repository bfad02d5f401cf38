package io.skipruntime.workers;

import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The form of a service as its program describes it: names, and what the inputs begin with.
 *
 * @param name what messages call the service
 * @param inputs the entries that each input begins with, by name
 * @param resources the names of the resources
 * @param externals the names of the external services that run in the worker
 * @param listens whether the service is put on the network
 * @param controlPort the port that the program wishes
 * @param streamingPort likewise
 */
record ServiceForm(
    String name,
    Map<String, List<Entry<?, ?>>> inputs,
    List<String> resources,
    List<String> externals,
    boolean listens,
    OptionalInt controlPort,
    OptionalInt streamingPort) {

  /** The form that a frame tells of. */
  static ServiceForm read(JsonObject description) {
    Map<String, List<Entry<?, ?>>> inputs = new LinkedHashMap<>();
    JsonObject told = description.get("inputs").asObject();
    for (String name : told.names()) {
      inputs.put(
          name,
          List.copyOf(
              told.get(name)
                  .asObject()
                  .find("initial")
                  .map(ServiceForm::entries)
                  .orElse(List.of())));
    }
    JsonObject options =
        description.find("options").orElseGet(() -> Json.object(Map.of())).asObject();
    return new ServiceForm(
        description.get("name").asString(),
        inputs,
        description.get("resources").asObject().names(),
        description.get("externals").asArray().elements().stream().map(Json::asString).toList(),
        description.find("listen").map(Json::asBoolean).orElse(false),
        port(options, "control"),
        port(options, "streaming"));
  }

  private static OptionalInt port(JsonObject options, String name) {
    return options.find(name).stream().mapToInt(port -> (int) port.asLong()).findAny();
  }

  /** Entries as frames have them. */
  static List<Entry<Json, Json>> entries(Json told) {
    List<Entry<Json, Json>> entries = new ArrayList<>();
    for (Json each : told.asArray().elements()) {
      JsonArray pair = each.asArray();
      entries.add(new Entry<>(pair.get(0), List.copyOf(pair.get(1).asArray().elements())));
    }
    return entries;
  }

  /** What the inputs begin with. */
  InitialData initialData() {
    InitialData data = InitialData.empty();
    for (Map.Entry<String, List<Entry<?, ?>>> each : inputs.entrySet()) {
      data = data.with(each.getKey(), each.getValue());
    }
    return data;
  }
}
