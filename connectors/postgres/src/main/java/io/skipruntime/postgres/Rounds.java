package io.skipruntime.postgres;

import io.skipruntime.SourceStatus.Lag;
import io.skipruntime.client.feed.SourceException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The checks that are made from time to time while a connection lasts: how far the stream is
 * behind, how much the slot costs the server, whether the tables are as they were. For the feed's
 * thread.
 */
final class Rounds {

  private static final long LAG_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long GIVE_UP_MILLIS = TimeUnit.MINUTES.toMillis(1);

  private static final String KEPT =
      """
      SELECT greatest(0, pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
                                              ELSE pg_current_wal_lsn() END, %s))::int8
      FROM pg_replication_slots WHERE slot_name = ?
      """;

  private final FeedState feed;
  private final PostgresOptions options;
  private final Catalog catalog;
  private final Tables tables;
  private final SlotStream stream;
  private final Deliveries deliveries;
  private long lastLag = System.nanoTime();
  private long lastRetry = System.nanoTime();
  private long lastCatalog = System.nanoTime();

  Rounds(
      FeedState feed,
      PostgresOptions options,
      Catalog catalog,
      Tables tables,
      SlotStream stream,
      Deliveries deliveries) {
    this.feed = feed;
    this.options = options;
    this.catalog = catalog;
    this.tables = tables;
    this.stream = stream;
    this.deliveries = deliveries;
  }

  /** Looks at what it is time for. */
  void look() throws SQLException, SourceException {
    stream.checkSilence();
    deliveries.land();
    long now = System.nanoTime();
    if (now - lastRetry > RETRY_NANOS) {
      lastRetry = now;
      deliveries.retry();
    }
    if (now - lastLag > LAG_NANOS) {
      lastLag = now;
      lag();
    }
    if (now - lastCatalog > TimeUnit.MILLISECONDS.toNanos(options.catalogMillis())) {
      lastCatalog = now;
      tables.check();
    }
  }

  private void lag() throws SQLException, SourceException {
    String slot = stream.server().slot();
    String behind = catalog.ask(KEPT.formatted("confirmed_flush_lsn"), slot);
    if (behind != null) {
      Lag lag = new Lag(Long.parseLong(behind), "bytes", Optional.empty());
      tables.all().forEach(table -> table.callbacks().report(lag));
    }
    String kept = catalog.ask(KEPT.formatted("restart_lsn"), slot);
    if (kept != null && Long.parseLong(kept) > options.maxSlotLagBytes()) {
      throw feed.giveUp(
          "the server had to keep "
              + kept
              + " bytes of its log for the slot "
              + slot
              + ", and it was given up",
          GIVE_UP_MILLIS);
    }
  }
}
