package io.skipruntime.server.route;

import io.skipruntime.server.problem.ProblemDocument;
import io.skipruntime.server.problem.RefusedException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The routes of a listener.
 *
 * @param routes all of them; the first that matches counts
 */
public record Router(List<Route> routes) {

  /** Copies the list. */
  public Router {
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
    for (Route route : routes) {
      if (route.method().equals(method) && route.matches(segments)) {
        return new Match(route, route.parts(segments));
      }
    }
    throw none(segments);
  }

  private RefusedException none(List<String> segments) {
    TreeSet<String> allowed = new TreeSet<>();
    for (Route route : routes) {
      if (route.matches(segments)) {
        allowed.add(route.method());
      }
    }
    if (allowed.isEmpty()) {
      return new RefusedException(404, "not-found", "there is nothing at this path");
    }
    String methods = String.join(", ", allowed);
    return new RefusedException(
        ProblemDocument.of(405, "method-not-allowed", "this path takes " + methods),
        Map.of("Allow", methods));
  }

  private static List<String> decode(String path) {
    List<String> segments = new ArrayList<>();
    int start = 0;
    for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', start)) {
      segments.add(decodeSegment(path.substring(start, end)));
      start = end + 1;
    }
    segments.add(decodeSegment(path.substring(start)));
    return segments;
  }

  private static String decodeSegment(String segment) {
    if (segment.indexOf('%') < 0) {
      return segment;
    }
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          400,
          "malformed-request",
          "the path has a percent sign that two hex digits do not follow");
    }
  }
}
