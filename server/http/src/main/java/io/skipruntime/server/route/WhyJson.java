package io.skipruntime.server.route;

import io.skipruntime.engine.Dependents;
import io.skipruntime.engine.Explanation;
import io.skipruntime.engine.Provenance;
import io.skipruntime.engine.RunReason;
import io.skipruntime.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The JSON of explanations; what is not known is left out. */
final class WhyJson {

  private WhyJson() {}

  /** An entry with its reasons, and the entries of inputs that they come down to. */
  static Json explanation(Explanation explanation) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("at", Json.of(explanation.at().toString()));
    members.put("isComplete", Json.of(explanation.isComplete()));
    members.put("entry", entry(explanation.entry()));
    members.put("inputs", Json.array(explanation.inputs().stream().map(WhyJson::input).toList()));
    return Json.object(members);
  }

  private static Json input(Explanation.InputReason input) {
    Map<String, Json> members = members(input.entry());
    input.isRedundant().ifPresent(is -> members.put("isRedundant", Json.of(is)));
    return Json.object(members);
  }

  private static Map<String, Json> members(Provenance entry) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("node", InspectJson.node(entry.node()));
    members.put("kind", Json.of(entry.kind()));
    members.put("key", Json.from(entry.key()));
    members.put("values", InspectJson.array(entry.values()));
    if (entry.tick() > 0) {
      members.put("tick", Json.of(entry.tick()));
    }
    entry.writer().ifPresent(writer -> members.put("writer", writer(writer)));
    return members;
  }

  private static Json writer(Provenance.Writer writer) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("kind", Json.of(writer.kind().name().toLowerCase(Locale.ROOT)));
    if (!writer.name().isEmpty()) {
      members.put("name", Json.of(writer.name()));
    }
    writer.time().ifPresent(time -> members.put("time", Json.of(time.toString())));
    return Json.object(members);
  }

  private static Json entry(Provenance entry) {
    Map<String, Json> members = members(entry);
    entry.function().ifPresent(place -> members.put("function", InspectJson.function(place)));
    members.put("causes", Json.array(entry.causes().stream().map(WhyJson::cause).toList()));
    if (entry.omitted() > 0) {
      members.put("omitted", Json.of(entry.omitted()));
    }
    if (entry.isRepeated()) {
      members.put("isRepeated", Json.of(true));
    }
    return Json.object(members);
  }

  private static Json cause(Provenance.Cause cause) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("role", Json.of(cause.role().name().toLowerCase(Locale.ROOT)));
    members.put("source", Json.from(cause.source()));
    members.put("entry", entry(cause.entry()));
    return Json.object(members);
  }

  /** What depends on an entry. */
  static Json dependents(Dependents dependents) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("node", InspectJson.node(dependents.node()));
    members.put("key", Json.from(dependents.key()));
    members.put("isComplete", Json.of(dependents.isComplete()));
    members.put(
        "nodes", Json.array(dependents.nodes().stream().map(WhyJson::dependentKeys).toList()));
    members.put(
        "instances",
        Json.array(dependents.instances().stream().map(WhyJson::dependentInstance).toList()));
    return Json.object(members);
  }

  private static Json dependentKeys(Dependents.DependentKeys keys) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("node", InspectJson.node(keys.node()));
    members.put("kind", Json.of(keys.kind()));
    members.put("count", Json.of(keys.count()));
    members.put("keys", InspectJson.array(keys.keys()));
    return Json.object(members);
  }

  private static Json dependentInstance(Dependents.DependentInstance instance) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("resource", Json.of(instance.resource()));
    members.put("params", Json.from(instance.params()));
    members.put("count", Json.of(instance.count()));
    members.put("isRebuilt", Json.of(instance.isRebuilt()));
    return Json.object(members);
  }

  /** The entries whose changes made a function run. */
  static Json runReasons(List<RunReason> reasons) {
    return Json.array(
        reasons.stream()
            .map(each -> {
              Map<String, Json> members = new LinkedHashMap<>();
              members.put("node", InspectJson.node(each.node()));
              members.put("kind", Json.of(each.kind()));
              members.put("key", Json.from(each.key()));
              return Json.object(members);
            })
            .toList());
  }
}
