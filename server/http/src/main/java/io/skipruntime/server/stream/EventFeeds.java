package io.skipruntime.server.stream;

import io.skipruntime.engine.Subscription;
import io.skipruntime.server.problem.Disclosure;
import java.util.Map;
import java.util.WeakHashMap;

/** The feed of each resource instance that is subscribed to. May be used by any thread. */
public final class EventFeeds {

  private final StreamCounters counters;
  private final Disclosure disclosure;
  private final Map<Object, EventFeed> feeds = new WeakHashMap<>();

  /**
   * No feeds yet.
   *
   * @param counters counts events
   * @param disclosure what subscribers are told of failures
   */
  public EventFeeds(StreamCounters counters, Disclosure disclosure) {
    this.counters = counters;
    this.disclosure = disclosure;
  }

  /** The feed that the subscription shares with all others of its instance. */
  synchronized EventFeed of(Subscription subscription) {
    return feeds.computeIfAbsent(
        subscription.instance(), instance -> new EventFeed(counters, disclosure));
  }

  /** What subscribers are told of failures. */
  Disclosure disclosure() {
    return disclosure;
  }
}
