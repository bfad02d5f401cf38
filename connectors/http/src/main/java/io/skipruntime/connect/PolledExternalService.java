package io.skipruntime.connect;

import io.skipruntime.ExternalService;
import io.skipruntime.SkipException;
import io.skipruntime.json.Json;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Addresses that are asked for JSON again and again. Each answer is all there is: what is not in it
 * any more is removed from the service.
 *
 * <p>A source is live after each answer that could be read, and stale, with the reason and its last
 * data, from the first request that fails until one succeeds. Requests that fail are repeated less
 * and less often. An answer with an {@code ETag} is not sent again as long as it is the same.
 * Redirections are not followed.
 *
 * <p>Before there is any data, a failure that may pass (no connection, status 5xx) is repeated, and
 * those who need the data wait; one that will not pass by itself makes the subscription fail.
 *
 * <p>Thread-safe.
 */
public final class PolledExternalService implements ExternalService {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final Map<String, PolledResource> resources;
  private final Feeds feeds = new Feeds();
  private final HttpClient client =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  /** A service with the given resources, by name. */
  public PolledExternalService(Map<String, PolledResource> resources) {
    this.resources = new TreeMap<>(resources);
  }

  @Override
  public CompletionStage<Void> subscribe(
      String instance, String resource, Json params, Callbacks callbacks) {
    PolledResource polled = resources.get(resource);
    if (polled == null) {
      return CompletableFuture.failedStage(
          new SkipException(
              "there is no polled resource " + resource + "; there are " + resources.keySet()));
    }
    return feeds.start(instance, new Poll(resource, polled, params, client, callbacks));
  }

  @Override
  public void unsubscribe(String instance) {
    feeds.stop(instance);
  }

  @Override
  public CompletionStage<Void> shutdown() {
    return feeds.close().thenRun(client::shutdownNow);
  }
}
