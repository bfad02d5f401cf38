package io.skipruntime.connect;

import io.skipruntime.SkipException;
import io.skipruntime.client.feed.Feed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The feeds of an external service, by the identifiers of their subscriptions. Thread-safe. */
final class Feeds {

  private final Map<String, Feed> running = new HashMap<>();
  private boolean closed;

  /** Starts a feed; completes when its first data is delivered. */
  CompletionStage<Void> start(String instance, Feed feed) {
    synchronized (this) {
      if (closed) {
        return CompletableFuture.failedStage(
            new SkipException("the external service is shut down"));
      }
      if (running.putIfAbsent(instance, feed) != null) {
        return CompletableFuture.failedStage(
            new SkipException("there is a subscription " + instance + " already"));
      }
    }
    return feed.start();
  }

  /** Stops a feed, if there is one. */
  void stop(String instance) {
    Feed feed;
    synchronized (this) {
      feed = running.remove(instance);
    }
    if (feed != null) {
      var unused = feed.stop(); // it logs what goes wrong
    }
  }

  /** Stops all for good; completes when they have given back what they held. */
  CompletionStage<Void> close() {
    List<Feed> last;
    synchronized (this) {
      closed = true;
      last = new ArrayList<>(running.values());
      running.clear();
    }
    return CompletableFuture.allOf(
        last.stream().map(Feed::stop).toArray(CompletableFuture<?>[]::new));
  }
}
