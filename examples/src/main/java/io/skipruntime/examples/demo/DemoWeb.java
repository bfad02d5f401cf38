package io.skipruntime.examples.demo;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.skipruntime.InvalidInputException;
import io.skipruntime.SkipException;
import io.skipruntime.UnknownResourceException;
import io.skipruntime.engine.CommitReport;
import io.skipruntime.engine.Inspector;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.examples.page.PageFiles;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonSyntaxException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The web application of the demo: the page, what runs in the engine as a stream of events, why a
 * value is what it is, and the trials. It is a part of the demo alone; a service has none of it.
 *
 * <ul>
 *   <li>{@code GET /activity} sends the graph and what ran, a few times a second while something
 *       does.
 *   <li>{@code GET /why?resource=…&params=…&key=…} explains an entry.
 *   <li>{@code POST /trials/NAME} makes a trial, and answers when it is over. Pages of other
 *       origins cannot: a request has to be JSON, which they must ask for first.
 * </ul>
 */
final class DemoWeb implements AutoCloseable {

  private static final int MOST_CAUSES = 6;
  private static final int MOST_ENTRIES = 1_000;
  private static final long PAUSE_MILLIS = 100;
  private static final long HEARTBEAT_MILLIS = 10_000;

  private static final Pattern TRIAL = Pattern.compile("/trials/([a-z]+)");

  private final DemoServer server;
  private final Trials trials;
  private final Json settings;
  private final PageFiles files;
  private final Set<String> hosts;
  private final HttpServer http;

  private DemoWeb(DemoServer server, Trials trials, Addresses addresses, HttpServer http) {
    this.server = server;
    this.trials = trials;
    this.settings = addresses.settings();
    this.files = new PageFiles(DemoWeb.class, addresses.cable());
    this.hosts = addresses.hosts();
    this.http = http;
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/", this::handle);
  }

  /**
   * The addresses that the page is told.
   *
   * @param cable where the page follows the service
   * @param streaming the streaming listener itself, for others
   * @param control the control listener
   * @param hosts what browsers may call the application in {@code Host}
   */
  record Addresses(String cable, String streaming, String control, Set<String> hosts) {

    Json settings() {
      return Json.object(
          Map.of(
              "cable", Json.of(cable),
              "streaming", Json.of(streaming),
              "control", Json.of(control),
              "visitor", Json.of(Stock.VISITOR),
              "lots", Json.of(Stock.LOTS.size())));
    }
  }

  /** Starts the application where it is bound to. */
  static DemoWeb start(DemoServer server, Trials trials, Addresses addresses, HttpServer bound) {
    DemoWeb web = new DemoWeb(server, trials, addresses, bound);
    bound.start();
    return web;
  }

  /** The port that the application listens at. */
  int port() {
    return http.getAddress().getPort();
  }

  /** A request that is not answered; the message is for its sender. */
  private static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;

