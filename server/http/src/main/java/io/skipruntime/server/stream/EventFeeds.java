package io.skipruntime.server.stream;

import io.skipruntime.engine.Subscription;
import java.util.Map;
import java.util.WeakHashMap;

/** The feed of each resource instance that is subscribed to. May be used by any thread. */
public final class EventFeeds {

  private final StreamCounters counters;
  private final Map<Object, EventFeed> feeds = new WeakHashMap<>();

  /** No feeds yet, whose events are counted. */
  public EventFeeds(StreamCounters counters) {
    this.counters = counters;
  }

  /** The feed that the subscription shares with all others of its instance. */
  synchronized EventFeed of(Subscription subscription) {
    return feeds.computeIfAbsent(subscription.instance(), instance -> new EventFeed(counters));
  }
}
