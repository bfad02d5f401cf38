package io.skipruntime.postgres;

import io.skipruntime.client.feed.SourceException;
import io.skipruntime.json.Json;
import io.skipruntime.postgres.TableSubscription.Stage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The slot that a connection follows, and its stream. A slot without a name of its own is temporary
 * and ends with the connection; a named one stays, and the stream goes on where the service was, if
 * the server can prove that nothing is missing.
 */
final class SlotStream implements AutoCloseable {

  private static final Logger LOGGER = System.getLogger(SlotStream.class.getName());
  private static final int FIRST_WITH_FAILOVER = 17;

  private final ReplicationStream stream;
  private final Place server;
  private final boolean isTemporary;

  private SlotStream(ReplicationStream stream, Place server, boolean isTemporary) {
    this.stream = stream;
    this.server = server;
    this.isTemporary = isTemporary;
  }

  /** Opens the stream, and says of each table whether it can be followed from where it is. */
  static SlotStream open(
      FeedState feed,
      PostgresOptions options,
      Sessions sessions,
      Catalog catalog,
      Tables tables,
      Inbox inbox)
      throws SQLException, SourceException, InterruptedException {
    Connection replication = sessions.replication();
    try {
      String slot = options.slot().orElseGet(SlotStream::temporaryName);
      Place server = Place.current(replication, slot);
      long from = 0;
      boolean isTemporary = options.slot().isEmpty();
      if (isTemporary) {
        create(replication, slot, "TEMPORARY LOGICAL pgoutput NOEXPORT_SNAPSHOT", catalog, tables);
      } else {
        checkUnused(slot, catalog);
        Optional<Place> kept = resumable(feed, tables, server, replication, catalog);
        if (kept.isPresent()) {
          from = kept.get().lsn();
          tables.in(Stage.WANTED).stream()
              .filter(table -> isOf(table, kept.get()))
              .forEach(table -> table.become(Stage.FOLLOWED));
          feed.reloaded();
        } else {
          createPermanent(replication, slot, catalog, tables);
        }
      }
      sessions.setImpatient(replication);
      ReplicationStream stream = new ReplicationStream(replication, options, slot, from, inbox);
      stream.start();
      return new SlotStream(stream, server, isTemporary);
    } catch (SQLException | SourceException | InterruptedException | RuntimeException e) {
      Sessions.abort(replication);
      throw e;
    }
  }

  private static String temporaryName() {
    byte[] random = new byte[6];
    ThreadLocalRandom.current().nextBytes(random);
    return "skip_" + HexFormat.of().formatHex(random);
  }

  private static void checkUnused(String slot, Catalog catalog)
      throws SQLException, SourceException {
    String user =
        catalog.ask(
            "SELECT active_pid::text FROM pg_replication_slots WHERE slot_name = ? AND active",
            slot);
    if (user != null) {
      throw SourceException.passing(
          "the slot "
              + slot
              + " is in use by the connection of pid "
              + user
              + "; waits for it to end");
    }
  }

  private static boolean isOf(TableSubscription table, Place kept) {
    return table.callbacks().isLoaded()
        && table.fingerprint().equals(kept.tables().get(Tables.printName(table)));
  }

  /** The position to go on from; empty if all tables are to be read. */
  private static Optional<Place> resumable(
      FeedState feed, Tables tables, Place server, Connection replication, Catalog catalog)
      throws SQLException {
    List<TableSubscription> loaded = new ArrayList<>(tables.in(Stage.WANTED));
    loaded.removeIf(table -> !table.callbacks().isLoaded());
    if (loaded.isEmpty() || feed.mustReload()) {
      return Optional.empty();
    }
    Json position = loaded.getFirst().callbacks().positions().get(Place.STREAM);
    Optional<Place> kept = position == null ? Optional.empty() : Place.of(position);
    if (kept.isEmpty() || !kept.get().slot().equals(server.slot())) {
      return Optional.empty();
    }
    Optional<String> obstacle = kept.get().obstacle(server, replication, catalog);
    if (obstacle.isEmpty() && !loaded.stream().allMatch(table -> isOf(table, kept.get()))) {
      obstacle = Optional.of("a table is another than it was");
    }
    obstacle.ifPresent(
        reason -> LOGGER.log(Level.WARNING, "all tables are read again, since {0}", reason));
    return obstacle.isPresent() ? Optional.empty() : kept;
  }

  private static void createPermanent(
      Connection replication, String slot, Catalog catalog, Tables tables)
      throws SQLException, InterruptedException {
    catalog.ask(
        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = ?",
        slot);
    boolean canFailOver = catalog.serverVersion() >= FIRST_WITH_FAILOVER;
    create(
        replication,
        slot,
        canFailOver
            ? "LOGICAL pgoutput (SNAPSHOT 'nothing', FAILOVER true)"
            : "LOGICAL pgoutput NOEXPORT_SNAPSHOT",
        catalog,
        tables);
    LOGGER.log(
        Level.INFO,
        "the slot {0} makes the server keep its log while the service is down; to give it up:"
            + " SELECT pg_drop_replication_slot(''{0}'')",
        slot);
  }

  private static void create(
      Connection replication, String slot, String how, Catalog catalog, Tables tables)
      throws SQLException, InterruptedException {
    SlotCreation.run(
        replication,
        "CREATE_REPLICATION_SLOT " + slot + " " + how,
        catalog,
        reason ->
            tables
                .all()
                .forEach(table -> table.callbacks().error(SourceException.passing(reason))));
  }

  /** Where the server was when the stream began. */
  Place server() {
    return server;
  }

  /** Whether the slot ends with the connection, so that no position needs to be kept. */
  boolean isTemporary() {
    return isTemporary;
  }

  /** Tells the server that what is before a position is not needed any more. */
  void confirm(long lsn) {
    stream.confirm(lsn);
  }

  /** As {@link ReplicationStream#checkSilence}. */
  void checkSilence() throws SourceException {
    stream.checkSilence();
  }

  @Override
  public void close() {
    stream.close();
  }
}