    RefusedException(int status, String message) {
      super(message);
      this.status = status;
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        answer(exchange);
      } catch (RefusedException e) {
        refuse(exchange, e.status, String.valueOf(e.getMessage()));
      } catch (InvalidInputException e) {
        refuse(exchange, 422, String.valueOf(e.getMessage()));
      } catch (IllegalArgumentException | UnknownResourceException e) {
        refuse(exchange, 404, String.valueOf(e.getMessage()));
      } catch (SkipException e) {
        refuse(exchange, 503, String.valueOf(e.getMessage()));
      }
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    requireOwnHost(exchange);
    String path = exchange.getRequestURI().getPath();
    Matcher trial = TRIAL.matcher(path);
    switch (exchange.getRequestMethod() + " " + path) {
      case "GET /settings.json" -> send(exchange, 200, settings);
      case "GET /activity" -> sendActivity(exchange);
      case "GET /why" -> send(exchange, 200, why(parameters(exchange)));
      default -> {
        if (exchange.getRequestMethod().equals("POST") && trial.matches()) {
          makeTrial(trial.group(1), exchange);
        } else if (!files.answers(exchange)) {
          throw new RefusedException(404, "there is no " + path);
        }
      }
    }
  }

  /** Refuses pages whose own name was made to lead here. */
  private void requireOwnHost(HttpExchange exchange) {
    String host = String.valueOf(exchange.getRequestHeaders().getFirst("Host"));
    if (!hosts.contains(host.replaceFirst(":[0-9]+$", ""))) {
      throw new RefusedException(403, "the demo is not called " + host);
    }
  }

  private void makeTrial(String name, HttpExchange exchange) throws IOException {
    String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
    if (!type.startsWith("application/json")) {
      throw new RefusedException(415, "the body of a trial is application/json");
    }
    Json outcome =
        trials
            .make(name)
            .orElseThrow(() -> new RefusedException(409, "another trial goes on; wait for it"));
    send(exchange, 200, outcome);
  }

  private Json why(Map<String, String> parameters) {
    try {
      return ActivityJson.provenance(
          server
              .instance()
              .inspector()
              .why(
                  parameters.getOrDefault("resource", ""),
                  Json.parse(parameters.getOrDefault("params", "{}")),
                  Json.parse(parameters.getOrDefault("key", "")),
                  Optional.empty(),
                  new Inspector.Bounds(MOST_CAUSES, MOST_ENTRIES, 0))
              .entry());
    } catch (JsonSyntaxException e) {
      throw new RefusedException(400, "params and key are JSON: " + e.getMessage());
    }
  }

  private static Map<String, String> parameters(HttpExchange exchange) {
    String query = String.valueOf(exchange.getRequestURI().getRawQuery());
    return Arrays.stream(query.split("&", -1))
        .map(each -> each.split("=", 2))
        .filter(each -> each.length == 2)
        .collect(
            Collectors.toMap(
                each -> each[0],
                each -> URLDecoder.decode(each[1], StandardCharsets.UTF_8),
                (first, second) -> second));
  }

  /** Sends what runs until the page goes away. */
  private void sendActivity(HttpExchange exchange) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "text/event-stream");
    headers.set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    long told = Math.max(0, server.commits().count() - 1);
    long quietSince = System.nanoTime();
    event(out, "graph", ActivityJson.graph(server.instance()));
    while (!Thread.currentThread().isInterrupted()) {
      List<CommitReport> reports = server.commits().after(told);
      if (!reports.isEmpty()) {
        told = reports.getLast().number();
        quietSince = System.nanoTime();
        sendActivity(reports, out);
      } else if (System.nanoTime() - quietSince > TimeUnit.MILLISECONDS.toNanos(HEARTBEAT_MILLIS)) {
        quietSince = System.nanoTime();
        out.write(":\n\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
    }
  }

  private void sendActivity(List<CommitReport> reports, OutputStream out) throws IOException {
    ServiceInstance service = server.instance();
    try {
      event(out, "graph", ActivityJson.graph(service));
      event(out, "activity", ActivityJson.activity(reports, service.streamCount()));
    } catch (SkipException e) {
      System.getLogger(DemoWeb.class.getName())
          .log(System.Logger.Level.DEBUG, "the service is being started again", e);
    }
  }

  private static void event(OutputStream out, String name, Json data) throws IOException {
    out.write(("event: " + name + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static void refuse(HttpExchange exchange, int status, String detail) throws IOException {
    send(
        exchange,
        status,
        Json.object(Map.of("status", Json.of(status), "detail", Json.of(detail))));
  }

  private static void send(HttpExchange exchange, int status, Json body) throws IOException {
    send(exchange, status, "application/json", body.toUtf8());
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().putIfAbsent("Cache-Control", List.of("no-store"));
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  /** Stops listening; requests that are being answered are broken off. */
  @Override
  public void close() {
    http.stop(0);
  }
}
