package io.skipruntime.examples.enrich;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A stand-in for a model behind an API: {@code POST /describe} with a product. {@code PUT /outage}
 * lets it answer that it is busy until {@code DELETE /outage}. It refuses products without a name.
 */
final class DescriptionApi implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger busyCalls = new AtomicInteger();
  private volatile boolean isBusy;

  private DescriptionApi(HttpServer server) {
    this.server = server;
  }

  /**
   * Starts at any free port of this machine.
   *
   * @throws IOException if there is none
   */
  static DescriptionApi start() throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    DescriptionApi api = new DescriptionApi(HttpServer.create(address, 0));
    api.server.setExecutor(api.threads);
    api.server.createContext("/describe", api::describe);
    api.server.createContext("/outage", api::outage);
    api.server.start();
    return api;
  }

  /** Where it is. */
  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** How many descriptions it was asked for. */
  int calls() {
    return calls.get();
  }

  /** Lets it answer that it is busy to so many calls. */
  void refuse(int count) {
    busyCalls.set(count);
  }

  private void describe(HttpExchange exchange) throws IOException {
    calls.incrementAndGet();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    JsonObject product = Json.parse(body).asObject();
    String name = product.get("name").asString();
    if (isBusy || busyCalls.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      answer(exchange, 503, "");
    } else if (name.isEmpty()) {
      answer(exchange, 422, "");
    } else {
      String material = product.get("material").asString();
      Json description =
          Json.object(
              Map.of(
                  "text", Json.of("A " + name + " of " + material + "."),
                  "tag", Json.of(material)));
      answer(exchange, 200, description.toString());
    }
  }

  private void outage(HttpExchange exchange) throws IOException {
    isBusy = exchange.getRequestMethod().equals("PUT");
    answer(exchange, 204, "");
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    try (exchange) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
