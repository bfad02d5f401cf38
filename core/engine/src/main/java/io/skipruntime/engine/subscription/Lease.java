package io.skipruntime.engine.subscription;

import io.skipruntime.UnknownInstanceException;
import io.skipruntime.engine.instance.ResourceInstance;

/**
 * The reason for which a resource instance stays open on behalf of one identifier, such as a
 * stream's UUID. May be used by any thread.
 *
 * <ul>
 *   <li>{@code subscribers} is {@code CLOSED} from the end of the lease on; no subscriber is added
 *       after that.
 *   <li>{@code idleSinceMillis} counts while there are no subscribers: from the creation or the
 *       last one's leaving; {@code wasFollowed} says which.
 *   <li>A lease that is over, by {@code untilMillis}, is not followed from then on, by any
 *       subscriber.
 * </ul>
 */
public final class Lease {

  private static final int CLOSED = -1;

  private final ResourceInstance instance;
  private final long untilMillis;
  private int subscribers;
  private long idleSinceMillis;
  private boolean wasFollowed;

  Lease(ResourceInstance instance, long nowMillis) {
    this(instance, nowMillis, Long.MAX_VALUE);
  }

  Lease(ResourceInstance instance, long nowMillis, long untilMillis) {
    this.instance = instance;
    this.idleSinceMillis = nowMillis;
    this.untilMillis = untilMillis;
  }

  /** The instance that the lease keeps open. */
  public ResourceInstance instance() {
    return instance;
  }

  /** When the lease is over, even while it is followed; {@link Long#MAX_VALUE} for never. */
  public long untilMillis() {
    return untilMillis;
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
    wasFollowed = true;
    if (subscribers != CLOSED) {
      subscribers--;
    }
  }

  synchronized long idleSinceMillis() {
    return idleSinceMillis;
  }

  /**
   * The use that is made of a lease.
   *
   * @param subscribers how many follow it
   * @param idleSinceMillis since when there are none, if there are none
   */
  public record Use(int subscribers, long idleSinceMillis) {}

  /** The use that is made of it now. */
  public synchronized Use use() {
    return new Use(Math.max(0, subscribers), idleSinceMillis);
  }

  /** Whether the lease has ended. */
  public synchronized boolean isClosed() {
    return subscribers == CLOSED;
  }

  /**
   * Ends the lease if it has had no subscriber for long enough, and says whether it did.
   *
   * @param openedMillis the latest time since when, if it has never had one
   * @param leftMillis the latest time since when, if it has had one, who may come back
   */
  synchronized boolean closeIfIdleSince(long openedMillis, long leftMillis) {
    boolean isIdle =
        subscribers == 0 && idleSinceMillis <= (wasFollowed ? leftMillis : openedMillis);
    if (isIdle) {
      subscribers = CLOSED;
    }
    return isIdle;
  }

  synchronized void close() {
    subscribers = CLOSED;
  }
}
