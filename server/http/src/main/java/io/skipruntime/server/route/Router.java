package io.skipruntime.server.route;

import io.skipruntime.server.problem.ProblemDocument;
import io.skipruntime.server.problem.RefusedException;
import io.skipruntime.server.request.AddressText;
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
      if (route.takes(method) && route.matches(segments)) {
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
        if (route.takes("HEAD")) {
          allowed.add("HEAD");
        }
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
      segments.add(AddressText.segment(path.substring(start, end)));
      start = end + 1;
    }
    segments.add(AddressText.segment(path.substring(start)));
    return segments;
  }
}
