package io.skipruntime.server;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A method and a path of the protocol, and what answers it.
 *
 * @param method the HTTP method
 * @param template the path; a segment in braces stands for any segment that is not empty
 * @param handler what answers
 */
record Route(String method, String template, Handler handler) {

  /** A route that is answered on the event loop. */
  static Route immediate(String method, String template, Handler.Immediate handler) {
    return new Route(method, template, handler);
  }

  /** A route that is answered with the help of the service. */
  static Route blocking(String method, String template, Handler.Blocking handler) {
    return new Route(method, template, handler);
  }

  /** A route that is answered with an event stream. */
  static Route streaming(String template, Handler.Streaming handler) {
    return new Route("GET", template, handler);
  }

  /** What the braces stand for in a path of the given segments; empty if it is not this route's. */
  Optional<Map<String, String>> match(List<String> segments) {
    String[] expected = template.split("/", -1);
    if (expected.length != segments.size()) {
      return Optional.empty();
    }
    Map<String, String> path = new HashMap<>();
    for (int i = 0; i < expected.length; i++) {
      String segment = segments.get(i);
      if (expected[i].startsWith("{") && !segment.isEmpty()) {
        path.put(expected[i].substring(1, expected[i].length() - 1), segment);
      } else if (!expected[i].equals(segment)) {
        return Optional.empty();
      }
    }
    return Optional.of(path);
  }

  @Override
  public String toString() {
    return method + " " + template;
  }
}
