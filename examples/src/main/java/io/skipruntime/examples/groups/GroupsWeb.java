package io.skipruntime.examples.groups;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.skipruntime.client.BrokerException;
import io.skipruntime.client.Entrypoint;
import io.skipruntime.client.JsonEntry;
import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonSyntaxException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * A web application in front of the groups service. {@code PUT /users/{uid}} and {@code PUT
 * /groups/{gid}} write one value; {@code GET /active_friends/{uid}} opens a stream and redirects to
 * it, so that subscribers are connected to the service and not to the application. The redirection
 * must not be cached: each one has a stream of its own. {@code GET /} is a page that shows all of
 * this live; for that the service must allow the application's {@link #origins}.
 */
public final class GroupsWeb implements AutoCloseable {

  private static final int MAX_BODY_BYTES = 1 << 20;

  private final Entrypoint service;
  private final SkipServiceBroker broker;
  private final GroupsPage page;
  private final HttpServer server;

  private GroupsWeb(Entrypoint service, HttpServer server) {
    this.service = service;
    this.broker = new SkipServiceBroker(service);
    this.page = new GroupsPage(service.streaming().toString());
    this.server = server;
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
  }

  /**
   * Starts the application.
   *
   * @param service where the groups service is reached, by the application and by its clients
   * @param host the address to listen at
   * @param port its port; 0 for any that is free
   * @throws IOException if the application cannot listen there
   */
  public static GroupsWeb start(Entrypoint service, String host, int port) throws IOException {
    return start(service, bind(host, port));
  }

  /**
   * Binds the application to an address before the service runs, so that the service can be told
   * the {@link #origins}.
   *
   * @throws IOException if the application cannot listen there
   */
  public static HttpServer bind(String host, int port) throws IOException {
    return HttpServer.create(new InetSocketAddress(host, port), 0);
  }

  /** Starts the application where it is bound to. */
  public static GroupsWeb start(Entrypoint service, HttpServer bound) {
    GroupsWeb web = new GroupsWeb(service, bound);
    bound.start();
    return web;
  }

  /**
   * The origins that browsers take the page to be from.
   *
   * @param bound where the application listens
   * @param host what the application is reached by
   */
  public static Set<String> origins(HttpServer bound, String host) {
    InetSocketAddress address = bound.getAddress();
    Set<String> hosts = new HashSet<>(Set.of(host));
    if (address.getAddress().isLoopbackAddress() || address.getAddress().isAnyLocalAddress()) {
      hosts.addAll(Set.of("127.0.0.1", "localhost"));
    }
    return hosts.stream()
        .map(each -> "http://" + authority(each, address.getPort()))
        .collect(Collectors.toSet());
  }

  /** Host and port as an address has them, where IPv6 is in brackets. */
  static String authority(String host, int port) {
    boolean isBare = host.contains(":") && !host.startsWith("[");
    return (isBare ? "[" + host + "]" : host) + ":" + port;
  }

  /** The port that the application listens at. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        answer(exchange);
      } catch (RefusedException e) {
        refuse(exchange, e.status, String.valueOf(e.getMessage()));
      } catch (BrokerException e) {
        refuse(exchange, e.status(), e.detail());
      } catch (UncheckedIOException e) {
        refuse(exchange, 502, "the groups service cannot be reached");
      }
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    if (page.answers(exchange)) {
      return;
    }
    String[] path = exchange.getRequestURI().getPath().split("/", -1);
    String kind = path.length == 3 ? path[1] : "";
    switch (kind) {
      case "active_friends" -> {
        requireMethod("GET", exchange);
        redirect(broker.getStreamUUID(kind, id(path[2])), exchange);
      }
      case "users", "groups" -> {
        requireMethod("PUT", exchange);
        broker.update(kind, List.of(JsonEntry.of(id(path[2]), body(exchange))));
        exchange.sendResponseHeaders(204, -1);
      }
      default ->
          throw new RefusedException(
              404, "there are /active_friends/{uid}, /users/{uid} and /groups/{gid}");
    }
  }

  private void redirect(String stream, HttpExchange exchange) throws IOException {
    URI location = service.stream(stream);
    exchange.getResponseHeaders().set("Location", location.toString());
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(307, -1);
  }

  private static void requireMethod(String method, HttpExchange exchange) {
    if (!exchange.getRequestMethod().equals(method)) {
      exchange.getResponseHeaders().set("Allow", method);
      throw new RefusedException(405, "only " + method + " is possible here");
    }
  }

  private static Json id(String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw new RefusedException(400, "an id is a whole number, not “" + text + "”");
    }
    return Json.of(Long.parseLong(text));
  }

  private static Json body(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    if (body.length > MAX_BODY_BYTES) {
      throw new RefusedException(413, "a body has at most " + MAX_BODY_BYTES + " bytes");
    }
    try {
      return Json.parse(body);
    } catch (JsonSyntaxException e) {
      throw new RefusedException(400, "the body is not JSON: " + e.getMessage());
    }
  }

  private static void refuse(HttpExchange exchange, int status, String detail) throws IOException {
    byte[] problem =
        Json.object(Map.of("status", Json.of(status), "detail", Json.of(detail))).toUtf8();
    exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
    exchange.sendResponseHeaders(status, problem.length);
    exchange.getResponseBody().write(problem);
  }

  /** Stops listening; requests that are being answered are broken off. */
  @Override
  public void close() {
    server.stop(0);
    broker.close();
  }

  /** A request that is not answered; the message is for the client. */
  private static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;

    RefusedException(int status, String message) {
      super(message);
      this.status = status;
    }
  }
}
