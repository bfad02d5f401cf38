package io.skipruntime.engine.subscription;

import io.skipruntime.UnknownInstanceException;
import io.skipruntime.engine.instance.ResourceInstance;

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
public final class Lease {

  private static final int CLOSED = -1;

  private final ResourceInstance instance;
  private int subscribers;
  private long idleSinceMillis;

  Lease(ResourceInstance instance, long nowMillis) {
    this.instance = instance;
    this.idleSinceMillis = nowMillis;
  }

  /** The instance that the lease keeps open. */
  public ResourceInstance instance() {
    return instance;
  }

  /**
   * Counts one more subscriber.
   *
   * @throws UnknownInstanceException if the lease has ended
   */
  public synchronized void addSubscriber() {
    if (subscribers == CLOSED) {
      throw new UnknownInstanceException("there is no such stream, or no longer");
    }
    subscribers++;
  }

  /** Counts one subscriber less, from the given time on. */
  public synchronized void removeSubscriber(long nowMillis) {
    idleSinceMillis = Math.max(idleSinceMillis, nowMillis);
    if (subscribers != CLOSED) {
      subscribers--;
    }
  }

  synchronized long idleSinceMillis() {
    return idleSinceMillis;
  }

  /** Whether the lease has ended. */
  public synchronized boolean isClosed() {
    return subscribers == CLOSED;
  }

  /** Ends the lease if it has had no subscriber since the given time, and says whether it did. */
  synchronized boolean closeIfIdleSince(long millis) {
    boolean isIdle = subscribers == 0 && idleSinceMillis <= millis;
    if (isIdle) {
      subscribers = CLOSED;
    }
    return isIdle;
  }

  synchronized void close() {
    subscribers = CLOSED;
  }
}
