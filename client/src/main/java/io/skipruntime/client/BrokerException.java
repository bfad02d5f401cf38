package io.skipruntime.client;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonSyntaxException;
import java.util.Map;

/** A service refused a request. */
public final class BrokerException extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final JsonObject NOTHING = JsonObject.of(Map.of());

  private final int status;
  private final transient JsonObject problem;

  private BrokerException(int status, JsonObject problem) {
    super(
        status
            + problem.find("type").map(type -> " " + type.asString()).orElse("")
            + problem.find("detail").map(detail -> ": " + detail.asString()).orElse(""));
    this.status = status;
    this.problem = problem;
  }

  /** What an answer says that is no success. */
  static BrokerException of(int status, String body) {
    return new BrokerException(status, problem(body));
  }

  private static JsonObject problem(String body) {
    try {
      return Json.parse(body) instanceof JsonObject problem ? problem : NOTHING;
    } catch (JsonSyntaxException e) {
      return NOTHING;
    }
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The name of the kind of problem, such as {@code unknown-resource}; empty if it is unknown. */
  public String type() {
    return problem.find("type").map(Json::asString).orElse("");
  }

  /** What is wrong, for people; empty if it is unknown. */
  public String detail() {
    return problem.find("detail").map(Json::asString).orElse("");
  }

  /** All that the service said, as a problem document (RFC 9457). */
  public JsonObject problem() {
    return problem;
  }
}
