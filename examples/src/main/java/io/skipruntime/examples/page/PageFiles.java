package io.skipruntime.examples.page;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of an example's web page, with the JavaScript client of {@code clients/js}.
 *
 * @param owner a class beside which the files are, in the directory {@code page}
 * @param streaming the service's address for subscribers, which the page may connect to; empty if
 *     that is the page's own
 */
public record PageFiles(Class<?> owner, String streaming) {

  private static final String DIRECTORY = "page/";
  private static final String CLIENT = "/io/skipruntime/examples/groups/page/";

  /** Names without anything that leads out of the directory. */
  private static final Pattern FILE = Pattern.compile("(skip-client/)?[a-z-]+\\.([a-z]+)");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  /** Answers a request for a file of the page; false if there is none at that path. */
  public boolean answers(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring(1);
    String name = path.isEmpty() ? "index.html" : path;
    Matcher file = FILE.matcher(name);
    if (!exchange.getRequestMethod().equals("GET") || !file.matches()) {
      return false;
    }
    String place = (file.group(1) == null ? DIRECTORY : CLIENT) + name;
    try (InputStream content = owner.getResourceAsStream(place)) {
      if (content == null) {
        return false;
      }
      send(exchange, file.group(2), content.readAllBytes());
      return true;
    }
  }

  private void send(HttpExchange exchange, String extension, byte[] content) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", TYPES.getOrDefault(extension, "application/octet-stream"));
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Cache-Control", "no-cache");
    headers.set(
        "Content-Security-Policy",
        ("default-src 'self'; frame-ancestors 'none'; connect-src 'self' " + streaming).strip());
    exchange.sendResponseHeaders(200, content.length);
    exchange.getResponseBody().write(content);
  }
}
