package io.skipruntime.postgres;

import io.skipruntime.ExternalService.Delivery;
import io.skipruntime.InvalidInputException;
import io.skipruntime.SourceStatus.Progress;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.json.Json;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * The reading of some tables as they are at one position of the log, by a thread of its own. A
 * temporary slot tells the position and holds a snapshot of the data before it: what has committed
 * before the position is in the load, and what commits after it comes by the stream.
 *
 * <p>The thread fills a delivery and hands it over in {@link Inbox.Event.Loaded}; from then on all
 * is for the feed's thread. The snapshot stays until {@link #close}, for values that the stream
 * leaves out.
 */
final class TableLoad implements AutoCloseable {

  private static final long PROGRESS_NANOS = 500_000_000;

  private final Sessions sessions;
  private final PostgresOptions options;
  private final List<TableSubscription> tables;
  private final Map<TableSubscription, List<String>> columns = new HashMap<>();
  private final Map<TableSubscription, String> fingerprints = new HashMap<>();
  private final Map<TableSubscription, Map<Json, Row>> rejected = new HashMap<>();
  private final Inbox inbox;
  private final Delivery delivery;
  private final Thread thread;
  private volatile @Nullable Connection replication;
  private volatile @Nullable Connection loading;
  private volatile long boundary;
  private volatile boolean isClosed;

