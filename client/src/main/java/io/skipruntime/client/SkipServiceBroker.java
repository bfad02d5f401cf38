package io.skipruntime.client;

import io.skipruntime.json.Json;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads from and writes to a service over HTTP. Each call waits for the answer. Thread-safe.
 *
 * <p>All calls throw {@link BrokerException} if the service refuses the request, and {@link
 * UncheckedIOException} if it cannot be reached or does not answer in time.
 */
public final class SkipServiceBroker implements AutoCloseable {

  private static final long TIMEOUT_MILLIS = 10_000;
  private static final int SUCCESS_CLASS = 2;

  private final Entrypoint entrypoint;
  private final Duration timeout;
  private final HttpClient client;

  /** A broker whose calls take at most 10 seconds. */
  public SkipServiceBroker(Entrypoint entrypoint) {
    this(entrypoint, TIMEOUT_MILLIS);
  }

  /**
   * A broker.
   *
   * @param timeoutMillis how long a call may take
   */
  public SkipServiceBroker(Entrypoint entrypoint, long timeoutMillis) {
    this.entrypoint = entrypoint;
    this.timeout = Duration.ofMillis(timeoutMillis);
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .build();
  }

  /** The contents of a resource, in key order. */
  public List<JsonEntry> getAll(String resource, Json params) {
    String path = "/v1/snapshot/" + Entrypoint.segment(resource);
    return JsonEntry.listOf(Json.parse(send("POST", path, params).body()));
  }

  /** The values of one key of a resource; empty if it has none. */
  public List<Json> getArray(String resource, Json params, Json key) {
    String path = "/v1/snapshot/" + Entrypoint.segment(resource) + "/lookup";
    Json body = Json.object(Map.of("key", key, "params", params));
    return Json.parse(send("POST", path, body).body()).asArray().elements();
  }

  /**
   * The value of one key of a resource.
   *
   * @throws IllegalStateException unless it has exactly one
   */
  public Json getUnique(String resource, Json params, Json key) {
    List<Json> values = getArray(resource, params, key);
    if (values.size() != 1) {
      throw new IllegalStateException(
          "expected one value of " + key + " in " + resource + ", found " + values.size());
    }
    return values.get(0);
  }

  /**
   * Writes entries to an input collection.
   *
   * @return the version from which on reads show the write
   */
  public String update(String collection, List<JsonEntry> entries) {
    String path = "/v1/inputs/" + Entrypoint.segment(collection);
    return watermark(send("PATCH", path, JsonEntry.toJson(entries)));
  }

  /**
   * Writes entries to several input collections in one commit.
   *
   * @param entries the entries by name of the collection
   * @return the version from which on reads show the writes
   */
  public String update(Map<String, List<JsonEntry>> entries) {
    Map<String, Json> body =
        entries.entrySet().stream()
            .collect(
                Collectors.toMap(Map.Entry::getKey, each -> JsonEntry.toJson(each.getValue())));
    return watermark(send("PATCH", "/v1/inputs", Json.object(body)));
  }

  /**
   * Removes a key of an input collection with all its values.
   *
   * @return the version from which on reads show the write
   */
  public String deleteKey(String collection, Json key) {
    return update(collection, List.of(JsonEntry.deleted(key)));
  }

  /** Opens a stream of a resource; its identifier, for {@link Entrypoint#stream}. */
  public String getStreamUUID(String resource, Json params) {
    return send("POST", "/v1/streams/" + Entrypoint.segment(resource), params).body();
  }

  /**
   * Follows a stream over the connections of this broker, for those who follow many; close it
   * before the broker.
   *
   * @param uuid from {@link #getStreamUUID}
   * @param lastEventId the identifier of the last event that was seen, if it is resumed
   */
  public EventStream follow(String uuid, Optional<String> lastEventId) {
    HttpRequest.Builder request = HttpRequest.newBuilder(entrypoint.stream(uuid)).timeout(timeout);
    lastEventId.ifPresent(id -> request.header("Last-Event-ID", id));
    return EventStream.open(client, request, () -> {});
  }

  /** Closes a stream; whoever follows it is disconnected. */
  public void deleteUUID(String uuid) {
    send(HttpRequest.newBuilder(entrypoint.control("/v1/streams/" + uuid)).DELETE());
  }

  /** Gives back the connections. */
  @Override
  public void close() {
    client.close();
  }

  private HttpResponse<String> send(String method, String path, Json body) {
    return send(
        HttpRequest.newBuilder(entrypoint.control(path))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .method(method, BodyPublishers.ofByteArray(body.toUtf8())));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          client.send(request.timeout(timeout).build(), BodyHandlers.ofString());
      if (response.statusCode() / 100 != SUCCESS_CLASS) {
        throw BrokerException.of(response.statusCode(), response.body());
      }
      return response;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new InterruptedIOException("interrupted"));
    }
  }

  private static String watermark(HttpResponse<String> response) {
    return response.headers().firstValue("Skip-Watermark").orElse("");
  }
}
