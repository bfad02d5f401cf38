package io.skipruntime.conformance;

import io.skipruntime.SkipService;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonObject;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A service in this process that is used over HTTP alone, with nothing but the JDK's client:
 * requests to the control listener, event streams from the streaming listener.
 */
public final class HttpDriver implements Driver {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int UNPROCESSABLE = 422;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String control;
  private final String streaming;
  private final Runnable end;

  private HttpDriver(String control, String streaming, Runnable end) {
    this.control = control;
    this.streaming = streaming;
    this.end = end;
  }

  /** Starts a server at free ports. */
  public static HttpDriver start(SkipService<?, ?> service) {
    SkipServer server = SkipServer.start(service, ServerOptions.defaults().withPorts(0, 0));
    return new HttpDriver(
        "http://127.0.0.1:" + server.controlPort(),
        "http://127.0.0.1:" + server.streamingPort(),
        server::close);
  }

  /**
   * A service that is served already.
   *
   * @param control the address before the paths of backends
   * @param streaming the address before the paths of subscribers
   * @param end ends the service
   */
  static HttpDriver at(String control, String streaming, Runnable end) {
    return new HttpDriver(control, streaming, end);
  }

  @Override
  public void write(List<Write> writes) {
    if (writes.size() == 1) {
      Write write = writes.getFirst();
      control("PATCH", "/v1/inputs/" + write.collection(), write.entries(), OK);
      return;
    }
    Map<String, List<Json>> entries = new LinkedHashMap<>();
    for (Write write : writes) {
      entries
          .computeIfAbsent(write.collection(), none -> new ArrayList<>())
          .addAll(write.entries().elements());
    }
    Map<String, Json> body = new LinkedHashMap<>();
    entries.forEach((collection, all) -> body.put(collection, Json.array(all)));
    control("PATCH", "/v1/inputs", Json.object(body), OK);
  }

  @Override
  public JsonArray snapshot(String resource, Json params) {
    return Json.parse(control("POST", "/v1/snapshot/" + resource, params, OK)).asArray();
  }

  @Override
  public JsonArray lookup(String resource, Json params, Json key) {
    JsonObject body = JsonObject.of(Map.of("key", key, "params", params));
    return Json.parse(control("POST", "/v1/snapshot/" + resource + "/lookup", body, OK)).asArray();
  }

  @Override
  public Stream open(String resource, Json params) {
    String uuid = control("POST", "/v1/streams/" + resource, params, CREATED);
    return new HttpStream(uuid);
  }

  @Override
  public boolean collectIdle() {
    return false; // a server does so by the clock
  }

  @Override
  public void close() {
    client.shutdownNow();
    end.run();
  }

  private String control(String method, String path, Json body, int expectedStatus) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(control + path))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofByteArray(body.toUtf8()))
            .build();
    HttpResponse<String> response = send(request, BodyHandlers.ofString());
    if (response.statusCode() == UNPROCESSABLE && response.body().contains("computation-failed")) {
      throw new FailedComputationException(response.body());
    }
    if (response.statusCode() != expectedStatus) {
      throw new AssertionError(request + ": " + response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return client.send(request, handler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private final class HttpStream implements Stream {
    private final String uuid;

    HttpStream(String uuid) {
      this.uuid = uuid;
    }

    @Override
    public Subscriber subscribe() {
      URI uri = URI.create(streaming + "/v1/streams/" + uuid);
      HttpRequest request =
          HttpRequest.newBuilder(uri)
              .timeout(TIMEOUT)
              .header("Accept", "text/event-stream")
              .build();
      var response = send(request, BodyHandlers.ofInputStream());
      if (response.statusCode() != OK) {
        throw new AssertionError(request + ": " + response.statusCode());
      }
      return new HttpSubscriber(response.body());
    }

    @Override
    public void close() {
      control("DELETE", "/v1/streams/" + uuid, Json.NULL, OK);
    }
  }
}
