package io.skipruntime.server.route;

import io.skipruntime.engine.spi.NodeId;
import io.skipruntime.json.Json;
import io.skipruntime.server.problem.Answer;
import java.util.Collection;
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
}
