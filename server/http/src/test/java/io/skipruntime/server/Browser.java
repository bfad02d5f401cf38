package io.skipruntime.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real browser without a window, which shows a page of ours that reports what it sees. */
final class Browser implements AutoCloseable {

  private static final long TIMEOUT_SECONDS = 60;

  private final HttpServer pages;
  private final BlockingQueue<JsonObject> reports = new LinkedBlockingQueue<>();
  private Optional<Process> process = Optional.empty();
  private String page = "";

  Browser() {
    try {
      pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    pages.createContext("/", exchange -> answer(exchange, page));
    pages.createContext(
        "/report",
        exchange -> {
          reports.add(Json.parse(exchange.getRequestBody().readAllBytes()).asObject());
          answer(exchange, "");
        });
    pages.start();
  }

  private static void answer(HttpExchange exchange, String html) throws IOException {
    byte[] body = html.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/html");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** The program, if there is one. */
  static Optional<Path> executable() {
    return Executables.find("chromium", "chromium-browser", "google-chrome", "chrome");
  }

  /** What the page is from, as the browser says in {@code Origin}. */
  String origin() {
    return "http://127.0.0.1:" + pages.getAddress().getPort();
  }

  /** Shows a page; its scripts POST JSON objects to {@code /report}. */
  void show(String html, Path profile) throws IOException {
    page = html;
    List<String> command =
        List.of(
            executable().orElseThrow().toString(),
            "--headless",
            "--no-sandbox", // it is root in containers, and shows nothing but this page
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--user-data-dir=" + profile,
            origin() + "/");
    process =
        Optional.of(
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("output").toFile())
                .start());
  }

  /** The next report. */
  JsonObject report() throws InterruptedException {
    JsonObject report = reports.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    if (report == null) {
      throw new AssertionError("the page has reported nothing for " + TIMEOUT_SECONDS + " s");
    }
    return report;
  }

  @Override
  public void close() {
    process.ifPresent(started -> {
      List<ProcessHandle> all =
          Stream.concat(Stream.of(started.toHandle()), started.descendants()).toList();
      all.forEach(ProcessHandle::destroyForcibly);
      all.forEach(each -> each.onExit().orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join());
    });
    pages.stop(0);
  }
}
