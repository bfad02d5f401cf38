package io.skipruntime.examples.groups;

import com.sun.net.httpserver.HttpExchange;
import io.skipruntime.examples.page.PageFiles;
import io.skipruntime.json.Json;
import java.io.IOException;
import java.util.Map;

/**
 * The files of a web page that follows the groups service by itself, with the JavaScript client
 * that is in {@code clients/js}. Writes it leaves to {@link GroupsWeb}, since the service's control
 * is not for web pages.
 *
 * @param streaming the service's address for subscribers, which the page connects to
 */
record GroupsPage(String streaming) {

  /** Answers a request for a file of the page; false if there is none at that path. */
  boolean answers(HttpExchange exchange) throws IOException {
    boolean isSettings = exchange.getRequestURI().getPath().equals("/settings.json");
    if (!isSettings || !exchange.getRequestMethod().equals("GET")) {
      return new PageFiles(GroupsPage.class, streaming).answers(exchange);
    }
    byte[] settings = Json.object(Map.of("streaming", Json.of(streaming))).toUtf8();
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange.getResponseHeaders().set("Cache-Control", "no-cache");
    exchange.sendResponseHeaders(200, settings.length);
    exchange.getResponseBody().write(settings);
    return true;
  }
}
