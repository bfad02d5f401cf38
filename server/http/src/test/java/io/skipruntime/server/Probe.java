package io.skipruntime.server;

import java.util.List;

/**
 * A request.
 *
 * @param template the path of the operation it is for
 * @param path what is requested
 */
record Probe(String method, String template, String path, String body, List<String> headers) {

  static Probe of(String method, String template, String path, String body, String... headers) {
    return new Probe(method, template, path, body, List.of(headers));
  }
}
