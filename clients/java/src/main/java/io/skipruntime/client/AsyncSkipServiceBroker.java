package io.skipruntime.client;

import io.skipruntime.json.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * A broker that reads from and writes to a service over HTTP without waiting; got from {@link
 * SkipServiceBroker#async}. Thread-safe.
 *
 * <p>What is returned fails as the methods of {@link SkipServiceBroker} throw. Cancelling it breaks
 * the request off; a write may have taken effect nevertheless.
 */
public final class AsyncSkipServiceBroker {

  private final Requests requests;

  AsyncSkipServiceBroker(Requests requests) {
    this.requests = requests;
  }

  /** The contents of a resource, in key order. */
  public CompletableFuture<List<JsonEntry>> getAll(String resource, Json params) {
    return requests.send("POST", snapshot(resource), params, AsyncSkipServiceBroker::entries);
  }

  /** The contents of a resource in its types, as an unmodifiable map. */
  public <K, V> CompletableFuture<SortedMap<K, List<V>>> getAll(RemoteResource<K, V> resource) {
    return requests.send(
        "POST",
        snapshot(resource.name()),
        resource.params(),
        response -> resource.decode(entries(response)));
  }

  /** The values of one key of a resource; empty if it has none. */
  public CompletableFuture<List<Json>> getArray(String resource, Json params, Json key) {
    return requests.send(
        "POST", lookup(resource), keyOf(params, key), AsyncSkipServiceBroker::values);
  }

  /** The values of one key of a resource in their type; empty if it has none. */
  public <K, V> CompletableFuture<List<V>> getArray(RemoteResource<K, V> resource, K key) {
    Json wanted = resource.encodeKey(key);
    return requests.send(
        "POST",
        lookup(resource.name()),
        keyOf(resource.params(), wanted),
        response -> resource.decodeValues(wanted, values(response)));
  }

  /** The value of one key of a resource; fails unless it has exactly one. */
  public CompletableFuture<Json> getUnique(String resource, Json params, Json key) {
    return requests.send(
        "POST",
        lookup(resource),
        keyOf(params, key),
        response -> unique(resource, key, values(response)));
  }

  /** The value of one key of a resource in its type; fails unless it has exactly one. */
  public <K, V> CompletableFuture<V> getUnique(RemoteResource<K, V> resource, K key) {
    Json wanted = resource.encodeKey(key);
    return requests.send(
        "POST",
        lookup(resource.name()),
        keyOf(resource.params(), wanted),
        response ->
            unique(resource.name(), wanted, resource.decodeValues(wanted, values(response))));
  }

  /** Writes entries to an input collection; the version from which on reads show them. */
  public CompletableFuture<String> update(String collection, List<JsonEntry> entries) {
    return requests.send(
        "PATCH",
        "/v1/inputs/" + Entrypoint.encoded(collection),
        JsonEntry.toJson(entries),
        AsyncSkipServiceBroker::watermark);
  }

  /** Writes entries to an input collection, of which those without values delete their keys. */
  public <K, V> CompletableFuture<String> update(
      RemoteInput<K, V> input, Map<? extends K, ? extends List<? extends V>> entries) {
    return update(input.name(), input.entries(entries));
  }

  /** Writes entries to several input collections, by their names, in one commit. */
  public CompletableFuture<String> update(Map<String, List<JsonEntry>> entries) {
    Map<String, Json> body =
        entries.entrySet().stream()
            .collect(
                Collectors.toMap(Map.Entry::getKey, each -> JsonEntry.toJson(each.getValue())));
    return requests.send(
        "PATCH", "/v1/inputs", Json.object(body), AsyncSkipServiceBroker::watermark);
  }

  /** Removes a key of an input collection with all its values. */
  public CompletableFuture<String> deleteKey(String collection, Json key) {
    return update(collection, List.of(JsonEntry.deleted(key)));
  }

  /** Removes a key of an input collection with all its values. */
  public <K, V> CompletableFuture<String> deleteKey(RemoteInput<K, V> input, K key) {
    return update(input.name(), List.of(input.entry(key, List.of())));
  }

  /**
   * Runs a command once, under an idempotency key; see {@link SkipServiceBroker#command(String,
   * Object, String)}.
   */
  public CompletableFuture<CommandResult> command(
      String name, Object params, String idempotencyKey) {
    return new CommandRequest(requests, name, Json.from(params), idempotencyKey).send();
  }

  /** Opens a stream of a resource; its identifier, for {@link Entrypoint#stream}. */
  public CompletableFuture<String> getStreamUUID(String resource, Json params) {
    return requests.send(
        "POST", "/v1/streams/" + Entrypoint.encoded(resource), params, Requests::text);
  }

  /** Opens a stream of a resource; its identifier, for {@link Entrypoint#stream}. */
  public CompletableFuture<String> getStreamUUID(RemoteResource<?, ?> resource) {
    return getStreamUUID(resource.name(), resource.params());
  }

  /** Closes a stream; connections that follow it end. */
  public CompletableFuture<Void> deleteUUID(String uuid) {
    HttpRequest.Builder request = requests.control("/v1/streams/" + uuid).DELETE();
    return requests.send(request, response -> null);
  }

  /** What the service says of itself at {@code /healthz}, in a line; fails if it is not live. */
  public CompletableFuture<String> health() {
    return requests.send(requests.control("/healthz").GET(), Requests::text);
  }

  /**
   * What the service says of itself at {@code /readyz}, in lines, among them those of stale
   * sources; fails with status 503 while it should be sent no requests.
   */
  public CompletableFuture<String> readiness() {
    return requests.send(requests.control("/readyz").GET(), Requests::text);
  }

  /** The service's numbers at {@code /metrics}, in Prometheus' text format. */
  public CompletableFuture<String> metrics() {
    return requests.send(requests.control("/metrics").GET(), Requests::text);
  }

  /** What a service that is inspected tells; see {@link SkipServiceBroker#inspect(String)}. */
  public CompletableFuture<Json> inspect(String path) {
    return requests.send(requests.control("/v1/inspect" + path).GET(), Requests::json);
  }

  /** Asks a question at {@code /v1/inspect}; see {@link SkipServiceBroker#inspect}. */
  public CompletableFuture<Json> inspect(String path, Json question) {
    return requests.send("POST", "/v1/inspect/" + path, question, Requests::json);
  }

  /** Answers a query over one version; see {@link SkipServiceBroker#query}. */
  public CompletableFuture<QueryResult> query(String text, Json params) {
    Json question = Json.object(Map.of("query", Json.of(text), "params", params));
    return requests.send("POST", queries(), question, AsyncSkipServiceBroker::rows);
  }

  /** The lines of the plan of a query; see {@link SkipServiceBroker#explain}. */
  public CompletableFuture<List<String>> explain(String text) {
    Json question = Json.object(Map.of("query", Json.of(text), "explain", Json.of(true)));
    return requests.send("POST", queries(), question, AsyncSkipServiceBroker::lines);
  }

  private String queries() {
    return "/v1/sql" + requests.readQuery();
  }

  private String snapshot(String resource) {
    return "/v1/snapshot/" + Entrypoint.encoded(resource) + requests.readQuery();
  }

  private String lookup(String resource) {
    return "/v1/snapshot/" + Entrypoint.encoded(resource) + "/lookup" + requests.readQuery();
  }

  private static Json keyOf(Json params, Json key) {
    return Json.object(Map.of("key", key, "params", params));
  }

  private static <T> T unique(String resource, Json key, List<T> values) {
    if (values.size() != 1) {
      throw new IllegalStateException(
          "expected one value of " + key + " in " + resource + ", found " + values.size());
    }
    return values.get(0);
  }

  private static List<JsonEntry> entries(HttpResponse<byte[]> response) {
    Json json = Requests.json(response);
    try {
      return JsonEntry.listOf(json);
    } catch (IllegalStateException e) {
      throw BrokerException.unexpected(response.statusCode(), "no entries: " + e.getMessage());
    }
  }

  private static List<Json> values(HttpResponse<byte[]> response) {
    Json json = Requests.json(response);
    try {
      return json.asArray().elements();
    } catch (IllegalStateException e) {
      throw BrokerException.unexpected(response.statusCode(), "no values: " + e.getMessage());
    }
  }

  private static QueryResult rows(HttpResponse<byte[]> response) {
    Json json = Requests.json(response);
    try {
      return QueryResult.of(json, watermark(response));
    } catch (IllegalStateException e) {
      throw BrokerException.unexpected(response.statusCode(), "no rows: " + e.getMessage());
    }
  }

  private static List<String> lines(HttpResponse<byte[]> response) {
    return rows(response).rows().stream().map(row -> row.getFirst().asString()).toList();
  }

  private static String watermark(HttpResponse<byte[]> response) {
    return response.headers().firstValue("Skip-Watermark").orElse("");
  }
}
