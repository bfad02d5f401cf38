package io.skipruntime.server.route;

import io.skipruntime.engine.spi.FunctionPlace;
import io.skipruntime.engine.spi.NodeId;
import io.skipruntime.json.Json;
import io.skipruntime.server.problem.Answer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The JSON that all answers below {@code /v1/inspect} have in common. */
final class InspectJson {

  private InspectJson() {}

  /** An answer that no cache keeps. */
  static Answer answer(Json body) {
    return Answer.json(200, body.toUtf8()).with("Cache-Control", "no-store");
  }

  /** The identity of a node: {@code id} is unique in the graph, {@code name} is for people. */
  static Json node(NodeId node) {
    return Json.object(Map.of("id", Json.of(node.fingerprint()), "name", Json.of(node.name())));
  }

  /** Keys or values. */
  static Json array(Collection<?> values) {
    return Json.array(values.stream().map(Json::from).toList());
  }

  /** The place of a function. */
  static Json function(FunctionPlace place) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("class", Json.of(place.type()));
    members.put("method", Json.of(place.method()));
    if (place.line() > 0) {
      members.put("line", Json.of(place.line()));
    }
    return Json.object(members);
  }
}
