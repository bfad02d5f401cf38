package io.skipruntime.engine;

import io.skipruntime.ComputationException;
import io.skipruntime.engine.graph.Graph;
import io.skipruntime.engine.heap.ReadEntries;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.instance.ResourceInstance;
import io.skipruntime.engine.subscription.Lease;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber of a resource instance: one number, the last tick it has seen.
 *
 * <p>There is no queue: {@link #poll} gives what changed since the last poll, however many commits
 * that were. A subscriber that polls when its listener is run misses nothing; one that is slower
 * misses intermediate states only. Polls are for one thread at a time; the other methods may be
 * called by any.
 */
public final class Subscription implements AutoCloseable {

  private static final long NOWHERE = -1;

  private final Graph graph;
  private final String epoch;
  private final InstantSource clock;
  private final Lease lease;
  private @Nullable Watermark seen;
  private long position = NOWHERE;
  private long failureSince;
  private @Nullable Runnable listener;
  private boolean closed;

  Subscription(
      Graph graph, String epoch, InstantSource clock, Lease lease, Optional<Watermark> seen) {
    this.graph = graph;
    this.epoch = epoch;
    this.clock = clock;
    this.lease = lease;
    this.seen = seen.filter(mark -> mark.epoch().equals(epoch)).orElse(null);
    this.seen().ifPresent(mark -> position = mark.tick());
    lease.addSubscriber();
  }

  /**
   * Has {@code listener} run from now on after each commit that changed the contents, by the thread
   * that committed, and at the end; it must not block. A listener that subscriptions of one
   * instance share is run once for all of them.
   *
   * @throws IllegalStateException if the subscription has a listener
   */
  public synchronized void listen(Runnable listener) {
    if (this.listener != null) {
      throw new IllegalStateException("the subscription has a listener");
    }
    if (!closed) {
      this.listener = listener;
      lease.instance().addListener(listener);
    }
  }

  /**
   * What the subscriber has not seen yet: the contents at the first poll and when the instance was
   * rebuilt, else the keys that changed; empty if there is nothing new. The watermark of changed
   * keys is that of the last commit that changed one, so that it is the same for all streams.
   */
  public <K, V> Optional<CollectionUpdate<K, V>> poll() {
    return lease.instance().snapshot(graph).flatMap(this::<K, V>since);
  }

  private <K, V> Optional<CollectionUpdate<K, V>> since(ResourceInstance.Snapshot snapshot) {
    Watermark last = seen;
    TickMap<Object, ValueList> contents = snapshot.contents();
    if (snapshot.failure().isPresent()) {
      return Optional.empty();
    }
    if (last == null || last.tick() > snapshot.tick() || last.tick() < earliest(snapshot)) {
      position = contents.lastTick();
      return Optional.of(update(true, contents::cursor, snapshot.tick()));
    }
    if (contents.lastTick() <= last.tick()) {
      position = contents.lastTick();
      return Optional.empty();
    }
    position = contents.lastTick();
    return Optional.of(
        update(false, () -> contents.changesSince(last.tick()), contents.lastTick()));
  }

  private <K, V> CollectionUpdate<K, V> update(
      boolean isInitial, Supplier<TickMap.Cursor<Object, ValueList>> entries, long tick) {
    Watermark now = new Watermark(epoch, tick);
    seen = now;
    return new CollectionUpdate<>(isInitial, new ReadEntries<>(entries), now);
  }

  /**
   * Why the instance has no contents now, once for each time it fails; empty if it has contents or
   * that was said before. When it has recovered, {@link #poll} gives its contents.
   */
  public Optional<ComputationException> pollFailure() {
    return lease
        .instance()
        .snapshot(graph)
        .filter(snapshot -> snapshot.failure().isPresent() && snapshot.since() > failureSince)
        .flatMap(snapshot -> {
          failureSince = snapshot.since();
          return snapshot.failure();
        });
  }

  private static long earliest(ResourceInstance.Snapshot snapshot) {
    return Math.max(snapshot.since(), snapshot.contents().horizon());
  }

  /** What the subscriber has seen, unless it has not polled yet. */
  public Optional<Watermark> seen() {
    return Optional.ofNullable(seen);
  }

  /**
   * The tick of the last change that the subscriber has seen, so far as that is known; negative
   * unless it has polled or resumed. Subscriptions of one instance that are at the same position
   * get the same changes from a poll, whatever they have {@link #seen}.
   */
  public long position() {
    return position;
  }

  /**
   * Identifies the instance: equal for the subscriptions of one, so that what is made for one
   * subscriber can be shared.
   */
  public Object instance() {
    return lease.instance();
  }

  /**
   * Since when what the subscriber sees depends on data of an external source that is stale; empty
   * if it does not. The listener is run when that changes, too, soon after.
   */
  public Optional<Instant> staleSince() {
    return lease.instance().staleSince();
  }

  /** Whether the instance was closed: there will be nothing more to poll. */
  public boolean isEnded() {
    return lease.isClosed() || lease.instance().snapshot(graph).isEmpty();
  }

  /** Ends the subscription. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      if (listener != null) {
        lease.instance().removeListener(listener);
      }
      lease.removeSubscriber(clock.millis());
    }
  }

  @Override
  public String toString() {
    return "subscription of " + Objects.toString(lease.instance().key());
  }
}
