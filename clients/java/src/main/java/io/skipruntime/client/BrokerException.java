package io.skipruntime.client;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonString;
import io.skipruntime.json.JsonSyntaxException;
import java.util.Map;

/** A service refused a request, or answered what no Skip service does. */
public final class BrokerException extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final JsonObject NOTHING = JsonObject.of(Map.of());

  private final int status;
  private final transient JsonObject problem;
  private final long retryAfterMillis;

  private BrokerException(int status, JsonObject problem, long retryAfterMillis) {
    super(status + text(problem, " ", "type") + text(problem, ": ", "detail"));
    this.status = status;
    this.problem = problem;
    this.retryAfterMillis = retryAfterMillis;
  }

  /** What an answer says that is no success. */
  static BrokerException of(int status, String body) {
    return of(status, body, 0);
  }

  /**
   * What an answer says that is no success.
   *
   * @param retryAfterMillis for how long it asks not to be sent another; 0 if it does not
   */
  static BrokerException of(int status, String body, long retryAfterMillis) {
    return new BrokerException(status, problem(body), retryAfterMillis);
  }

  /** A success that is not what was asked for. */
  static BrokerException unexpected(int status, String detail) {
    Map<String, Json> problem =
        Map.of("type", Json.of("unexpected-answer"), "detail", JsonString.wellFormed(detail));
    return new BrokerException(status, JsonObject.of(problem), 0);
  }

  private static JsonObject problem(String body) {
    try {
      return Json.parse(body) instanceof JsonObject problem ? problem : NOTHING;
    } catch (JsonSyntaxException e) {
      return NOTHING;
    }
  }

  private static String text(JsonObject problem, String before, String member) {
    return problem.find(member).orElse(Json.NULL) instanceof JsonString text
        ? before + text.value()
        : "";
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The name of the kind of problem, such as {@code unknown-resource}; empty if it is unknown. */
  public String type() {
    return text(problem, "", "type");
  }

  /** What is wrong, for people; empty if it is unknown. */
  public String detail() {
    return text(problem, "", "detail");
  }

  /** All that the service said, as a problem document (RFC 9457). */
  public JsonObject problem() {
    return problem;
  }

  /** For how long the service asks not to be sent the request again; 0 if it does not say. */
  public long retryAfterMillis() {
    return retryAfterMillis;
  }
}
