package io.skipruntime.jdbc;

import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService.Callbacks;
import io.skipruntime.ExternalService.Delivery;
import io.skipruntime.client.feed.Backoff;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.json.Json;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A subscription of a query: what was read of it, and how the next read is done. All but {@link
 * #loaded} is for one thread at a time.
 *
 * <ul>
 *   <li>{@code accepted} is what the service has; {@code read} is what it has when the delivery
 *       that the last read went into is accepted.
 * </ul>
 */
final class PolledQuery {

  private static final long FIRST_RETRY_MILLIS = 1_000;

  private final String name;
  private final JdbcResource resource;
  private final List<?> arguments;
  private final Callbacks callbacks;
  private final String query;
  private final CompletableFuture<Void> loaded = new CompletableFuture<>();
  private ReadState accepted = ReadState.NONE;
  private ReadState read = ReadState.NONE;
  private boolean isRestored;
  private Optional<Backoff> backoff = Optional.empty();
  private long notBeforeNanos = System.nanoTime();

  /**
   * A subscription that has read nothing.
   *
   * @param name of resource and parameters
   */
  PolledQuery(String name, JdbcResource resource, List<?> arguments, Callbacks callbacks) {
    this.name = name;
    this.resource = resource;
    this.arguments = arguments;
    this.callbacks = callbacks;
    this.query = ContentDigest.of(definition(callbacks.resource()));
    if (callbacks.isLoaded()) {
      loaded.complete(null);
    }
  }

  /** All that decides what the rows and their watermarks are. */
  private String definition(ExternalResource<?, ?> usedAs) {
    return String.join(
        "\n",
        resource.sql(),
        resource.keyColumns().toString(),
        resource.watermark().toString(),
        resource.softDelete().toString(),
        resource.zone().toString(),
        usedAs.keyType().getTypeName(),
        usedAs.valueType().getTypeName());
  }

  String name() {
    return name;
  }

  Callbacks callbacks() {
    return callbacks;
  }

  /** Completes with the first data; exceptionally if there is none to be had. */
  CompletableFuture<Void> loaded() {
    return loaded;
  }

  /**
   * Goes on from a position of an earlier process, before the first read and if the service has the
   * data.
   */
  void restore(Optional<Json> position) {
    if (!isRestored && callbacks.isLoaded() && position.isPresent()) {
      accepted = ReadState.parse(position.get(), query, System.nanoTime());
    }
    isRestored = true;
  }

  /** When to read it next at the earliest, as {@code System.nanoTime}. */
  long notBeforeNanos() {
    return notBeforeNanos;
  }

  /**
   * Reads what may have changed, and puts it into a delivery.
   *
   * @return whether anything was put there
   * @throws SourceException if the query does not fit what it is used for
   */
  boolean read(Session session, Delivery delivery) throws SQLException, SourceException {
    long begun = System.nanoTime();
    long nowMillis = System.currentTimeMillis();
    RowMapping mapping = mapping(session);
    boolean isFull =
        !callbacks.isLoaded()
            || accepted.isFullReadDue(
                begun, nowMillis, resource.lateMillis(), resource.fullReadMillis());
    return isFull
        ? readAll(session, delivery, mapping, begun, nowMillis)
        : readRecent(session, delivery, mapping, begun);
  }

  private RowMapping mapping(Session session) throws SQLException, SourceException {
    boolean isUpperCase = session.database().storesUpperCaseIdentifiers();
    return session.query(
        "SELECT * FROM (" + resource.sql() + ") skip_rows WHERE 1 = 0",
        arguments,
        1,
        rows -> RowMapping.of(resource, rows.getMetaData(), isUpperCase, callbacks.resource()));
  }

  private boolean readAll(
      Session session, Delivery delivery, RowMapping mapping, long begun, long nowMillis)
      throws SQLException, SourceException {
    Optional<Watermark> greatest =
        resource.watermark().isPresent() ? greatest(session, mapping) : Optional.empty();
    List<ReadState.Mark> marks = marksWith(begun, greatest);
    Optional<Long> firstRead = firstRead(begun);
    if (callbacks.isLoaded()
        && accepted.contents().isPresent()
        && contents(session, mapping).equals(accepted.contents().get())) {
      read = new ReadState(accepted.contents(), marks, accepted.recent(), nowMillis, firstRead);
      return false;
    }
    RowDelivery rows = new RowDelivery(callbacks, delivery);
    if (!callbacks.isLoaded()) {
      rows.estimated(resource.isEstimated() ? count(session) : 0);
    }
    delivery.replace(callbacks);
    forEachRow(session, resource.sql(), arguments, mapping, rows::addToAll);
    read = new ReadState(Optional.of(rows.contents()), marks, Map.of(), nowMillis, firstRead);
    return true;
  }

  private boolean readRecent(Session session, Delivery delivery, RowMapping mapping, long begun)
      throws SQLException, SourceException {
    RowDelivery rows = new RowDelivery(callbacks, delivery);
    String column = quoted(session, mapping);
    List<Object> all = new ArrayList<>(arguments);
    all.add(accepted.from().orElseThrow().value());
    Object[] last = new Object[1];
    forEachRow(
        session,
        "SELECT * FROM (%s) skip_rows WHERE %s >= ? ORDER BY %s"
            .formatted(resource.sql(), column, column),
        all,
        mapping,
        row -> {
          last[0] = row.watermark();
          rows.addToRecent(row, accepted.recent());
        });
    Optional<Watermark> greatest =
        last[0] == null ? Optional.empty() : Optional.of(Watermark.of(last[0]));
    Optional<String> contents = rows.hasPut() ? Optional.empty() : accepted.contents();
    read =
        new ReadState(
            contents,
            marksWith(begun, greatest),
            rows.recent(),
            accepted.fullReadMillis(),
            accepted.firstReadNanos());
    return rows.hasPut();
  }

  private List<ReadState.Mark> marksWith(long begun, Optional<Watermark> greatest) {
    return greatest.isEmpty()
        ? accepted.marks()
        : ReadState.after(
            accepted.marks(), new ReadState.Mark(begun, greatest.get()), resource.lateMillis());
  }

  /** When the first read began, after a read of all rows that has begun now. */
  private Optional<Long> firstRead(long begun) {
    if (resource.watermark().isEmpty()) {
      return Optional.empty();
    }
    if (accepted.marks().isEmpty()) {
      return Optional.of(begun);
    }
    return accepted
        .firstReadNanos()
        .filter(first -> begun - first < TimeUnit.MILLISECONDS.toNanos(resource.lateMillis()));
  }

  private interface RowConsumer {
    void accept(RowMapping.Row row) throws SourceException;
  }

  private void forEachRow(
      Session session, String sql, List<?> given, RowMapping mapping, RowConsumer consumer)
      throws SQLException, SourceException {
    session.<Boolean, SourceException>query(
        sql,
        given,
        resource.fetchSize(),
        rows -> {
          while (rows.next()) {
            session.checkCancelled();
            session.sign();
            consumer.accept(mapping.read(rows));
          }
          return true;
        });
  }

  private String contents(Session session, RowMapping mapping)
      throws SQLException, SourceException {
    ContentDigest digest = new ContentDigest();
    forEachRow(session, resource.sql(), arguments, mapping, digest::add);
    return digest.text();
  }

  private long count(Session session) throws SQLException {
    return session.query(
        "SELECT COUNT(*) FROM (" + resource.sql() + ") skip_rows",
        arguments,
        1,
        rows -> rows.next() ? rows.getLong(1) : 0L);
  }

  private Optional<Watermark> greatest(Session session, RowMapping mapping)
      throws SQLException, SourceException {
    String sql =
        "SELECT MAX(%s) FROM (%s) skip_rows".formatted(quoted(session, mapping), resource.sql());
    Session.Reading<Optional<Watermark>, SourceException> reading =
        rows -> watermark(rows, mapping);
    return session.query(sql, arguments, 1, reading);
  }

  private static Optional<Watermark> watermark(ResultSet rows, RowMapping mapping)
      throws SQLException, SourceException {
    Object value = rows.next() ? ColumnValue.read(rows, 1, mapping.watermark().typeName()) : null;
    return value == null ? Optional.empty() : Optional.of(Watermark.of(value));
  }

  /** The watermark's column in SQL, as the database itself calls it. */
  private static String quoted(Session session, RowMapping mapping) throws SQLException {
    DatabaseMetaData database = session.database();
    String quote = Optional.ofNullable(database.getIdentifierQuoteString()).orElse("").strip();
    String label = mapping.watermark().label();
    return quote + label.replace(quote, quote + quote) + quote;
  }

  /** What is to be noted of it beside the data of the last read. */
  Json position() {
    return read.json(query);
  }

  /** Notes that the service has what was read. */
  void accepted() {
    accepted = read;
    backoff = Optional.empty();
    loaded.complete(null);
  }

  /** Notes that the service does not have what was read: all is to be read again, at some time. */
  void refused(long retryMillis) {
    accepted = ReadState.NONE;
    notBeforeNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(retryMillis);
  }

  /**
   * Notes that it cannot be read, which ends the subscription if it has no data and will not have
   * any.
   */
  void failed(SourceException failure, JdbcOptions options) {
    if (!(failure.isLasting() && loaded.completeExceptionally(failure))) {
      callbacks.error(failure);
    }
    Backoff waiting =
        backoff.orElseGet(() ->
            new Backoff(
                Math.min(FIRST_RETRY_MILLIS, options.intervalMillis()), options.maxRetryMillis()));
    backoff = Optional.of(waiting);
    notBeforeNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waiting.next());
  }

  /** Whether there is no point in reading it. */
  boolean isOver() {
    return loaded.isCompletedExceptionally();
  }

  /** Notes that the subscription has ended. */
  void ended() {
    loaded.completeExceptionally(SourceException.lasting("the subscription has ended"));
  }
}
