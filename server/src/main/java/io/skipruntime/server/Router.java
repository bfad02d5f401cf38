package io.skipruntime.server;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The routes of a listener.
 *
 * @param routes all of them; the first that matches counts
 */
record Router(List<Route> routes) {

  /** Copies the list. */
  Router {
    routes = List.copyOf(routes);
  }

  /**
   * A route and what the braces in its path stand for.
   *
   * @param route the route
   * @param path the parts of the path by name
   */
  record Match(Route route, Map<String, String> path) {}

  /**
   * The route of a request.
   *
   * @param path the path as it was sent, percent-encoded
   * @throws RefusedException if there is none
   */
  Match match(String method, String path) {
    List<String> segments = decode(path);
    TreeSet<String> allowed = new TreeSet<>();
    for (Route route : routes) {
      Optional<Map<String, String>> parts = route.match(segments);
      if (parts.isPresent() && route.method().equals(method)) {
        return new Match(route, parts.get());
      }
      parts.ifPresent(matched -> allowed.add(route.method()));
    }
    if (allowed.isEmpty()) {
      throw new RefusedException(404, "not-found", "there is nothing at this path");
    }
    String methods = String.join(", ", allowed);
    throw new RefusedException(
        ProblemDocument.of(405, "method-not-allowed", "this path takes " + methods),
        Map.of("Allow", methods));
  }

  private static List<String> decode(String path) {
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      try {
        segments.add(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
      } catch (IllegalArgumentException e) {
        throw new RefusedException(
            400,
            "malformed-request",
            "the path has a percent sign that two hex digits do not follow");
      }
    }
    return segments;
  }
}
