package io.skipruntime.examples.groups;

import com.sun.net.httpserver.HttpExchange;
import io.skipruntime.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of a web page that follows the groups service by itself, with the JavaScript client
 * that is in {@code clients/js}. Writes it leaves to {@link GroupsWeb}, since the service's control
 * is not for web pages.
 *
 * @param streaming the service's address for subscribers, which the page connects to
 */
record GroupsPage(String streaming) {

  private static final String DIRECTORY = "page/";

  /** Names without anything that leads out of the directory. */
  private static final Pattern FILE = Pattern.compile("(?:skip-client/)?[a-z-]+\\.([a-z]+)");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "json", "application/json");

  /** Answers a request for a file of the page; false if there is none at that path. */
  boolean answers(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring(1);
    String name = path.isEmpty() ? "index.html" : path;
    Matcher file = FILE.matcher(name);
    if (!exchange.getRequestMethod().equals("GET") || !file.matches()) {
      return false;
    }
    if (name.equals("settings.json")) {
      Json settings = Json.object(Map.of("streaming", Json.of(streaming)));
      send(exchange, "json", settings.toString().getBytes(StandardCharsets.UTF_8));
      return true;
    }
    try (InputStream content = GroupsPage.class.getResourceAsStream(DIRECTORY + name)) {
      if (content == null) {
        return false;
      }
      send(exchange, file.group(1), content.readAllBytes());
      return true;
    }
  }

  private void send(HttpExchange exchange, String extension, byte[] content) throws IOException {
    exchange
        .getResponseHeaders()
        .set("Content-Type", TYPES.getOrDefault(extension, "application/octet-stream"));
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange.getResponseHeaders().set("Cache-Control", "no-cache");
    exchange
        .getResponseHeaders()
        .set("Content-Security-Policy", "default-src 'self'; connect-src 'self' " + streaming);
    exchange.sendResponseHeaders(200, content.length);
    exchange.getResponseBody().write(content);
  }
}
