package io.skipruntime.engine.subscription;

import io.skipruntime.OverloadedException;
import io.skipruntime.UnknownInstanceException;
import io.skipruntime.engine.instance.ResourceInstance;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The resource instances that are open, by their identifiers. An instance whose last lease ends is
 * kept for a while, in case it is asked for again, and then collected.
 *
 * <p>Thread-safe: no thread that opens or closes a stream waits for a transaction here.
 */
public final class Leases {

  private final Map<String, Lease> byIdentifier = new ConcurrentHashMap<>();
  private final Consumer<String> closed;

  /**
   * No leases yet.
   *
   * @param closed is given the identifier of each lease that ends
   */
  public Leases(Consumer<String> closed) {
    this.closed = closed;
  }

  /**
   * The lease under an identifier.
   *
   * @throws UnknownInstanceException if there is none, or no longer
   */
  public Lease find(String identifier) {
    Lease lease = byIdentifier.get(identifier);
    if (lease == null) {
      throw new UnknownInstanceException("there is no such stream, or no longer");
    }
    return lease;
  }

  /** Gives {@code action} each lease with its identifier. */
  public void forEach(BiConsumer<String, Lease> action) {
    byIdentifier.forEach(action);
  }

  /** Whether there is a lease under an identifier. */
  public boolean has(String identifier) {
    return byIdentifier.containsKey(identifier);
  }

  /** All leases. */
  public Collection<Lease> all() {
    return List.copyOf(byIdentifier.values());
  }

  /** Fails unless a lease can be added under an identifier. */
  public void requireRoom(String identifier, int most) {
    if (byIdentifier.containsKey(identifier)) {
      throw new IllegalArgumentException("the identifier is in use");
    }
    if (byIdentifier.size() >= most) {
      throw new OverloadedException(most + " streams are open, and no more are allowed");
    }
  }

  /**
   * Adds a lease under an identifier that is not in use.
   *
   * @param untilMillis when it is over, even while it is followed; {@link Long#MAX_VALUE} for never
   * @return false, and there is none, if the instance is about to be closed
   */
  public boolean add(
      String identifier, ResourceInstance instance, long nowMillis, long untilMillis) {
    if (!instance.addLease()) {
      return false;
    }
    Lease lease = new Lease(instance, nowMillis, untilMillis);
    if (byIdentifier.putIfAbsent(identifier, lease) != null) {
      instance.removeLease();
      throw new IllegalArgumentException("the identifier is in use");
    }
    return true;
  }

  /** Ends a lease unless it has ended, and gives its instance to {@code ended}. */
  public void end(String identifier, long nowMillis, Consumer<ResourceInstance> ended) {
    Lease lease = byIdentifier.remove(identifier);
    if (lease != null) {
      lease.close();
      release(identifier, lease, nowMillis, ended);
    }
  }

  private void release(
      String identifier, Lease lease, long lastUsedMillis, Consumer<ResourceInstance> ended) {
    closed.accept(identifier);
    lease.instance().touch(lastUsedMillis);
    lease.instance().removeLease();
    ended.accept(lease.instance());
  }

  /**
   * Ends the leases that have had no subscriber for long enough; see {@link
   * Lease#closeIfIdleSince}.
   */
  public void endIdle(long openedMillis, long leftMillis, Consumer<ResourceInstance> ended) {
    byIdentifier.forEach((identifier, lease) -> {
      if (lease.closeIfIdleSince(openedMillis, leftMillis)
          && byIdentifier.remove(identifier, lease)) {
        release(identifier, lease, lease.idleSinceMillis(), ended);
      }
    });
  }

  /** Ends the leases that are over, even while they are followed. */
  public void endOver(long nowMillis, Consumer<ResourceInstance> ended) {
    byIdentifier.forEach((identifier, lease) -> {
      if (lease.untilMillis() <= nowMillis) {
        end(identifier, nowMillis, ended);
      }
    });
  }

  /** Ends the leases of an instance that was closed. */
  public void endOf(ResourceInstance instance, long nowMillis, Consumer<ResourceInstance> ended) {
    byIdentifier.forEach((identifier, lease) -> {
      if (lease.instance() == instance) {
        end(identifier, nowMillis, ended);
      }
    });
  }

  /** Ends all leases, and gives the instance of each to {@code ended}. */
  public void endAll(long nowMillis, Consumer<ResourceInstance> ended) {
    byIdentifier.keySet().forEach(identifier -> end(identifier, nowMillis, ended));
  }

  /** The number of leases. */
  public int size() {
    return byIdentifier.size();
  }
}
