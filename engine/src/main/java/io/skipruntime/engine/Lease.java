package io.skipruntime.engine;

import io.skipruntime.engine.resource.ResourceInstance;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What keeps a resource instance open on behalf of one identifier, such as a stream's UUID.
 *
 * <ul>
 *   <li>{@code idleSinceMillis} counts while {@code subscribers} is zero: from the creation or the
 *       last subscriber's leaving.
 * </ul>
 */
final class Lease {

  private final ResourceInstance instance;
  private final AtomicInteger subscribers = new AtomicInteger();
  private volatile long idleSinceMillis;
  private volatile boolean closed;

  Lease(ResourceInstance instance, long nowMillis) {
    this.instance = instance;
    this.idleSinceMillis = nowMillis;
  }

  ResourceInstance instance() {
    return instance;
  }

  void addSubscriber() {
    subscribers.incrementAndGet();
  }

  void removeSubscriber(long nowMillis) {
    idleSinceMillis = nowMillis;
    subscribers.decrementAndGet();
  }

  boolean isIdleSince(long millis) {
    return subscribers.get() == 0 && idleSinceMillis <= millis;
  }

  int subscribers() {
    return subscribers.get();
  }

  boolean isClosed() {
    return closed;
  }

  void close() {
    closed = true;
  }
}
