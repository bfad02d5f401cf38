package io.skipruntime.server;

import io.skipruntime.engine.Subscription;
import java.util.Map;
import java.util.WeakHashMap;

/** The feed of each resource instance that is subscribed to. May be used by any thread. */
final class EventFeeds {

  private final Metrics metrics;
  private final Map<Object, EventFeed> feeds = new WeakHashMap<>();

  EventFeeds(Metrics metrics) {
    this.metrics = metrics;
  }

  /** The feed that the subscription shares with all others of its instance. */
  synchronized EventFeed of(Subscription subscription) {
    return feeds.computeIfAbsent(subscription.instance(), instance -> new EventFeed(metrics));
  }
}
