package io.skipruntime.kafka.registry;

import io.skipruntime.client.feed.SourceException;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonSyntaxException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The requests to a registry over HTTP. Thread-safe. */
final class RegistryRequests {

  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int SERVER_ERROR = 500;
  private static final Set<Integer> PASSING = Set.of(408, 425, 429);
  private static final Set<Integer> CREDENTIALS = Set.of(401, 403);

  /** The codes of a registry that says of itself that it does not know what it was asked for. */
  private static final Set<Integer> UNKNOWN = Set.of(40_401, 40_402, 40_403);

  private static final int MAX_SHOWN = 500;

  private final RegistryOptions options;
  private final String name;
  private final HttpClient client;

  RegistryRequests(RegistryOptions options) {
    this.options = options;
    this.name = "the registry at " + options.address();
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(options.timeout());
    options.tls().ifPresent(builder::sslContext);
    this.client = builder.build();
  }

  /** The answer to a question; empty if the registry says that it does not know the thing. */
  Optional<JsonObject> get(String path) throws SourceException {
    return answer(request(path).GET().build());
  }

  /** The answer to what is posted; empty if the registry says that it does not know the thing. */
  Optional<JsonObject> post(String path, Json body) throws SourceException {
    return answer(
        request(path)
            .header("Content-Type", MEDIA_TYPE)
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build());
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(options.address() + path))
            .header("Accept", MEDIA_TYPE + ", application/json");
    options.authorization().ifPresent(value -> builder.header("Authorization", value));
    return builder;
  }

  private Optional<JsonObject> answer(HttpRequest request) throws SourceException {
    HttpResponse<byte[]> response = send(request);
    int status = response.statusCode();
    Optional<JsonObject> body = parsed(response.body());
    if (status == OK) {
      return Optional.of(body.orElseThrow(() -> notARegistry(status)));
    }
    Optional<Integer> code = body.flatMap(RegistryRequests::errorCode);
    if (status == NOT_FOUND && code.isPresent() && UNKNOWN.contains(code.get())) {
      return Optional.empty();
    }
    String why = body.flatMap(found -> found.find("message")).map(this::shown).orElse("");
    String text = name + " answered " + status + why;
    if (status >= SERVER_ERROR || PASSING.contains(status)) {
      throw SourceException.passing(text);
    }
    if (CREDENTIALS.contains(status)) {
      throw SourceException.lasting(
          text + "; look at the credentials that its options have, and at their rights");
    }
    throw code.isPresent() ? SourceException.lasting(text) : notARegistry(status);
  }

  private SourceException notARegistry(int status) {
    return SourceException.lasting(
        "%s answered %d, and not as a registry does; look at the address, which for Apicurio ends with /apis/ccompat/v7"
            .formatted(name, status));
  }

  private static Optional<Integer> errorCode(JsonObject body) {
    try {
      return body.find("error_code").map(code -> Math.toIntExact(code.asLong()));
    } catch (IllegalStateException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private String shown(Json message) {
    String text = options.masked(message.toString());
    return ": " + (text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…");
  }

  private static Optional<JsonObject> parsed(byte[] body) {
    try {
      return Json.parse(body) instanceof JsonObject object ? Optional.of(object) : Optional.empty();
    } catch (JsonSyntaxException e) {
      return Optional.empty();
    }
  }

  private HttpResponse<byte[]> send(HttpRequest request) throws SourceException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
    try {
      return answer.get(options.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw SourceException.passing(
          "%s did not answer within %d ms".formatted(name, options.timeout().toMillis()));
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw SourceException.passing(
          name + " cannot be reached: " + options.masked(SourceException.messageOf(cause)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SourceException.passing("the question to " + name + " was interrupted");
    } finally {
      answer.cancel(true);
    }
  }
}
