package io.skipruntime.postgres;

import io.skipruntime.client.feed.Backoff;
import io.skipruntime.client.feed.Feed;
import io.skipruntime.client.feed.SourceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;

/**
 * The feed of all subscribed tables of a database: one connection after another, each a {@link
 * Following}. Its thread ends when it is stopped, and not before: what goes wrong makes tables
 * stale and is tried again.
 */
final class ReplicationFeed extends Feed {

  private static final long FIRST_RETRY_MILLIS = 200;
  private static final int DROP_ATTEMPTS = 50;
  private static final String IN_USE =
      "SELECT 1 FROM pg_replication_slots WHERE slot_name = ? AND active";

  private final PostgresOptions options;
  private final FeedState state;

  /**
   * A feed that is not started.
   *
   * @param polled takes subscriptions that cannot be replicated: those of views
   */
  @SuppressWarnings("this-escape") // what it calls completes a future that is not given away yet
  ReplicationFeed(PostgresOptions options, Consumer<TableSubscription> polled) {
    super("skip-postgres", new Backoff(FIRST_RETRY_MILLIS, options.maxRetryMillis()));
    this.options = options;
    this.state = new FeedState(polled, this::succeeded);
    supplied();
  }

  /** What outlives the connections. */
  FeedState state() {
    return state;
  }

  /** Drops the slot as soon as the connection that used it has ended at the server, too. */
  private void dropSlot() throws SQLException, InterruptedException {
    state.dropped();
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
    state.connected(current);
    try {
      follow(current);
    } catch (SQLException e) {
      throw state.afterBreak(Failures.of(e));
    } catch (SourceException e) {
      throw state.afterBreak(e);
    } finally {
      state.connected(null);
    }
    return 0;
  }

  private void follow(Inbox current) throws SQLException, SourceException, InterruptedException {
    if (state.isGivenUp()) {
      dropSlot();
    }
    try (Following following = new Following(state, options, current)) {
      following.run();
    } catch (SourceException e) {
      if (state.isGivenUp()) {
        dropSlot();
      }
      throw e;
    }
  }

  @Override
  protected void troubled(SourceException failure) {
    for (TableSubscription table : state.subscriptions()) {
      if (failure.isLasting() && !table.loaded().isDone()) {
        state.forget(table);
        table.fail(failure);
      } else {
        table.callbacks().error(failure);
      }
    }
  }

  @Override
  protected void end() {
    state.end();
  }
}
