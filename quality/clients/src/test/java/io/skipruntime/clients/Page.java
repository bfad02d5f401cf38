package io.skipruntime.clients;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A web page at an origin of its own, with the client's scripts below {@code /skip-client/}. */
final class Page implements AutoCloseable {

  private static final String SCRIPTS = "/skip-client/";

  private final HttpServer server;
  private volatile String script = "";

  /** A page without a script as yet. */
  Page() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /** The origin that browsers take it to be from, which is its address. */
  String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Runs a script, which is a module, where the page is shown from now on. */
  void run(String module) {
    script = module;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      boolean isScript = path.startsWith(SCRIPTS);
      byte[] body =
          isScript
              ? Files.readAllBytes(dist().resolve(path.substring(SCRIPTS.length())))
              : "<!doctype html><meta charset=utf-8><script type=module>%s</script>"
                  .formatted(script)
                  .getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", isScript ? "text/javascript" : "text/html");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static Path dist() {
    return NpmPackage.DIRECTORY.resolve("dist");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
