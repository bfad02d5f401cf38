package io.skipruntime.engine;

import io.skipruntime.Entry;
import io.skipruntime.ResourceSink;
import io.skipruntime.SinkPosition;
import io.skipruntime.SinkStatus;
import io.skipruntime.UnknownInstanceException;
import io.skipruntime.engine.commit.TransactionRunner;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.instance.ResourceInstance;
import io.skipruntime.engine.sink.FollowedContents;
import io.skipruntime.engine.sink.Pending;
import io.skipruntime.engine.subscription.Lease;
import io.skipruntime.engine.subscription.RememberedDeletions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The contents that a sink follows: a resource instance, held open by a lease. A position is an
 * {@link EventId}, so that it vouches for the resource, its parameters and the history of its
 * contents, and each look is that of a {@link Subscription} which resumes there.
 *
 * <p>{@link #lag} is for any thread, all else for that of the sink.
 */
final class SinkContents implements FollowedContents {

  /** As many keys of a delay are counted at most. */
  private static final int MOST_COUNTED = 10_000;

  /** A lease that is followed. */
  private record Following(Lease lease, Runnable listener, RememberedDeletions.Mark mark) {}

  private final TransactionRunner runner;
  private final LeasedInstances leased;
  private final String epoch;
  private final InstantSource clock;
  private final String identifier;
  private final ResourceSink declared;
  private volatile @Nullable Following following;

  SinkContents(
      TransactionRunner runner,
      LeasedInstances leased,
      String epoch,
      InstantSource clock,
      String identifier,
      ResourceSink declared) {
    this.runner = runner;
    this.leased = leased;
    this.epoch = epoch;
    this.clock = clock;
    this.identifier = identifier;
    this.declared = declared;
  }

  @Override
  public void open(Runnable listener) {
    Following current = following;
    if (current != null && !current.lease().isClosed()) {
      return;
    }
    leave();
    Lease lease = leased.openForSink(identifier, declared.resource(), declared.params());
    lease.addSubscriber();
    lease.instance().addListener(listener);
    following =
        new Following(
            lease, listener, runner.rememberedDeletions().add(lease.instance(), Long.MAX_VALUE));
  }

  private void leave() {
    Following last = following;
    if (last != null) {
      following = null;
      runner.rememberedDeletions().remove(last.mark());
      last.lease().instance().removeListener(last.listener());
      last.lease().removeSubscriber(clock.millis());
    }
  }

  @Override
  public Pending since(Optional<SinkPosition> position) {
    Following current = following;
    if (current == null) {
      return new Pending.Ended();
    }
    try (Subscription look = look(current.lease(), position)) {
      look.preferChanges();
      return switch (look.<Object, Object>news()) {
        case News.Changes<Object, Object> changes -> entries(changes);
        case News.Failed<Object, Object> failed ->
            new Pending.Failed("the resource has failed: " + failed.failure().getMessage());
        case News.Ended<Object, Object> ended -> new Pending.Ended();
        case News.Nothing<Object, Object> nothing ->
            new Pending.Nothing(position(look.lastEventId()));
      };
    } catch (UnknownInstanceException e) {
      return new Pending.Ended();
    }
  }

  private Subscription look(Lease lease, Optional<SinkPosition> position) {
    return position
        .flatMap(known -> EventId.parse(known.toString()))
        .map(known -> new Subscription(runner.graph(), epoch, clock, lease, known))
        .orElseGet(() ->
            new Subscription(runner.graph(), epoch, clock, lease, Optional.<Watermark>empty()));
  }

  private static Pending.Entries entries(News.Changes<Object, Object> changes) {
    Iterable<Entry<Object, Object>> entries = changes.update().values();
    return new Pending.Entries(changes.update().isInitial(), position(changes.id()), entries);
  }

  private static SinkPosition position(EventId id) {
    return SinkPosition.parse(id.toString()).orElseThrow();
  }

  @Override
  public SinkStatus.Lag lag(Optional<SinkPosition> position) {
    Following current = following;
    Optional<ResourceInstance.Snapshot> snapshot =
        current == null ? Optional.empty() : current.lease().instance().snapshot(runner.graph());
    return snapshot.map(now -> lag(now, position)).orElse(SinkStatus.Lag.NONE);
  }

  private SinkStatus.Lag lag(ResourceInstance.Snapshot now, Optional<SinkPosition> position) {
    TickMap<Object, ValueList> contents = now.contents();
    long tick = position.flatMap(this::tick).orElse(-1L);
    if (tick < contents.horizon()) {
      return new SinkStatus.Lag(now.tick(), Duration.ZERO, Math.min(MOST_COUNTED, contents.size()));
    }
    if (tick >= contents.lastTick()) {
      return SinkStatus.Lag.NONE;
    }
    TickMap.Cursor<Object, ValueList> differences = contents.changesSince(tick);
    long keys = 0;
    while (keys < MOST_COUNTED && differences.next()) {
      keys++;
    }
    return keys == 0
        ? SinkStatus.Lag.NONE
        : new SinkStatus.Lag(now.tick() - tick, Duration.ZERO, keys);
  }

  /** The tick of a position of this service's epoch. */
  private Optional<Long> tick(SinkPosition position) {
    return EventId.parse(position.toString())
        .filter(id -> id.watermark().epoch().equals(epoch))
        .map(id -> id.watermark().tick());
  }

  @Override
  public void remember(Optional<SinkPosition> position) {
    Following current = following;
    if (current != null) {
      current.mark().moveTo(position.flatMap(this::tick).orElse(Long.MAX_VALUE));
    }
  }

  @Override
  public void close(boolean keepsInstance) {
    leave();
    if (!keepsInstance) {
      leased.endOfSink(identifier);
    }
  }
}
