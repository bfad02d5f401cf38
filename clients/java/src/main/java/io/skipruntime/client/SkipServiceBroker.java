package io.skipruntime.client;

import io.skipruntime.json.Json;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A broker that reads from and writes to a service over HTTP. Each call waits for the answer; those
 * of {@link #async} do not. Keys and values are {@link Json}, or of the Java types that a {@link
 * RemoteResource} or {@link RemoteInput} has. Thread-safe.
 *
 * <p>All calls throw {@link BrokerException} if the service refuses the request, {@link
 * UncheckedIOException} if it cannot be reached, does not answer in time or the thread is
 * interrupted, and {@link MismatchException} if its answer is not of the types.
 */
public final class SkipServiceBroker implements AutoCloseable {

  private final Requests requests;
  private final AsyncSkipServiceBroker async;

  /** A broker whose calls take at most 10 seconds. */
  public SkipServiceBroker(Entrypoint entrypoint) {
    this(entrypoint, BrokerOptions.defaults());
  }

  /** A broker with options. */
  public SkipServiceBroker(Entrypoint entrypoint, BrokerOptions options) {
    this(Requests.of(entrypoint, options));
  }

  private SkipServiceBroker(Requests requests) {
    this.requests = requests;
    this.async = new AsyncSkipServiceBroker(requests);
  }

  /** The same calls, without waiting. */
  public AsyncSkipServiceBroker async() {
    return async;
  }

  /**
   * A broker, over the connections of this one, whose reads wait until the service has reached a
   * version: for reading one's writes from a process other than the one that wrote. A read fails
   * with status 412 if that takes too long, or the service has been started again.
   *
   * @param watermark what {@code update} returned
   */
  public SkipServiceBroker atLeast(String watermark) {
    return new SkipServiceBroker(requests.with("Skip-Min-Watermark", watermark));
  }

  /**
   * A broker, over the connections of this one, whose reads of resources give what was there after
   * a commit. A read fails with status 410 if the service does not keep that version, of which
   * {@code history-seconds} of the server decides, and with 404 if it has not made it.
   *
   * @param watermark what {@code update} returned, or the identifier of an event
   */
  public SkipServiceBroker at(String watermark) {
    return new SkipServiceBroker(requests.at(watermark));
  }

  /**
   * A broker, over the connections of this one, that reads what a user may read.
   *
   * @param userToken the JSON web token of the user
   */
  public SkipServiceBroker onBehalfOf(String userToken) {
    Secrets.checked("the user token", userToken);
    return new SkipServiceBroker(requests.withUserToken(userToken));
  }

  /** Where the service is reached. */
  public Entrypoint entrypoint() {
    return requests.entrypoint();
  }

  /** The contents of a resource, in key order. */
  public List<JsonEntry> getAll(String resource, Json params) {
    return await(async.getAll(resource, params));
  }

  /** The contents of a resource in its types, as an unmodifiable map. */
  public <K, V> SortedMap<K, List<V>> getAll(RemoteResource<K, V> resource) {
    return await(async.getAll(resource));
  }

  /** The values of one key of a resource; empty if it has none. */
  public List<Json> getArray(String resource, Json params, Json key) {
    return await(async.getArray(resource, params, key));
  }

  /** The values of one key of a resource in their type; empty if it has none. */
  public <K, V> List<V> getArray(RemoteResource<K, V> resource, K key) {
    return await(async.getArray(resource, key));
  }

  /**
   * The value of one key of a resource.
   *
   * @throws IllegalStateException unless it has exactly one
   */
  public Json getUnique(String resource, Json params, Json key) {
    return await(async.getUnique(resource, params, key));
  }

  /**
   * The value of one key of a resource in its type.
   *
   * @throws IllegalStateException unless it has exactly one
   */
  public <K, V> V getUnique(RemoteResource<K, V> resource, K key) {
    return await(async.getUnique(resource, key));
  }

  /**
   * Writes entries to an input collection.
   *
   * @return the version from which on reads show the write
   */
  public String update(String collection, List<JsonEntry> entries) {
    return await(async.update(collection, entries));
  }

  /**
   * Writes entries to an input collection.
   *
   * @param entries the values by key; a key without values is deleted
   * @return the version from which on reads show the write
   */
  public <K, V> String update(
      RemoteInput<K, V> input, Map<? extends K, ? extends List<? extends V>> entries) {
    return await(async.update(input, entries));
  }

  /**
   * Writes entries to several input collections in one commit.
   *
   * @param entries the entries by name of the collection; {@link RemoteInput#entries} makes them
   * @return the version from which on reads show the writes
   */
  public String update(Map<String, List<JsonEntry>> entries) {
    return await(async.update(entries));
  }

  /**
   * Removes a key of an input collection with all its values.
   *
   * @return the version from which on reads show the write
   */
  public String deleteKey(String collection, Json key) {
    return await(async.deleteKey(collection, key));
  }

  /**
   * Removes a key of an input collection with all its values.
   *
   * @return the version from which on reads show the write
   */
  public <K, V> String deleteKey(RemoteInput<K, V> input, K key) {
    return await(async.deleteKey(input, key));
  }

