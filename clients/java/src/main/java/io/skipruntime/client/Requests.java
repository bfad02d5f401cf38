package io.skipruntime.client;

import io.skipruntime.client.feed.TimeLimits;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonSyntaxException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Requests to one service over one client's connections. Thread-safe.
 *
 * @param headers those that each request to control has
 * @param version the version that reads of resources are to be of; empty for the present one
 */
record Requests(
    HttpClient client,
    Entrypoint entrypoint,
    BrokerOptions options,
    Map<String, String> headers,
    Optional<String> version,
    Optional<String> userToken) {

  private static final int SUCCESS_CLASS = 2;

  /** Requests by a client of their own. */
  static Requests of(Entrypoint entrypoint, BrokerOptions options) {
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofMillis(options.timeoutMillis()));
    options.tlsContext().ifPresent(client::sslContext);
    Map<String, String> headers =
        options
            .controlToken()
            .map(each -> Map.of("Authorization", "Bearer " + each))
            .orElse(Map.of());
    return new Requests(
        client.build(), entrypoint, options, headers, Optional.empty(), Optional.empty());
  }

  /** These requests, with one more header. */
  Requests with(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new Requests(client, entrypoint, options, Map.copyOf(more), version, userToken);
  }

  /** These requests, with reads of a version. */
  Requests at(String watermark) {
    return new Requests(client, entrypoint, options, headers, Optional.of(watermark), userToken);
  }

  /** The query that a read of a resource has; empty if none. */
  String readQuery() {
    return version.map(each -> "?at=" + Entrypoint.encoded(each)).orElse("");
  }

  /** These requests on behalf of a user. */
  Requests withUserToken(String token) {
    Requests named = with("Skip-User-Token", token);
    return new Requests(client, entrypoint, options, named.headers, version, Optional.of(token));
  }

  /** Sends JSON to control; what is read of the answer if it is a success. */
  <T> CompletableFuture<T> send(
      String method, String path, Json body, Function<HttpResponse<byte[]>, T> read) {
    return send(
        control(path)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .method(method, BodyPublishers.ofByteArray(body.toUtf8())),
        read);
  }

  /** A request to control, without a method as yet. */
  HttpRequest.Builder control(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(entrypoint.control(path));
    headers.forEach(request::setHeader);
    return request;
  }

  /**
   * Sends a request; the future fails as the methods of a broker do, and can be cancelled. Each has
   * a thread of its own: the JDK would complete it by one of the common pool, whose threads may all
   * be waiting for a broker.
   */
  <T> CompletableFuture<T> send(
      HttpRequest.Builder request, Function<HttpResponse<byte[]>, T> read) {
    HttpRequest built = request.build();
    CompletableFuture<HttpResponse<byte[]>> sent = new CompletableFuture<>();
    Thread sender = Thread.ofVirtual().name("skip-request").unstarted(() -> send(built, sent));
    CompletableFuture<T> answer =
        sent.orTimeout(options.timeoutMillis(), TimeUnit.MILLISECONDS)
            .handle((response, failure) -> {
              if (failure != null) {
                throw unreachable(built.uri(), failure);
              }
              return read.apply(success(response));
            });
    var unused =
        answer.whenComplete((value, failure) -> {
          if (Thread.currentThread() != sender) { // it was cancelled, or took too long
            sender.interrupt();
          }
        });
    sender.start();
    return answer;
  }

  private void send(HttpRequest request, CompletableFuture<HttpResponse<byte[]>> sent) {
    try {
      sent.complete(client.send(request, BodyHandlers.ofByteArray()));
    } catch (InterruptedException e) {
      sent.cancel(false);
    } catch (IOException | RuntimeException e) {
      sent.completeExceptionally(e);
    }
  }

  private static HttpResponse<byte[]> success(HttpResponse<byte[]> response) {
    if (response.statusCode() / 100 != SUCCESS_CLASS) {
      throw refusal(response, response.body());
    }
    return response;
  }

  /** What an answer says that is no success. */
  static BrokerException refusal(HttpResponse<?> response, byte[] body) {
    return BrokerException.of(
        response.statusCode(),
        new String(body, StandardCharsets.UTF_8),
        TimeLimits.retryAfterMillis(response.headers()));
  }

  /** The failure of a stage without what later stages put around it. */
  static Throwable causeOf(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private UncheckedIOException unreachable(URI address, Throwable failure) {
    Throwable cause = causeOf(failure);
    if (cause instanceof TimeoutException || cause instanceof HttpTimeoutException) {
      String silence = base(address) + " did not answer within " + options.timeoutMillis() + " ms";
      return new UncheckedIOException(silence, new HttpTimeoutException(silence));
    }
    return unreachable(address, cause instanceof IOException io ? io : new IOException(cause));
  }

  /** Says what could not be reached and why, where the JDK often does not. */
  static UncheckedIOException unreachable(URI address, IOException cause) {
    String reason =
        cause.getMessage() == null || cause.getMessage().isBlank()
            ? cause.getClass().getSimpleName().replace("Exception", "")
            : cause.getMessage();
    return new UncheckedIOException(base(address) + ": " + reason, cause);
  }

  /** Scheme, host and port: what may be in a message, in contrast to a stream's identifier. */
  private static String base(URI address) {
    return address.getScheme() + "://" + address.getAuthority();
  }

  /** The JSON of a successful answer. */
  static Json json(HttpResponse<byte[]> response) {
    try {
      return Json.parse(response.body());
    } catch (JsonSyntaxException e) {
      throw BrokerException.unexpected(
          response.statusCode(),
          base(response.uri())
              + " did not answer with JSON; is it the control listener of a Skip service?");
    }
  }

  static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }
}
