package io.skipruntime.server;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Set;

/**
 * Lets web pages of some origins read streams (the Fetch standard's CORS protocol).
 *
 * @param origins the origins
 */
record CrossOrigin(Set<String> origins) {

  /** Allows nobody. */
  static final CrossOrigin NONE = new CrossOrigin(Set.of());

  /** Sets the headers of an answer, if the request comes from one of the origins. */
  void apply(HttpServerRequest request) {
    if (origins.isEmpty()) {
      return;
    }
    HttpServerResponse response = request.response();
    response.putHeader("Vary", "Origin");
    if (isAllowed(request)) {
      response.putHeader("Access-Control-Allow-Origin", request.getHeader("Origin"));
    }
  }

  /** Whether a browser asks before it sends a request that the page may send. */
  boolean isPreflight(HttpServerRequest request) {
    return request.method().name().equals("OPTIONS")
        && request.getHeader("Access-Control-Request-Method") != null
        && isAllowed(request);
  }

  /** Says yes to a browser that asks. */
  Answer preflightAnswer() {
    return Answer.empty(204)
        .with("Access-Control-Allow-Methods", "GET")
        .with("Access-Control-Allow-Headers", "Last-Event-ID, Cache-Control")
        .with("Access-Control-Max-Age", "600");
  }

  private boolean isAllowed(HttpServerRequest request) {
    String origin = request.getHeader("Origin");
    return origin != null && origins.contains(origin);
  }
}
