package io.skipruntime.orders;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.skipruntime.examples.page.PageFiles;
import io.skipruntime.json.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The web application: the page, and where the page finds the service. */
final class OrdersWeb implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile String streaming = "";

  private OrdersWeb(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  /** Binds the application to an address, so that the service can be told its origin. */
  static OrdersWeb bind(String host, int port) throws IOException {
    return new OrdersWeb(HttpServer.create(new InetSocketAddress(host, port), 0));
  }

  /**
   * Starts the application.
   *
   * @param address the service's address for browsers
   */
  void start(String address) {
    streaming = address;
    server.start();
  }

  /** The port that the application listens at. */
  int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (!exchange.getRequestMethod().equals("GET")) {
        send(exchange, 405, "text/plain", text("only GET"));
      } else if (path.equals("/service")) {
        Json where = Json.object(Map.of("streaming", Json.of(streaming)));
        send(exchange, 200, "application/json", where.toUtf8());
      } else if (!new PageFiles(OrdersWeb.class, streaming).answers(exchange)) {
        send(exchange, 404, "text/plain", text("no such page"));
      }
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type);
    headers.set("Cache-Control", "no-cache");
    headers.set("X-Content-Type-Options", "nosniff");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  /** Stops listening; requests that are being answered are broken off. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
