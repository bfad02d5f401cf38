package io.skipruntime.postgres;

import io.skipruntime.client.feed.Backoff;
import io.skipruntime.client.feed.Feed;
import io.skipruntime.client.feed.SourceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The feed of all subscribed tables of a database: one connection after another, each a {@link
 * Following}. Its thread ends when it is stopped, and not before: what goes wrong makes tables
 * stale and is tried again.
 *
 * <ul>
 *   <li>{@code mustReload} after the tables were found to be other than what was read: the next
 *       connection reads all of them again
 *   <li>{@code shown} is the position up to which subscribers can see all commits
 * </ul>
 */
final class ReplicationFeed extends Feed {

  private static final long FIRST_RETRY_MILLIS = 200;
  private static final int DROP_ATTEMPTS = 50;
  private static final String IN_USE =
      "SELECT 1 FROM pg_replication_slots WHERE slot_name = ? AND active";

  private final PostgresOptions options;
  private final Consumer<TableSubscription> polled;
  private final Map<String, TableSubscription> subscriptions = new ConcurrentHashMap<>();
  private final NavigableMap<Long, CompletableFuture<Void>> awaited = new ConcurrentSkipListMap<>();
  private final AtomicLong shown = new AtomicLong();
  private volatile @Nullable Inbox inbox;
  private volatile boolean mustReload;
  private volatile boolean isGivenUp;
  private volatile boolean isFenceWanted;

  /**
   * A feed that is not started.
   *
   * @param polled takes subscriptions that cannot be replicated: those of views
   */
  @SuppressWarnings("this-escape") // what it calls completes a future that is not given away yet
  ReplicationFeed(PostgresOptions options, Consumer<TableSubscription> polled) {
    super(
        "skip-postgres",
        new Backoff(FIRST_RETRY_MILLIS, options.maxRetryMillis(), ThreadLocalRandom.current()));
    this.options = options;
    this.polled = polled;
    supplied();
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

  /** Whether all tables are to be read again. */
  boolean mustReload() {
    return mustReload;
  }

  /** Notes that all tables were read, or need not be. */
  void reloaded() {
    mustReload = false;
    succeeded();
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

  /** Drops the slot as soon as the connection that used it has ended at the server, too. */
  private void dropSlot() throws SQLException, InterruptedException {
    isGivenUp = false;
    try (Connection connection = new Sessions(options).ordinary()) {
      Catalog catalog = new Catalog(connection);
      String slot = options.slot().orElse("");
      for (int i = 0; i < DROP_ATTEMPTS && catalog.ask(IN_USE, slot) != null; i++) {
        Thread.sleep(FIRST_RETRY_MILLIS);
      }
      catalog.ask(
          "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
              + " WHERE slot_name = ? AND NOT active",
          slot);
    }
  }

  @Override
  protected long attempt() throws SourceException, InterruptedException {
    Inbox current = new Inbox();
    inbox = current;
    try {
      follow(current);
    } catch (SQLException e) {
      throw Failures.of(e);
    } finally {
      inbox = null;
    }
    return 0;
  }

  private void follow(Inbox current) throws SQLException, SourceException, InterruptedException {
    if (isGivenUp) {
      dropSlot();
    }
    try (Following following = new Following(this, options, current)) {
      following.run();
    } catch (SourceException e) {
      if (isGivenUp) {
        dropSlot();
      }
      throw e;
    }
  }

  @Override
  protected void troubled(SourceException failure) {
    for (TableSubscription table : subscriptions()) {
      if (failure.isLasting() && !table.loaded().isDone()) {
        forget(table);
        table.fail(failure);
      } else {
        table.callbacks().error(failure);
      }
    }
  }

  @Override
  protected void end() {
    for (CompletableFuture<Void> wanted : awaited.values()) {
      wanted.completeExceptionally(SourceException.lasting("the external service is shut down"));
    }
  }
}
