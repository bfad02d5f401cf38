package io.skipruntime.server;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets web pages of some origins read streams (the Fetch standard's CORS protocol). There is
 * nothing that a browser adds by itself to prove who its user is, so credentials are not allowed
 * for.
 *
 * @param origins the origins, as {@link #origin} has them
 */
record CrossOrigin(Set<String> origins) {

  /** Allows nobody. */
  static final CrossOrigin NONE = new CrossOrigin(Set.of());

  /**
   * An origin the way browsers write it: in lower case, without the usual port.
   *
   * @throws IllegalArgumentException if the text is not an origin
   */
  static String origin(String text) {
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      int usualPort =
          switch (scheme) {
            case "http" -> 80;
            case "https" -> 443;
            default -> -1;
          };
      String written = uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
      boolean onlyOrigin = text.equalsIgnoreCase(scheme + "://" + written);
      if (uri.getHost() != null && usualPort > 0 && onlyOrigin) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        boolean usual = uri.getPort() < 0 || uri.getPort() == usualPort;
        return scheme + "://" + host + (usual ? "" : ":" + uri.getPort());
      }
    } catch (URISyntaxException e) {
      throw notOrigin(text, e);
    }
    throw notOrigin(text, null);
  }

  private static IllegalArgumentException notOrigin(String text, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "an origin is like https://app.example.org or http://localhost:3000, without a path and"
            + " without *, not \""
            + text
            + '"',
        cause);
  }

  /** Sets the headers of an answer, if the request comes from one of the origins. */
  void apply(HttpServerRequest request) {
    if (origins.isEmpty()) {
      return;
    }
    HttpServerResponse response = request.response();
    response.putHeader("Vary", "Origin");
    if (isAllowed(request)) {
      response.putHeader("Access-Control-Allow-Origin", request.getHeader("Origin"));
      response.putHeader("Access-Control-Expose-Headers", "Retry-After, WWW-Authenticate");
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
        .with("Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers")
        .with("Access-Control-Allow-Methods", "GET, POST")
        .with(
            "Access-Control-Allow-Headers",
            "Authorization, Cache-Control, Content-Type, Last-Event-ID, Skip-Stream-Token")
        .with("Access-Control-Max-Age", "600");
  }

  private boolean isAllowed(HttpServerRequest request) {
    String origin = request.getHeader("Origin");
    return origin != null && origins.contains(origin);
  }
}
