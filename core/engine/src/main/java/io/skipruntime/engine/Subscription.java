package io.skipruntime.engine;

import io.skipruntime.ComputationException;
import io.skipruntime.engine.graph.Graph;
import io.skipruntime.engine.graph.History;
import io.skipruntime.engine.heap.ReadEntries;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.instance.ResourceInstance;
import io.skipruntime.engine.subscription.Lease;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
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
  private @Nullable History history;
  private long shownSince;
  private long position = NOWHERE;
  private long failureSince;
  private @Nullable Runnable listener;
  private boolean closed;
  private boolean wantsAllChanges;

  private Subscription(Graph graph, String epoch, InstantSource clock, Lease lease) {
    this.graph = graph;
    this.epoch = epoch;
    this.clock = clock;
    this.lease = lease;
    lease.addSubscriber();
  }

  /** A subscription of one who has seen a version of equal resource and parameters, if any. */
  Subscription(
      Graph graph, String epoch, InstantSource clock, Lease lease, Optional<Watermark> seen) {
    this(graph, epoch, clock, lease);
    seen.ifPresent(mark -> startAt(mark, snapshot -> mark.tick() >= snapshot.since()));
  }

  /** A subscription of one who has seen an event, of whatever stream. */
  Subscription(Graph graph, String epoch, InstantSource clock, Lease lease, EventId last) {
    this(graph, epoch, clock, lease);
    startAt(last.watermark(), snapshot -> last.fingerprint().equals(fingerprint(snapshot)));
  }

  /** Says what the subscriber has seen, if that is of the history of the present contents. */
  private void startAt(Watermark mark, Predicate<ResourceInstance.Snapshot> isOfItsHistory) {
    if (mark.epoch().equals(epoch)) {
      lease
          .instance()
          .snapshot(graph)
          .filter(snapshot -> snapshot.history() != null)
          .filter(isOfItsHistory)
          .ifPresent(snapshot -> {
            seen = mark;
            history = snapshot.history();
            shownSince = snapshot.since();
            position = mark.tick();
          });
    }
  }

  /**
   * Gives all keys that have changed where they are known, also if the contents are shorter, and
   * also those that came and are gone again: for one who may have been told of them since, in vain.
   */
  void preferChanges() {
    wantsAllChanges = true;
  }

  /**
   * Runs {@code listener} from now on after each commit that changed the contents, by the thread
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
   * Looks once at the newest version, and gives what the subscriber has not seen of it: the
   * contents the first time, when the instance was rebuilt or has recovered, and where they are
   * shorter than what changed; else the keys that changed, without those that came and went
   * meanwhile. The watermark of changed keys is that of the last commit that changed one, so that
   * it is the same for all streams.
   */
  public <K, V> News<K, V> news() {
    Optional<ResourceInstance.Snapshot> snapshot =
        lease.isClosed() ? Optional.empty() : lease.instance().snapshot(graph);
    return snapshot.<News<K, V>>map(this::of).orElseGet(News.Ended::new);
  }

  private <K, V> News<K, V> of(ResourceInstance.Snapshot snapshot) {
    if (snapshot.failure().isPresent()) {
      return untold(snapshot).<News<K, V>>map(News.Failed::new).orElseGet(News.Nothing::new);
    }
    return this.<K, V>since(snapshot)
        .<News<K, V>>map(update -> new News.Changes<>(update, lastEventId()))
        .orElseGet(News.Nothing::new);
  }

  /**
   * The changes of {@link #news}, for a subscriber that failures and the end do not concern: empty
   * if nothing has changed, and while the instance has failed.
   */
  public <K, V> Optional<CollectionUpdate<K, V>> poll() {
    return lease
        .instance()
        .snapshot(graph)
        .filter(snapshot -> snapshot.failure().isEmpty())
        .flatMap(this::<K, V>since);
  }

  private <K, V> Optional<CollectionUpdate<K, V>> since(ResourceInstance.Snapshot snapshot) {
    Watermark last = seen;
    TickMap<Object, ValueList> contents = snapshot.contents();
    if (last == null || !isKnown(last, snapshot)) {
      history = snapshot.history();
      shownSince = snapshot.since();
      position = contents.lastTick();
      return Optional.of(update(true, contents::cursor, snapshot.tick()));
    }
    position = contents.lastTick();
    if (contents.lastTick() <= last.tick()) {
      return Optional.empty();
    }
    if (contents.tombstones() > 0 && !changes(contents, last.tick()).next()) {
      seen = new Watermark(epoch, contents.lastTick()); // what came since is gone again
      return Optional.empty();
    }
    if (!wantsAllChanges && lease.instance().isShorterThanDifferences(contents, last.tick())) {
      return Optional.of(update(true, contents::cursor, contents.lastTick()));
    }
    return Optional.of(update(false, () -> changes(contents, last.tick()), contents.lastTick()));
  }

  private TickMap.Cursor<Object, ValueList> changes(
      TickMap<Object, ValueList> contents, long tick) {
    return wantsAllChanges ? contents.changesSince(tick) : contents.differencesSince(tick);
  }

  /**
   * Whether it is known what has changed since. It is not if the instance showed another collection
   * meanwhile, even if it is back at this one.
   */
  private boolean isKnown(Watermark last, ResourceInstance.Snapshot snapshot) {
    return Objects.equals(history, snapshot.history())
        && shownSince == snapshot.since()
        && last.tick() <= snapshot.tick()
        && last.tick() >= snapshot.contents().horizon();
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
    return lease.instance().snapshot(graph).flatMap(this::untold);
  }

  private Optional<ComputationException> untold(ResourceInstance.Snapshot snapshot) {
    if (snapshot.failure().isEmpty() || snapshot.since() <= failureSince) {
      return Optional.empty();
    }
    failureSince = snapshot.since();
    history = null;
    return snapshot.failure();
  }

  /**
   * Whether the subscriber has contents that lack nothing: true after a {@link #poll} that gave an
   * update or had none to give, false before the first and from a failure on. What is committed
   * after that poll does not count.
   */
  public boolean isCurrent() {
    return seen != null && history != null;
  }

  /** What the subscriber has seen, unless it has not polled yet. */
  public Optional<Watermark> seen() {
    return Optional.ofNullable(seen);
  }

  /**
   * The identifier of the last event that was polled, which vouches for what the subscriber has.
   *
   * @throws IllegalStateException if nothing was polled since the beginning or the last failure
   */
  public EventId lastEventId() {
    Watermark last = seen;
    History known = history;
    if (last == null || known == null) {
      throw new IllegalStateException("nothing was polled");
    }
    return new EventId(last, fingerprint(known));
  }

  private String fingerprint(ResourceInstance.Snapshot snapshot) {
    History known = snapshot.history();
    return known == null ? "" : fingerprint(known);
  }

  private String fingerprint(History known) {
    return lease.instance().fingerprint(known, key -> EventId.fingerprint(epoch, key, known));
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

  /** When the subscription ends at the latest; empty if that is not known. */
  public Optional<Instant> until() {
    long millis = lease.untilMillis();
    return millis == Long.MAX_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
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