  /**
   * A load that is not started.
   *
   * @param tables at least one, with their mappings
   */
  TableLoad(
      Sessions sessions, PostgresOptions options, List<TableSubscription> tables, Inbox inbox) {
    this.sessions = sessions;
    this.options = options;
    this.tables = List.copyOf(tables);
    this.inbox = inbox;
    this.delivery = tables.getFirst().callbacks().begin();
    for (TableSubscription table : tables) {
      columns.put(table, table.mapping().columns());
      fingerprints.put(table, table.fingerprint());
    }
    this.thread = Thread.ofVirtual().name("skip-postgres-load").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  List<TableSubscription> tables() {
    return tables;
  }

  /** The position from which commits are not in the load. */
  long boundary() {
    return boundary;
  }

  /** What was read. */
  Delivery delivery() {
    return delivery;
  }

  /** The rows of a table that were read and rejected. */
  Map<Json, Row> rejected(TableSubscription table) {
    return rejected.getOrDefault(table, Map.of());
  }

  private void run() {
    try {
      load();
      inbox.add(new Inbox.Event.Loaded());
    } catch (SQLException e) {
      inbox.add(new Inbox.Event.Failed(Failures.of(e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      inbox.add(new Inbox.Event.Failed(SourceException.passing(SourceException.messageOf(e))));
    }
  }

  private void load() throws SQLException, InterruptedException {
    Connection reading = sessions.loading();
    loading = reading;
    Connection exporting = sessions.replication();
    replication = exporting;
    if (isClosed) {
      throw new InterruptedException();
    }
    Catalog catalog = new Catalog(reading);
    byte[] name = new byte[6];
    ThreadLocalRandom.current().nextBytes(name);
    SlotCreation slot =
        SlotCreation.run(
            exporting,
            "CREATE_REPLICATION_SLOT skip_load_%s TEMPORARY LOGICAL pgoutput EXPORT_SNAPSHOT"
                .formatted(HexFormat.of().formatHex(name)),
            catalog,
            reason -> inbox.add(new Inbox.Event.Waiting(reason)));
    try (Statement statement = reading.createStatement()) {
      statement.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      statement.execute("SET TRANSACTION SNAPSHOT " + TableName.literal(slot.snapshot()));
    }
    boundary = slot.consistentPoint();
    for (TableSubscription table : tables) {
      check(table, catalog);
      copy(table, reading);
    }
    Sessions.abort(exporting);
  }

  /** A table that was altered since it was mapped is not read by the old mapping. */
  private void check(TableSubscription table, Catalog catalog) throws SQLException {
    List<String> read = Objects.requireNonNull(columns.get(table));
    Optional<TableShape> now = catalog.table(table.name(), options.publication());
    if (now.isEmpty() || !(now.get().fingerprint(read) + read).equals(fingerprints.get(table))) {
      throw new SQLException(
          table.name() + " was altered while it was to be read; it is read again");
    }
  }

  private void copy(TableSubscription table, Connection reading) throws SQLException {
    delivery.replace(table.callbacks());
    RowMapping mapping = table.mapping();
    int count = mapping.columns().size();
    long estimated = table.shape().estimatedRows();
    long read = 0;
    long reported = System.nanoTime();
    table.callbacks().report(new Progress(0, estimated));
    CopyOut copy =
        reading.unwrap(PGConnection.class).getCopyAPI().copyOut(select(table, Optional.empty()));
    for (byte[] line = copy.readFromCopy(); line != null; line = copy.readFromCopy()) {
      put(table, mapping, CopyRows.parse(line, count, options.maxCommitBytes()));
      read++;
      if ((read & 0xFF) == 0 && System.nanoTime() - reported > PROGRESS_NANOS) {
        reported = System.nanoTime();
        table.callbacks().report(new Progress(read, Math.max(read, estimated)));
      }
    }
    table.callbacks().report(new Progress(read, read));
  }

  private void put(TableSubscription table, RowMapping mapping, @Nullable String[] texts) {
    Json key = mapping.key(texts);
    Row row = mapping.row(texts, key);
    String problem = row.problem();
    if (problem == null) {
      try {
        delivery.put(table.callbacks(), key, List.of(mapping.value(row)));
        return;
      } catch (InvalidInputException e) {
        problem = SourceException.messageOf(e);
      }
    }
    delivery.reject(table.callbacks(), key, problem);
    rejected.computeIfAbsent(table, first -> new TreeMap<>()).put(key, row);
  }

  private static String select(TableSubscription table, Optional<String> condition) {
    String columns =
        table.mapping().columns().stream()
            .map(TableName::identifier)
            .collect(Collectors.joining(", "));
    List<String> conditions = new ArrayList<>();
    table.shape().membership().flatMap(TableShape.Membership::filter).ifPresent(conditions::add);
    condition.ifPresent(conditions::add);
    return "COPY (SELECT %s FROM %s%s%s) TO STDOUT"
        .formatted(
            columns,
            table.shape().kind() == 'r' ? "ONLY " : "",
            table.name().sql(),
            conditions.isEmpty() ? "" : " WHERE (" + String.join(") AND (", conditions) + ")");
  }

  /** The row under whose key a row of the stream was before, as it was read; empty if none is. */
  Optional<Row> before(TableSubscription table, Row changed) throws SQLException {
    Connection reading = Objects.requireNonNull(loading);
    CopyOut copy =
        reading
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut(select(table, Optional.of(condition(table, changed.baseTexts()))));
    Optional<Row> found = Optional.empty();
    for (byte[] line = copy.readFromCopy(); line != null; line = copy.readFromCopy()) {
      @Nullable String[] texts =
          CopyRows.parse(line, table.mapping().columns().size(), options.maxCommitBytes());
      found = Optional.of(table.mapping().row(texts, changed.base()));
    }
    return found;
  }

  private static String condition(TableSubscription table, List<String> keyTexts) {
    List<String> columns = table.mapping().keyColumns();
    List<String> equalities = new ArrayList<>();
    for (int i = 0; i < keyTexts.size(); i++) {
      equalities.add(
          TableName.identifier(columns.get(i)) + " = " + TableName.literal(keyTexts.get(i)));
    }
    return String.join(" AND ", equalities);
  }

  /** Ends the thread, if it is still reading, and gives the connections back. */
  @Override
  public void close() {
    isClosed = true;
    thread.interrupt();
    Sessions.joinQuietly(thread);
    Connection reading = loading;
    Connection exporting = replication;
    if (reading != null) {
      Sessions.abort(reading);
    }
    if (exporting != null) {
      Sessions.abort(exporting);
    }
  }
}
