package io.skipruntime.server;

import io.skipruntime.SkipService;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.options.SocketTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;

/** A server at free ports, and requests to it. */
final class TestServer implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** The library for sockets, unless a test names one: system property {@code skip.transport}. */
  private static final SocketTransport TRANSPORT =
      SocketTransport.valueOf(System.getProperty("skip.transport", "jdk").toUpperCase(Locale.ROOT));

  private final SkipServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  TestServer() {
    this(ServerOptions.defaults());
  }

  TestServer(ServerOptions options) {
    this(new GroupsService(), options);
  }

  TestServer(SkipService<?, ?> service, ServerOptions options) {
    this(service, options, TRANSPORT);
  }

  TestServer(SkipService<?, ?> service, ServerOptions options, SocketTransport transport) {
    server = SkipServer.start(service, options.withPorts(0, 0).withTransport(transport));
  }

  SkipServer server() {
    return server;
  }

  URI control(String path) {
    return URI.create("http://127.0.0.1:" + server.controlPort() + path);
  }

  URI streaming(String path) {
    return URI.create("http://127.0.0.1:" + server.streamingPort() + path);
  }

  HttpResponse<String> get(URI uri) {
    return send(HttpRequest.newBuilder(uri).GET());
  }

  HttpResponse<String> post(String path, String json) {
    return json("POST", path, json);
  }

  HttpResponse<String> patch(String path, String json) {
    return json("PATCH", path, json);
  }

  HttpResponse<String> delete(String path) {
    return send(HttpRequest.newBuilder(control(path)).DELETE());
  }

  HttpResponse<String> json(String method, String path, String json) {
    return send(
        HttpRequest.newBuilder(control(path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(json)));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.timeout(TIMEOUT).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static JsonObject problem(HttpResponse<String> response) {
    String type = response.headers().firstValue("Content-Type").orElse("");
    if (!type.equals("application/problem+json")) {
      throw new AssertionError("not a problem document: " + type + " " + response.body());
    }
    return Json.parse(response.body()).asObject();
  }

  /** The UUID of a new stream. */
  String openStream(String resource, String params) {
    return post("/v1/streams/" + resource, params).body();
  }

  EventReader subscribe(String resource, String params) {
    return follow("/v1/streams/" + openStream(resource, params));
  }

  /** Follows several streams on one connection. */
  EventReader followAll(String list, String... headers) {
    return EventReader.posting(server.streamingPort(), "/v1/streams", list, headers);
  }

  EventReader follow(String path, String... headers) {
    return new EventReader(server.streamingPort(), path, headers);
  }

  /** A number of {@code /metrics}. */
  long metric(String name) {
    return metric(get(control("/metrics")).body(), name);
  }

  /** A number of a page of metrics. */
  static long metric(String page, String name) {
    return page.lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
