package io.skipruntime.postgres;

import io.skipruntime.ExternalService;
import io.skipruntime.SkipException;
import io.skipruntime.client.feed.Feed;
import io.skipruntime.json.Json;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a PostgreSQL database, of version 14 or newer, as collections: the name of a
 * resource is that of a table, a key is its primary key, and a value is its row. {@link
 * PostgresTable} makes the resource for a record.
 *
 * <p>Tables follow the database by logical replication: what one SQL commit changed, in however
 * many tables, is one commit here. A table is read when it is first needed, while others go on. A
 * value that does not fit its type leaves out its row, which the status of the source lists; all
 * else goes on.
 *
 * <p>While the database cannot be reached the sources are stale, and attempts to connect follow
 * each other less and less often. Nothing is created in the database except for slots: one, which
 * ends with its connection unless {@link PostgresOptions#withSlot} names it, and one for each time
 * that tables are read. What the database lacks is told with the SQL that mends it.
 *
 * <p>A view has no changes to follow, and is read again and again, and so are all tables with
 * {@link PostgresOptions#withPolling}.
 *
 * <p>Thread-safe.
 */
public final class PostgresService implements ExternalService {

  private final PostgresOptions options;
  private final ReplicationFeed replication;
  private final PollFeed poll;
  private boolean isReplicationStarted;
  private boolean isPollStarted;
  private boolean isShutDown;

  /** The database that the options name; nothing is connected until a table is needed. */
  @SuppressWarnings("this-escape") // the feed gives tables to the service only after it is started
  public PostgresService(PostgresOptions options) {
    this.options = options;
    this.poll = new PollFeed(options);
    this.replication = new ReplicationFeed(options, this::poll);
  }

  @Override
  public CompletionStage<Void> subscribe(
      String instance, String resource, Json params, Callbacks callbacks) {
    TableSubscription table;
    try {
      table = new TableSubscription(instance, TableName.parse(resource), params, callbacks);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedStage(e);
    }
    synchronized (this) {
      if (isShutDown) {
        return CompletableFuture.failedStage(
            new SkipException("the external service is shut down"));
      }
      if (options.isPolled()) {
        poll(table);
      } else {
        replication.state().add(instance, table);
        if (!isReplicationStarted) {
          isReplicationStarted = true;
          var unused = replication.start();
        }
      }
    }
    return table.loaded();
  }

  private synchronized void poll(TableSubscription table) {
    if (isShutDown) {
      return;
    }
    poll.add(table.instance(), table);
    if (!isPollStarted) {
      isPollStarted = true;
      var unused = poll.start();
    }
  }

  @Override
  public void unsubscribe(String instance) {
    replication.state().remove(instance);
    poll.remove(instance);
  }

  /**
   * Completes when subscribers can see what was committed up to a position of the database's log,
   * so that a request that has written to the database can show it: <code>
   * SELECT pg_current_wal_insert_lsn()</code>, after the commit and over the same connection, tells
   * the position to wait for. Tables that are read again and again are read at once.
   *
   * <p>It does not wait for tables that are being read for the first time, and waits while the
   * database cannot be reached: give it a time limit. It fails if the service is shut down.
   *
   * @param lsn such as {@code 16/B374D848}
   * @throws IllegalArgumentException if it is not a position
   */
  public CompletionStage<Void> awaitCommitted(String lsn) {
    long position = Lsn.parse(lsn);
    CompletableFuture<Void> replicated;
    CompletableFuture<Void> polled;
    synchronized (this) {
      replicated = isReplicationStarted ? replication.state().awaitShown(position) : done();
      polled = isPollStarted ? poll.awaitShown() : done();
    }
    return CompletableFuture.allOf(replicated, polled);
  }

  private static CompletableFuture<Void> done() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Void> shutdown() {
    @Nullable Feed first;
    @Nullable Feed second;
    synchronized (this) {
      isShutDown = true;
      first = isReplicationStarted ? replication : null;
      second = isPollStarted ? poll : null;
    }
    return CompletableFuture.allOf(
        first == null ? done() : first.stop(), second == null ? done() : second.stop());
  }
}
