package starter;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The page that shows the service in a browser: the files below {@code page} on the class path. The
 * page is of another origin than the streams that it follows, which the service has to allow.
 */
final class Page {

  private static final String USUAL_PORT = "8082";

  /** What the page says in place of the port at which it finds the streams. */
  private static final String STREAMING_PORT = "8080";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml");

  private final int port;
  private final ServerOptions options;

  private Page(int port, ServerOptions options) {
    this.port = port;
    this.options = options;
  }

  /**
   * Serves the page until the process ends, at the streaming listener's host and the port {@code
   * PAGE_PORT} of the environment.
   *
   * @param options those of the service, whose streams the page follows
   */
  static Page serve(ServerOptions options) throws IOException {
    int port = Integer.parseInt(System.getenv().getOrDefault("PAGE_PORT", USUAL_PORT));
    HttpServer server = HttpServer.create(new InetSocketAddress(options.streamingHost(), port), 0);
    Page page = new Page(server.getAddress().getPort(), options);
    server.createContext("/", page::answer);
    server.start();
    return page;
  }

  String address() {
    return "http://127.0.0.1:" + port;
  }

  /**
   * The origins whose pages may follow the service: those of this page, and those of the options.
   */
  Set<String> origins() {
    Set<String> origins = new HashSet<>(options.corsOrigins());
    origins.add(address());
    origins.add("http://localhost:" + port);
    return origins;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String name = path.equals("/") ? "/index.html" : path;
      String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
      InputStream file = Page.class.getResourceAsStream("page" + name);
      if (type == null || file == null || name.contains("..")) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      byte[] content = name.equals("/index.html") ? withPort(file) : file.readAllBytes();
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(content);
    }
  }

  private byte[] withPort(InputStream page) throws IOException {
    return new String(page.readAllBytes(), StandardCharsets.UTF_8)
        .replace(
            "content=\"" + STREAMING_PORT + "\"", "content=\"" + options.streamingPort() + "\"")
        .getBytes(StandardCharsets.UTF_8);
  }
}
