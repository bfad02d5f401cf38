package io.skipruntime.sql;

import io.skipruntime.Entry;
import io.skipruntime.engine.ServiceSnapshot;
import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.Column;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.Table;
import io.skipruntime.sql.catalog.Tables;
import io.skipruntime.sql.expression.Cells;
import io.skipruntime.sql.front.Schema;
import io.skipruntime.sql.plan.Parameters;
import io.skipruntime.sql.plan.Query;
import io.skipruntime.sql.snapshot.Budget;
import io.skipruntime.sql.snapshot.Execution;
import io.skipruntime.sql.snapshot.RowSink;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ad hoc queries over a snapshot of a service: all of them see the same version. They take no lock
 * and make no node. Thread-safe.
 */
public final class SnapshotQuery {

  /** How long a query may take if nothing else is said, in milliseconds. */
  public static final long DEFAULT_MILLIS = 30_000;

  /** How much memory a query may keep if nothing else is said, in bytes. */
  public static final long DEFAULT_BYTES = 256L << 20;

  /** How many rows a result may have if nothing else is said. */
  public static final int DEFAULT_ROWS = 100_000;

  /**
   * The limits of one query.
   *
   * @param millis how long it may take
   * @param bytes how much memory it may keep, by estimate
   * @param rows how many rows its result may have
   */
  public record Limits(long millis, long bytes, int rows) {

    /** The limits if nothing else is said. */
    public static Limits defaults() {
      return new Limits(DEFAULT_MILLIS, DEFAULT_BYTES, DEFAULT_ROWS);
    }
  }

  /**
   * The result of a query.
   *
   * @param columns its columns
   * @param rows its rows, each with a value for each column
   */
  public record Result(List<Column> columns, List<List<Json>> rows) {

    /** Copies the lists. */
    public Result {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
    }
  }

  private final ServiceSnapshot snapshot;
  private final Schema schema;

  private SnapshotQuery(ServiceSnapshot snapshot, Schema schema) {
    this.snapshot = snapshot;
    this.schema = schema;
  }

  /** Queries over a snapshot: each of its collections is a table. */
  public static SnapshotQuery over(ServiceSnapshot snapshot) {
    Schema schema = Schema.empty();
    for (ServiceSnapshot.NamedCollection each : snapshot.collections()) {
      schema = schema.with(Tables.of(each.name(), each.keys(), each.values()));
    }
    return new SnapshotQuery(snapshot, schema);
  }

  /** The tables that queries may name. */
  public List<Table> tables() {
    return snapshot.collections().stream()
        .map(each -> Tables.of(each.name(), each.keys(), each.values()))
        .toList();
  }

  /**
   * The result of a query, with {@link Limits#defaults}.
   *
   * @throws SqlException if the query is refused, or fails
   */
  public Result query(String query, SqlParameters parameters) {
    return query(query, parameters, Limits.defaults(), () -> false);
  }

  /**
   * The result of a query.
   *
   * @param isCancelled whether the result is not wanted any more; asked from time to time
   * @throws SqlException if the query is refused, fails, or takes more than it may
   */
  public Result query(
      String query, SqlParameters parameters, Limits limits, BooleanSupplier isCancelled) {
    Query understood = Plans.of(query, schema);
    List<@Nullable Object> values = parameters.values(understood);
    Budget budget = new Budget(limits.millis(), limits.bytes(), isCancelled);
    List<List<Json>> rows = new ArrayList<>();
    new Execution(this::read, budget)
        .run(
            Parameters.at(Parameters.bound(understood.plan(), values), Instant.now()),
            row -> {
              if (rows.size() == limits.rows()) {
                throw SqlException.of(
                    "54000", "the result has more than " + limits.rows() + " rows; add a LIMIT");
              }
              rows.add(shown(row));
            });
    return new Result(understood.columns(), rows);
  }

  /**
   * The plan of a query, as text: an operation in each line, those that it takes rows from below.
   */
  public String explain(String query) {
    return Explanation.of(Plans.of(query, schema).plan());
  }

  private static List<Json> shown(@Nullable Object[] row) {
    List<Json> cells = new ArrayList<>(row.length);
    for (Object cell : row) {
      cells.add(Cells.json(cell));
    }
    return cells;
  }

  private void read(Table table, RowSink sink) {
    for (Entry<Object, Object> entry : snapshot.entries(table.name())) {
      for (Object value : entry.values()) {
        sink.accept(table.row(entry.key(), value));
      }
    }
  }
}
