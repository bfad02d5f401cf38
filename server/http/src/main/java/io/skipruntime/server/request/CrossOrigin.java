package io.skipruntime.server.request;

import io.skipruntime.server.host.ServerRequest;
import io.skipruntime.server.host.ServerResponse;
import io.skipruntime.server.options.Origin;
import io.skipruntime.server.problem.Answer;
import java.util.Set;

/**
 * The permission for web pages of some origins to read streams and run commands (the Fetch
 * standard's CORS protocol). There is nothing that a browser adds by itself to prove who its user
 * is, so credentials are not allowed for.
 *
 * @param origins the origins, as {@link Origin#written} has them
 */
public record CrossOrigin(Set<String> origins) {

  /** The permission for no origin. */
  public static final CrossOrigin NONE = new CrossOrigin(Set.of());

  /** Sets the headers of an answer, if the request comes from one of the origins. */
  public void apply(ServerRequest request) {
    if (origins.isEmpty()) {
      return;
    }
    ServerResponse response = request.response();
    response.header("Vary", "Origin");
    String origin = request.headers().first("Origin");
    if (origin != null && origins.contains(origin)) {
      response.header("Access-Control-Allow-Origin", origin);
      response.header(
          "Access-Control-Expose-Headers", "Retry-After, Skip-Watermark, WWW-Authenticate");
    }
  }

  /** Whether a browser asks before it sends a request that the page may send. */
  public boolean isPreflight(ServerRequest request) {
    return request.method().equals("OPTIONS")
        && request.headers().first("Access-Control-Request-Method") != null
        && isFromOneOf(request);
  }

  /** Says yes to a browser that asks. */
  public Answer preflightAnswer() {
    return Answer.empty(204)
        .with("Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers")
        .with("Access-Control-Allow-Methods", "GET, POST")
        .with(
            "Access-Control-Allow-Headers",
            "Authorization, Cache-Control, Content-Type, Idempotency-Key, Last-Event-ID,"
                + " Skip-Heartbeat-Seconds,"
                + " Skip-Stream-Token")
        .with("Access-Control-Max-Age", "600");
  }

  private boolean isFromOneOf(ServerRequest request) {
    String origin = request.headers().first("Origin");
    return origin != null && origins.contains(origin);
  }
}
