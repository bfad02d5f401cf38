package io.skipruntime.examples.departures;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.skipruntime.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;

/**
 * A stand-in for a railway's API: {@code GET /departures?station=NAME}. Every five seconds a train
 * leaves and another one is announced. {@code PUT /outage} lets it fail until {@code DELETE
 * /outage}.
 */
final class StationApi implements AutoCloseable {

  private static final long SECONDS_BETWEEN_TRAINS = 5;
  private static final int SHOWN = 4;
  private static final List<String> STATIONS = List.of("central", "harbour");
  private static final List<String> LINES = List.of("S1", "S2", "RE7");
  private static final List<String> DESTINATIONS = List.of("airport", "lakeside", "old town");

  private final InstantSource clock;
  private final HttpServer server;
  private volatile boolean outage;

  private StationApi(InstantSource clock, HttpServer server) {
    this.clock = clock;
    this.server = server;
  }

  /**
   * Starts at any free port of this machine.
   *
   * @throws IOException if there is none
   */
  public static StationApi start(InstantSource clock) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    StationApi api = new StationApi(clock, HttpServer.create(address, 0));
    api.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    api.server.createContext("/departures", api::departures);
    api.server.createContext("/outage", api::outage);
    api.server.start();
    return api;
  }

  /** Where it is. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void departures(HttpExchange exchange) throws IOException {
    String query = String.valueOf(exchange.getRequestURI().getRawQuery());
    String station = query.replaceFirst("^station=", "");
    long now = clock.instant().getEpochSecond() / SECONDS_BETWEEN_TRAINS;
    String tag = "\"" + station + now + "\"";
    if (outage) {
      answer(exchange, 503, "");
    } else if (!STATIONS.contains(station)) {
      answer(exchange, 404, "");
    } else if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      answer(exchange, 304, "");
    } else {
      exchange.getResponseHeaders().set("ETag", tag);
      answer(exchange, 200, board(station, now));
    }
  }

  private static String board(String station, long first) {
    List<Json> departures =
        LongStream.range(first, first + SHOWN)
            .<Json>mapToObj(train -> departure(station, train))
            .toList();
    return Json.object(Map.of("departures", Json.array(departures))).toString();
  }

  private static Json departure(String station, long train) {
    return Json.object(
        Map.of(
            "trip", Json.of(station + "-" + train),
            "line", Json.of(LINES.get((int) (train % LINES.size()))),
            "destination", Json.of(DESTINATIONS.get((int) (train / 2 % DESTINATIONS.size()))),
            "delayMinutes", Json.of(train % 4 == 0 ? 3 : 0)));
  }

  private void outage(HttpExchange exchange) throws IOException {
    outage = exchange.getRequestMethod().equals("PUT");
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
  }
}
