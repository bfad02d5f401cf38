package io.skipruntime.connect;

import io.skipruntime.SkipException;
import io.skipruntime.client.feed.Feed;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The feeds of an external service, by the identifiers of their subscriptions. Thread-safe.
 *
 * <ul>
 *   <li>{@code ending} has those that were stopped and still give back what they hold.
 * </ul>
 */
public final class Feeds {

  /**
   * A word for the resources of an external service, in messages.
   *
   * @param noun such as {@code topic}
   * @param isPlural whether one resource is several of what the word says
   */
  public record Kind(String noun, boolean isPlural) {

    private String missing(String resource, Set<String> present) {
      return "there %s %s %s; there are %s"
          .formatted(isPlural ? "are no" : "is no", noun, resource, present);
    }

    private String withoutParameters(String resource) {
      return "the %s %s %s no parameters".formatted(noun, resource, isPlural ? "take" : "takes");
    }
  }

  private final Map<String, Feed> running = new HashMap<>();
  private final Set<Feed> ending = new HashSet<>();
  private boolean closed;

  /** No feeds yet. */
  public Feeds() {}

  /**
   * Starts a feed.
   *
   * @param instance identifies the subscription; one that has a feed already is refused
   * @return completes when the first data is delivered, exceptionally if there is none to be had
   */
  public CompletionStage<Void> start(String instance, Feed feed) {
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

  /**
   * Starts the feed of one of several resources, none of which takes parameters.
   *
   * @param instance identifies the subscription; one that has a feed already is refused
   * @param kind a word for such a resource in messages
   * @param resources by name
   * @param resource the name of the one that is asked for
   * @param params what it is asked for with
   * @param feed makes the feed; an {@link IllegalArgumentException} of it refuses the subscription
   * @return completes when the first data is delivered, exceptionally if there is none to be had
   */
  public <R> CompletionStage<Void> start(
      String instance,
      Kind kind,
      Map<String, R> resources,
      String resource,
      Json params,
      Function<R, Feed> feed) {
    R found = resources.get(resource);
    if (found == null) {
      return CompletableFuture.failedStage(
          new SkipException(kind.missing(resource, resources.keySet())));
    }
    if (!(params instanceof JsonObject object && object.members().isEmpty())) {
      return CompletableFuture.failedStage(new SkipException(kind.withoutParameters(resource)));
    }
    Feed made;
    try {
      made = feed.apply(found);
    } catch (IllegalArgumentException e) { // a type that JSON has no form for
      return CompletableFuture.failedStage(e);
    }
    return start(instance, made);
  }

  /** Stops a feed, if there is one. */
  public synchronized void stop(String instance) {
    Feed feed = running.remove(instance);
    if (feed != null) {
      ending.add(feed);
      var unused = feed.stop().whenComplete((none, failure) -> forget(feed));
    }
  }

  private synchronized void forget(Feed feed) {
    ending.remove(feed);
  }

  /** Stops all for good; completes when all that were stopped have given back what they held. */
  public synchronized CompletionStage<Void> close() {
    closed = true;
    List.copyOf(running.keySet()).forEach(this::stop);
    return CompletableFuture.allOf(
        List.copyOf(ending).stream().map(Feed::stop).toArray(CompletableFuture<?>[]::new));
  }
}
