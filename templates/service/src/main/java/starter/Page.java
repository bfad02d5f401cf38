package starter;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The page that follows the service in a browser, with nothing but an EventSource. */
final class Page {

  private Page() {}

  /**
   * Serves the page until the process ends.
   *
   * @param streaming the address that the page connects to
   * @return the page's address
   */
  static String serve(int port, String streaming) throws IOException {
    byte[] html = html(streaming);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/", exchange -> answer(exchange, html));
    server.start();
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private static byte[] html(String streaming) throws IOException {
    try (InputStream page = Page.class.getResourceAsStream("page.html")) {
      String text = new String(Objects.requireNonNull(page).readAllBytes(), StandardCharsets.UTF_8);
      return text.replace("${streaming}", streaming).getBytes(StandardCharsets.UTF_8);
    }
  }

  private static void answer(HttpExchange exchange, byte[] html) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
      exchange.sendResponseHeaders(200, html.length);
      exchange.getResponseBody().write(html);
    }
  }
}
