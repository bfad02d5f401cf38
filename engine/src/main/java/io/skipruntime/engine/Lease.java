package io.skipruntime.engine;

import io.skipruntime.engine.resource.ResourceInstance;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What keeps a resource instance open on behalf of one identifier, such as a stream's UUID. May be
 * used by any thread.
 *
 * <ul>
 *   <li>{@code subscribers} is {@code CLOSED} from the end of the lease on; nobody subscribes
 *       after.
 *   <li>{@code idleSinceMillis} counts while there are no subscribers: from the creation or the
 *       last one's leaving.
 * </ul>
 */
final class Lease {

  private static final int CLOSED = -1;

  private final ResourceInstance instance;
  private final AtomicInteger subscribers = new AtomicInteger();
  private volatile long idleSinceMillis;

  Lease(ResourceInstance instance, long nowMillis) {
    this.instance = instance;
    this.idleSinceMillis = nowMillis;
  }

  ResourceInstance instance() {
    return instance;
  }

  /**
   * Counts one more subscriber.
   *
   * @throws UnknownInstanceException if the lease has ended
   */
  void addSubscriber() {
    if (subscribers.updateAndGet(count -> count == CLOSED ? CLOSED : count + 1) == CLOSED) {
      throw new UnknownInstanceException("there is no such stream, or no longer");
    }
  }

  void removeSubscriber(long nowMillis) {
    idleSinceMillis = nowMillis;
    subscribers.updateAndGet(count -> count == CLOSED ? CLOSED : count - 1);
  }

  long idleSinceMillis() {
    return idleSinceMillis;
  }

  boolean isClosed() {
    return subscribers.get() == CLOSED;
  }

  /** Ends the lease if it has had no subscriber since the given time, and says whether it did. */
  boolean closeIfIdleSince(long millis) {
    return idleSinceMillis <= millis && subscribers.compareAndSet(0, CLOSED);
  }

  void close() {
    subscribers.set(CLOSED);
  }
}
