package io.skipruntime.server.route;

import io.skipruntime.server.problem.Answer;
import io.skipruntime.server.request.Call;
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

  /** A route as {@link #blocking}, whose answer may come later than its thread is needed. */
  static Route deferring(String method, String template, Handler.Deferring handler) {
    return of(method, template, handler);
  }

  /**
   * A route as {@link #blocking}, whose work may be long and is given up when its client is gone:
   * the handler asks {@link Call#isAbandoned}.
   */
  static Route abandonable(String method, String template, Handler.Blocking handler) {
    return of(
        method,
        template,
        new Handler.Blocking() {
          @Override
          public Answer answer(Call call) {
            return handler.answer(call);
          }

          @Override
          public boolean endsWithItsClient() {
            return true;
          }
        });
  }

  /** A route that is answered with an event stream. */
  static Route streaming(String template, Handler.Streaming handler) {
    return of("GET", template, handler);
  }

  /** A route whose body says what is to be followed, answered with an event stream. */
  static Route streamingOfBody(String template, Handler.Streaming handler) {
    return of("POST", template, handler);
  }

  private static Route of(String method, String template, Handler handler) {
    return new Route(method, template, handler, List.of(template.split("/", -1)));
  }

  /**
   * Whether it answers requests of a method: its own, and HEAD where that is GET, for which the
   * body is left out (RFC 9110, 9.3.2); an event stream, which has no end, has no answer without a
   * body.
   */
  boolean takes(String asked) {
    return asked.equals(method)
        || (asked.equals("HEAD")
            && method.equals("GET")
            && !(handler instanceof Handler.Streaming));
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