  /**
   * Runs a command once: {@link #command(String, Object, String)} under a key that no other request
   * has.
   *
   * @param params its parameters: a record, {@link Json}, or any other value that JSON can be made
   *     of
   */
  public CommandResult command(String name, Object params) {
    return command(name, params, UUID.randomUUID().toString());
  }

  /**
   * Runs a command once, under an idempotency key: if there is no answer, or the service has not
   * come to it, the request is sent again, up to three times. If the last one has no answer,
   * either, the same call may be made again later.
   *
   * @param params its parameters: a record, {@link Json}, or any other value that JSON can be made
   *     of
   * @param idempotencyKey 1 to 255 visible ASCII characters, others for each request
   * @throws BrokerException with type {@code command-refused} and status 403, 409 or 422 if the
   *     command refuses, and {@link BrokerException#detail} says why; nothing has changed then
   * @throws IllegalArgumentException if JSON cannot be made of the parameters, or the key cannot be
   *     sent
   */
  public CommandResult command(String name, Object params, String idempotencyKey) {
    return await(async.command(name, params, idempotencyKey));
  }

  /** Opens a stream of a resource; its identifier, for {@link Entrypoint#stream}. */
  public String getStreamUUID(String resource, Json params) {
    return await(async.getStreamUUID(resource, params));
  }

  /** Opens a stream of a resource; its identifier, for {@link Entrypoint#stream}. */
  public String getStreamUUID(RemoteResource<?, ?> resource) {
    return await(async.getStreamUUID(resource));
  }

  /** Closes a stream; connections that follow it end. */
  public void deleteUUID(String uuid) {
    await(async.deleteUUID(uuid));
  }

  /** What the service says of itself at {@code /healthz}, in a line. */
  public String health() {
    return await(async.health());
  }

  /**
   * What the service says of itself at {@code /readyz}, in lines, among them those of stale
   * sources.
   *
   * @throws BrokerException with status 503 while the service should be sent no requests
   */
  public String readiness() {
    return await(async.readiness());
  }

  /** The service's numbers at {@code /metrics}, in Prometheus' text format. */
  public String metrics() {
    return await(async.metrics());
  }

  /**
   * What a service that is inspected tells of itself at {@code /v1/inspect}, such as its graph.
   *
   * @param path the rest of the path with its query, such as {@code /graph?limit=10}; empty for the
   *     service as a whole
   * @throws BrokerException with status 404 if the service was not started with {@code inspect}
   */
  public Json inspect(String path) {
    return await(async.inspect(path));
  }

  /**
   * Asks a question at the control listener's {@code /v1/inspect}, of a service that can be looked
   * into.
   *
   * @param path the rest of the path, such as {@code why}
   * @param question the question, as the HTTP API has it
   * @return the answer, likewise
   * @throws BrokerException with status 404 if the service was not started with {@code inspect}
   */
  public Json inspect(String path, Json question) {
    return await(async.inspect(path, question));
  }

  /**
   * Answers a query in SQL over all inputs and shared collections at one version: the present one,
   * or that of {@link #at}.
   *
   * @param params the values of its parameters: an object for {@code :name}, an array for {@code
   *     $1}
   * @throws BrokerException with type {@code invalid-query} if the query is refused or fails; the
   *     members {@code line} and {@code column} of the problem are the place, if there is one. With
   *     status 404 if the server is without SQL
   */
  public QueryResult query(String text, Json params) {
    return await(async.query(text, params));
  }

  /**
   * The plan of a query in SQL, in lines, without running the query.
   *
   * @throws BrokerException as {@link #query} does
   */
  public List<String> explain(String text) {
    return await(async.explain(text));
  }

  /**
   * Follows a stream over the connections of this broker; close it before the broker.
   *
   * @param uuid from {@link #getStreamUUID}
   * @param lastEventId the identifier of the last event that was seen, if it is resumed
   */
  public EventStream follow(String uuid, Optional<String> lastEventId) {
    return followAt("/v1/streams/" + uuid, lastEventId);
  }

  /**
   * Opens and follows a resource at once, without use of the control listener; close it before the
   * broker. The service may want a token for that.
   *
   * @param lastEventId the identifier of the last event that was seen, if it is resumed
   */
  public EventStream follow(RemoteResource<?, ?> resource, Optional<String> lastEventId) {
    String params = Entrypoint.encoded(resource.params().toString());
    return followAt(
        "/v1/resources/" + Entrypoint.encoded(resource.name()) + "?params=" + params, lastEventId);
  }

  private EventStream followAt(String path, Optional<String> lastEventId) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(requests.entrypoint().streaming(path))
            .timeout(Duration.ofMillis(requests.options().timeoutMillis()));
    lastEventId.ifPresent(id -> request.header("Last-Event-ID", id));
    requests.userToken().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    return EventStream.open(requests.client(), request, () -> {});
  }

  /**
   * Gives back the connections, which all brokers that came from this one share. Requests that run
   * are broken off, and streams that are followed end.
   */
  @Override
  public void close() {
    requests.client().shutdownNow();
  }

  private static <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new InterruptedIOException("interrupted"));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
