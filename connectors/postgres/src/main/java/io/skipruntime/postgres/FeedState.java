package io.skipruntime.postgres;

import io.skipruntime.client.feed.SourceException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The state that outlives the connections of a feed: the subscriptions, who waits for which
 * position, and whether the next connection reads all tables again. Thread-safe.
 *
 * <ul>
 *   <li>{@code mustReload} after the tables were found to be other than what was read
 *   <li>{@code shown} is the position up to which subscribers can see all commits
 *   <li>{@code begun} is the position of the commit that the connection of now is within, 0 for
 *       none; {@code broken} that of the commit within which the last connection broke off, and
 *       {@code breaks} how many did so in a row there. Commits before it, which the server sends
 *       again to each connection, do not change that. All for the feed's thread
 * </ul>
 */
final class FeedState {

  private static final int MAX_BREAKS = 3;

  private final Consumer<TableSubscription> polled;
  private final Runnable succeeded;
  private final Map<String, TableSubscription> subscriptions = new ConcurrentHashMap<>();
  private final NavigableMap<Long, CompletableFuture<Void>> awaited = new ConcurrentSkipListMap<>();
  private final AtomicLong shown = new AtomicLong();
  private volatile @Nullable Inbox inbox;
  private volatile boolean mustReload;
  private volatile boolean isGivenUp;
  private volatile boolean isFenceWanted;
  private long begun;
  private long broken;
  private int breaks;

  /**
   * No subscriptions yet.
   *
   * @param polled takes subscriptions that cannot be replicated: those of views
   * @param succeeded is run when a connection has come as far as it can
   */
  FeedState(Consumer<TableSubscription> polled, Runnable succeeded) {
    this.polled = polled;
    this.succeeded = succeeded;
  }

  /** Notes where the connection of now is told news; null if there is none. */
  void connected(@Nullable Inbox current) {
    inbox = current;
  }

  /** Adds a subscription. Thread-safe. */
  void add(String instance, TableSubscription table) {
    subscriptions.put(instance, table);
    wake();
  }

  /** Ends a subscription, if it is here. Thread-safe. */
  void remove(String instance) {
    subscriptions.remove(instance);
    wake();
  }

  private void wake() {
    Inbox current = inbox;
    if (current != null) {
      current.add(new Inbox.Event.Wake());
    }
  }

  /** The subscriptions now. */
  List<TableSubscription> subscriptions() {
    return List.copyOf(subscriptions.values());
  }

  /** Lets a subscription go that was told that it has failed. */
  void forget(TableSubscription table) {
    subscriptions.values().remove(table);
  }

  /** Gives a subscription away that cannot be replicated. */
  void poll(TableSubscription table) {
    forget(table);
    polled.accept(table);
  }

  /** Completes when subscribers can see all commits up to a position. Thread-safe. */
  CompletableFuture<Void> awaitShown(long lsn) {
    CompletableFuture<Void> wanted =
        awaited.computeIfAbsent(lsn, first -> new CompletableFuture<>());
    isFenceWanted = true;
    completeShown();
    wake();
    return wanted.copy();
  }

  /** Notes that subscribers can see all commits up to a position. Thread-safe. */
  void shown(long lsn) {
    shown.accumulateAndGet(lsn, Math::max);
    completeShown();
  }

  private void completeShown() {
    NavigableMap<Long, CompletableFuture<Void>> reached = awaited.headMap(shown.get(), true);
    while (!reached.isEmpty()) {
      Map.Entry<Long, CompletableFuture<Void>> first = reached.pollFirstEntry();
      if (first != null) {
        first.getValue().complete(null);
      }
    }
  }

  /** Whether a caller waits for a position since this was asked last. */
  boolean takeFenceWanted() {
    boolean isWanted = isFenceWanted;
    isFenceWanted = false;
    return isWanted;
  }

  /** Notes that a commit begins to be received. For the feed's thread. */
  void begun(long lsn) {
    begun = lsn;
  }

  /** Notes that the commit was received wholly. For the feed's thread. */
  void received() {
    if (begun == broken) {
      broken = 0;
      breaks = 0;
    }
    begun = 0;
  }

  /**
   * What to do about a failure that has ended a connection: a commit that breaks off again and
   * again, such as one with a value that is too large for a slow network, is not waited for; the
   * tables are read. For the feed's thread.
   */
  SourceException afterBreak(SourceException failure) {
    if (begun == 0) {
      return failure;
    }
    breaks = begun == broken ? breaks + 1 : 1;
    broken = begun;
    begun = 0;
    if (breaks < MAX_BREAKS) {
      return failure;
    }
    broken = 0;
    breaks = 0;
    return reload(
        "the connection broke off %d times within the same commit, the last time with: %s"
            .formatted(MAX_BREAKS, SourceException.messageOf(failure)));
  }

  /** Whether all tables are to be read again. */
  boolean mustReload() {
    return mustReload;
  }

  /** Notes that all tables were read, or need not be. */
  void reloaded() {
    mustReload = false;
    succeeded.run();
  }

  /** A failure after which all tables are read again. */
  SourceException reload(String reason) {
    return reload(reason, 0);
  }

  /** As {@link #reload(String)}, after some time at least. */
  SourceException reload(String reason, long afterMillis) {
    mustReload = true;
    return SourceException.passing("all tables are read again: " + reason, afterMillis);
  }

  /**
   * As {@link #reload(String, long)}, and the slot is dropped, so that the server keeps nothing.
   */
  SourceException giveUp(String reason, long afterMillis) {
    isGivenUp = true;
    return reload(reason, afterMillis);
  }

  /** Whether the slot is to be dropped. */
  boolean isGivenUp() {
    return isGivenUp;
  }

  /** Notes that the slot was dropped. */
  void dropped() {
    isGivenUp = false;
  }

  /** Fails all that wait for a position. */
  void end() {
    for (CompletableFuture<Void> wanted : awaited.values()) {
      wanted.completeExceptionally(SourceException.lasting("the external service is shut down"));
    }
  }
}
