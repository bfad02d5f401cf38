package io.skipruntime.postgres;

import io.skipruntime.ExternalService.Delivery;
import io.skipruntime.InvalidInputException;
import io.skipruntime.SkipException;
import io.skipruntime.client.feed.Backoff;
import io.skipruntime.client.feed.Feed;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.json.Json;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * The feed of tables and views that are read again and again. Each time one transaction reads all
 * of them, and they become one delivery, so that they are of one moment; the engine finds the
 * differences. It needs the right to read, and nothing else. Nothing is read while the database has
 * had no transaction since the last time. Where a {@link Bell} rings often, half of the time is
 * left to others.
 *
 * <ul>
 *   <li>{@code lastSnapshot} is that of what was delivered last; empty if not all was
 * </ul>
 */
final class PollFeed extends Feed {

  private static final long FIRST_RETRY_MILLIS = 200;

  private final PostgresOptions options;
  private final Map<String, TableSubscription> subscriptions = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<CompletableFuture<Void>> awaiting =
      new ConcurrentLinkedQueue<>();
  private final Inbox inbox = new Inbox();
  private String lastSnapshot = "";

  /** A feed that is not started. */
  @SuppressWarnings("this-escape") // what it calls completes a future that is not given away yet
  PollFeed(PostgresOptions options) {
    super("skip-postgres-poll", new Backoff(FIRST_RETRY_MILLIS, options.maxRetryMillis()));
    this.options = options;
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
  }

  /** Completes when what is committed now has been read. Thread-safe. */
  CompletableFuture<Void> awaitShown() {
    CompletableFuture<Void> wanted = new CompletableFuture<>();
    awaiting.add(wanted);
    wake();
    return wanted;
  }

  @Override
  protected long attempt() throws SourceException, InterruptedException {
    Connection connection = null;
    Optional<Bell> bell = Optional.empty();
    try {
      connection = new Sessions(options).ordinary();
      Catalog catalog = new Catalog(connection);
      bell = options.bell().map(channel -> Bell.start(options, channel, this::wake));
      while (true) {
        List<CompletableFuture<Void>> asked = new ArrayList<>(awaiting);
        long start = System.nanoTime();
        poll(connection, catalog);
        long nanos = System.nanoTime() - start;
        succeeded();
        asked.forEach(this::answer);
        inbox.take(options.pollMillis());
        if (bell.isPresent()) {
          Thread.sleep(Math.min(options.pollMillis(), TimeUnit.NANOSECONDS.toMillis(nanos)));
        }
      }
    } catch (SQLException e) {
      throw Failures.of(e);
    } finally {
      lastSnapshot = "";
      bell.ifPresent(Bell::close);
      if (connection != null) {
        Sessions.abort(connection);
      }
    }
  }

  private void wake() {
    inbox.add(new Inbox.Event.Wake());
  }

  private void answer(CompletableFuture<Void> asked) {
    awaiting.removeIf(each -> each == asked);
    asked.complete(null);
  }

