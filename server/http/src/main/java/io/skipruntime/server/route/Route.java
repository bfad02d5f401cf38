package io.skipruntime.server.route;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A method and a path of the protocol, and what answers it.
 *
 * @param method the HTTP method
 * @param template the path; a segment in braces stands for any segment that is not empty
 * @param handler what answers
 * @param segments those of the template
 */
public record Route(String method, String template, Handler handler, List<String> segments) {

  /** A route that is answered on the event loop. */
  static Route immediate(String method, String template, Handler.Immediate handler) {
    return of(method, template, handler);
  }

  /** A route that is answered with the help of the service. */
  static Route blocking(String method, String template, Handler.Blocking handler) {
    return of(method, template, handler);
  }

  /** A route that is answered with an event stream. */
  static Route streaming(String template, Handler.Streaming handler) {
    return of("GET", template, handler);
  }

  private static Route of(String method, String template, Handler handler) {
    return new Route(method, template, handler, List.of(template.split("/", -1)));
  }

  /** Whether a path of the given segments is this route's. */
  boolean matches(List<String> path) {
    if (path.size() != segments.size()) {
      return false;
    }
    for (int i = 0; i < path.size(); i++) {
      boolean isRight =
          isOpen(segments.get(i)) ? !path.get(i).isEmpty() : segments.get(i).equals(path.get(i));
      if (!isRight) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOpen(String segment) {
    return segment.startsWith("{");
  }

  /** What the braces stand for in a path that {@link #matches}. */
  Map<String, String> parts(List<String> path) {
    Map<String, String> parts = Map.of();
    for (int i = 0; i < path.size(); i++) {
      String segment = segments.get(i);
      if (isOpen(segment)) {
        parts = with(parts, segment.substring(1, segment.length() - 1), path.get(i));
      }
    }
    return parts;
  }

  private static Map<String, String> with(Map<String, String> parts, String name, String part) {
    if (parts.isEmpty()) {
      return Map.of(name, part);
    }
    Map<String, String> all = new HashMap<>(parts);
    all.put(name, part);
    return all;
  }

  @Override
  public String toString() {
    return method + " " + template;
  }
}
