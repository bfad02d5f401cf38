package io.skipruntime.kafka;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A receiver of webhooks that keeps the entries, and is killed and started again with what it had.
 * The numbers of a key grow, so that it notes if a key goes back. Thread-safe.
 */
final class HookTarget implements AutoCloseable {

  private final TreeMap<String, Long> rows = new TreeMap<>();
  private final Map<String, Long> greatest = new HashMap<>();
  private final List<String> mistakes = new ArrayList<>();
  private HttpServer server;
  private final int port;
  private boolean losesAnswer;

  HookTarget() throws IOException {
    server = listen(0);
    port = server.getAddress().getPort();
  }

  private HttpServer listen(int at) throws IOException {
    HttpServer started =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
    started.createContext("/", this::receive);
    started.start();
    return started;
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + port + "/");
  }

  /** Ends in the middle of things: what the next request has is kept, and not answered. */
  void kill() {
    synchronized (this) {
      losesAnswer = true;
    }
    server.stop(0);
  }

  void start() throws IOException {
    server = listen(port);
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonObject body = Json.parse(exchange.getRequestBody().readAllBytes()).asObject();
      if (take(body)) {
        exchange.sendResponseHeaders(204, -1);
      }
    }
  }

  /** Whether the request is answered. */
  private synchronized boolean take(JsonObject body) {
    if (body.has("reset")) {
      rows.clear();
    }
    for (Json each : body.get("entries").asArray().elements()) {
      String key = each.asArray().get(0).asString();
      JsonArray values = each.asArray().get(1).asArray();
      if (values.size() == 0) {
        rows.remove(key);
      } else {
        put(key, values.get(0).asLong());
      }
    }
    boolean isAnswered = !losesAnswer;
    losesAnswer = false;
    return isAnswered;
  }

  private void put(String key, long number) {
    if (number < greatest.getOrDefault(key, -1L)) {
      mistakes.add("%s went back from %d to %d".formatted(key, greatest.get(key), number));
    }
    greatest.merge(key, number, Math::max);
    rows.put(key, number);
  }

  /** The rows, as {@link Fold#rows} has them. */
  synchronized String rows() {
    return rows.entrySet().stream()
        .map(row -> "\"" + row.getKey() + "\"=" + row.getValue())
        .collect(Collectors.joining(" "));
  }

  synchronized List<String> mistakes() {
    return List.copyOf(mistakes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