  private void poll(Connection connection, Catalog catalog) throws SQLException, SourceException {
    List<TableSubscription> tables = List.copyOf(subscriptions.values());
    if (tables.isEmpty()) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      String snapshot = catalog.ask("SELECT pg_current_snapshot()::text");
      String state = snapshot + tables.stream().map(System::identityHashCode).toList();
      if (state.equals(lastSnapshot)) {
        for (TableSubscription table : tables) {
          var unused = table.callbacks().update(List.of(), false);
        }
      } else {
        read(tables, connection, catalog);
        lastSnapshot = state;
      }
      statement.execute("COMMIT");
    }
  }

  private void read(List<TableSubscription> tables, Connection connection, Catalog catalog)
      throws SQLException, SourceException {
    Types types = new Types(connection);
    Preflight preflight = new Preflight(catalog, options);
    Delivery delivery = tables.getFirst().callbacks().begin();
    List<TableSubscription> readable = new ArrayList<>();
    for (TableSubscription table : tables) {
      String problem = map(table, catalog, types, preflight);
      if (problem == null) {
        copy(table, connection, delivery);
        readable.add(table);
      } else {
        if (!table.loaded().isDone()) {
          subscriptions.values().remove(table);
        }
        table.fail(new SkipException(problem));
      }
    }
    try {
      delivery.commit().toCompletableFuture().join();
    } catch (RuntimeException refused) {
      throw SourceException.passing(SourceException.messageOf(refused));
    }
    readable.forEach(table -> table.loaded().complete(null));
  }

  /** What keeps a table from being read; null if nothing. */
  private @Nullable String map(
      TableSubscription table, Catalog catalog, Types types, Preflight preflight)
      throws SQLException {
    Optional<TableShape> found = catalog.table(table.name(), options.publication());
    if (found.isEmpty()) {
      return "there is no table " + table.name();
    }
    Optional<String> other = found.get().whatElse();
    if (other.isPresent()) {
      return table.name() + " is " + other.get() + ", which has no rows";
    }
    List<String> missing = preflight.rights(found.get());
    if (!missing.isEmpty()) {
      return String.join("\n", missing);
    }
    TableShape shape = found.get().withKey(PostgresTable.keyColumns(table.params()));
    if (shape.key().isEmpty()) {
      return table.name() + " has no key; name its columns with PostgresTable.withKeyColumns";
    }
    try {
      List<String> all = shape.columns().stream().map(TableShape.Column::name).toList();
      table.map(shape, RowMapping.of(shape, all, table.params(), types));
      return null;
    } catch (IllegalArgumentException e) {
      return SourceException.messageOf(e);
    }
  }

  private void copy(TableSubscription table, Connection connection, Delivery delivery)
      throws SQLException {
    RowMapping mapping = table.mapping();
    delivery.replace(table.callbacks());
    Set<Json> keys = new TreeSet<>(); // which no keys make slow
    boolean mayRepeat = !PostgresTable.keyColumns(table.params()).isEmpty();
    String columns =
        mapping.columns().stream().map(TableName::identifier).collect(Collectors.joining(", "));
    CopyOut copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut(
                "COPY (SELECT %s FROM %s%s) TO STDOUT"
                    .formatted(
                        columns, table.shape().kind() == 'r' ? "ONLY " : "", table.name().sql()));
    for (byte[] line = copy.readFromCopy(); line != null; line = copy.readFromCopy()) {
      @Nullable String[] texts =
          CopyRows.parse(line, mapping.columns().size(), options.maxCommitBytes());
      Json key = mapping.keyOrNulls(texts);
      Row row = mapping.row(texts, key);
      String problem = problem(mapping, texts, row);
      if (mayRepeat && !keys.add(key) && problem == null) {
        problem = "several rows have this key";
      }
      if (problem == null) {
        try {
          delivery.put(table.callbacks(), key, List.of(mapping.value(row)));
          continue;
        } catch (InvalidInputException e) {
          problem = SourceException.messageOf(e);
        }
      }
      delivery.reject(table.callbacks(), key, problem);
    }
  }

  private static @Nullable String problem(RowMapping mapping, @Nullable String[] texts, Row row) {
    return mapping
        .nullInKey(texts)
        .map(column -> "the column " + column + " of the key is null")
        .orElse(row.problem());
  }

  @Override
  protected void troubled(SourceException failure) {
    for (TableSubscription table : List.copyOf(subscriptions.values())) {
      if (failure.isLasting() && !table.loaded().isDone()) {
        subscriptions.values().remove(table);
        table.fail(failure);
      } else {
        table.callbacks().error(failure);
      }
    }
  }

  @Override
  protected void end() {
    awaiting.forEach(each ->
        each.completeExceptionally(SourceException.lasting("the external service is shut down")));
  }
}
