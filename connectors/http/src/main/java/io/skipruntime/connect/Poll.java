package io.skipruntime.connect;

import io.skipruntime.Entry;
import io.skipruntime.ExternalService.Callbacks;
import io.skipruntime.client.feed.Backoff;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.client.feed.TimeLimits;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonString;
import io.skipruntime.json.JsonSyntaxException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The polling of one address for one subscription. There is one request at a time, and after each a
 * pause.
 *
 * <ul>
 *   <li>{@code entityTag} is that of the answer that was delivered and accepted last, so that "not
 *       modified" can only mean what the service has; empty if the answer had none. It is the
 *       position of {@code stream}, and so outlives the process where the data does.
 * </ul>
 */
final class Poll extends SubscriptionFeed {

  private static final long FIRST_RETRY_MILLIS = 1_000;
  private static final int OK = 200;
  private static final int NOT_MODIFIED = 304;
  private static final Set<Integer> PASSING_CLIENT_ERRORS = Set.of(408, 425, 429);

  private final PolledResource resource;
  private final HttpClient client;
  private final Json params;
  private Optional<String> entityTag;
  private final String stream;

  Poll(String name, PolledResource resource, Json params, HttpClient client, Callbacks callbacks) {
    super(
        "skip-poll-" + name,
        callbacks,
        new Backoff(
            Math.min(FIRST_RETRY_MILLIS, resource.intervalMillis()), resource.maxRetryMillis()));
    this.resource = resource;
    this.params = params;
    this.client = client;
    this.stream = name + params;
    this.entityTag = position(stream).map(Poll::tag);
  }

  @Override
  protected long attempt() throws SourceException, InterruptedException {
    URI address = address();
    String name = PolledResource.described(address);
    HttpResponse<byte[]> response = send(request(address), name);
    if (response.statusCode() == NOT_MODIFIED && entityTag.isPresent()) {
      confirm();
    } else {
      entityTag = Optional.empty();
      checkStatus(response, name);
      Optional<String> tag = response.headers().firstValue("ETag");
      if (tag.isPresent()) {
        deliver(entries(decoded(response, name), name), true, stream, Json.of(tag.get()));
      } else {
        deliver(entries(decoded(response, name), name), true);
      }
      entityTag = tag;
    }
    return resource.intervalMillis();
  }

  private static String tag(Json position) {
    return position instanceof JsonString tag ? tag.asString() : "";
  }

  private URI address() throws SourceException {
    try {
      return resource.address(params);
    } catch (RuntimeException e) {
      throw SourceException.lasting(
          "the parameters make no address: " + SourceException.messageOf(e));
    }
  }

  private HttpRequest request(URI address) {
    HttpRequest.Builder request = HttpRequest.newBuilder(address).GET();
    boolean secured = address.getScheme().equalsIgnoreCase("https");
    request.version(secured ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1);
    request.setHeader("Accept", "application/json");
    request.setHeader("Accept-Encoding", ContentCoding.ACCEPTED);
    resource.headers().forEach(request::setHeader);
    entityTag.ifPresent(tag -> request.setHeader("If-None-Match", tag));
    return request.build();
  }

  /** The whole answer. The time limit is for all of it, however slowly it comes. */
  private HttpResponse<byte[]> send(HttpRequest request, String name)
      throws SourceException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, head -> new LimitedBody(resource.maxBytes()));
    try {
      return answer.get(resource.timeoutMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw SourceException.passing(
          name + " did not answer completely within " + resource.timeoutMillis() + " ms");
    } catch (ExecutionException e) {
      throw failure(e.getCause() == null ? e : e.getCause(), name);
    } finally {
      answer.cancel(true);
    }
  }

  private byte[] decoded(HttpResponse<byte[]> response, String name) throws SourceException {
    try {
      return ContentCoding.decode(
          response.headers().allValues("Content-Encoding"), response.body(), resource.maxBytes());
    } catch (IOException e) {
      throw SourceException.lasting("the answer of " + name + " " + e.getMessage());
    }
  }

  private static SourceException failure(Throwable cause, String name) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof LimitedBody.TooLongException tooLong) {
        return SourceException.lasting("the answer of " + name + " " + tooLong.getMessage());
      }
    }
    String what = cause instanceof IOException ? " cannot be reached: " : " cannot be asked: ";
    return SourceException.passing(name + what + SourceException.messageOf(cause));
  }

  private static void checkStatus(HttpResponse<byte[]> response, String name)
      throws SourceException {
    int status = response.statusCode();
    String answered = name + " answered " + status;
    switch (status / 100) {
      case 2 -> {
        if (status != OK) {
          throw SourceException.lasting(answered + ", which is not 200 with all data");
        }
      }
      case 3 -> throw SourceException.lasting(answered + redirection(response));
      case 4 -> {
        if (!PASSING_CLIENT_ERRORS.contains(status)) {
          throw SourceException.lasting(answered);
        }
        throw SourceException.passing(answered, TimeLimits.retryAfterMillis(response.headers()));
      }
      default ->
          throw SourceException.passing(answered, TimeLimits.retryAfterMillis(response.headers()));
    }
  }

  private static String redirection(HttpResponse<byte[]> response) {
    String target =
        response
            .headers()
            .firstValue("Location")
            .map(location -> " to " + described(response.uri(), location))
            .orElse("");
    return ", a redirection"
        + target
        + "; redirections are not followed, give the address where the data is";
  }

  private static String described(URI from, String location) {
    try {
      return PolledResource.described(from.resolve(location));
    } catch (IllegalArgumentException e) {
      return "something that is no address";
    }
  }

  private List<? extends Entry<?, ?>> entries(byte[] body, String name) throws SourceException {
    try {
      List<? extends Entry<?, ?>> entries = resource.entries(Json.parse(body));
      checkKeys(entries);
      return entries;
    } catch (JsonSyntaxException e) {
      throw SourceException.lasting("the answer of " + name + " is not JSON: " + e.getMessage());
    } catch (RuntimeException e) {
      throw SourceException.lasting(
          "the answer of " + name + " cannot be converted: " + SourceException.messageOf(e));
    }
  }

  private static void checkKeys(List<? extends Entry<?, ?>> entries) {
    Set<Object> keys = new TreeSet<>(CanonicalOrder.INSTANCE);
    for (Entry<?, ?> entry : entries) {
      if (!keys.add(CanonicalKey.of(entry.key()))) {
        throw new IllegalArgumentException(
            "the key "
                + Json.from(entry.key())
                + " is there twice; give all its values in one entry");
      }
    }
  }
}
