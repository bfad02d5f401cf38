package io.skipruntime.sql;

import io.skipruntime.Entry;
import io.skipruntime.Principal;
import io.skipruntime.engine.ServiceSnapshot;
import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.Column;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.SystemCatalog;
import io.skipruntime.sql.catalog.SystemFunction;
import io.skipruntime.sql.catalog.SystemTable;
import io.skipruntime.sql.catalog.Table;
import io.skipruntime.sql.catalog.Tables;
import io.skipruntime.sql.expression.Cells;
import io.skipruntime.sql.expression.Expression;
import io.skipruntime.sql.front.Schema;
import io.skipruntime.sql.plan.Parameters;
import io.skipruntime.sql.plan.Plan;
import io.skipruntime.sql.plan.Query;
import io.skipruntime.sql.plan.UserValues;
import io.skipruntime.sql.snapshot.Budget;
import io.skipruntime.sql.snapshot.Execution;
import io.skipruntime.sql.snapshot.Measurement;
import io.skipruntime.sql.snapshot.RowSink;
import io.skipruntime.sql.snapshot.TableReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
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
   * @param millis how long it may take, from its text to its last row
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

  private static final SystemCatalog NO_SYSTEM = new SystemCatalog(List.of(), List.of());

  private final ServiceSnapshot snapshot;
  private final Schema schema;
  private final RowPolicies policies;
  private final Optional<Principal> user;
  private final Map<String, SystemTable> systemTables;
  private final Map<String, SystemFunction> systemFunctions;
  private final TableReader rows = new Reader();

  private SnapshotQuery(
      ServiceSnapshot snapshot,
      Schema schema,
      RowPolicies policies,
      Optional<Principal> user,
      SystemCatalog system) {
    this.snapshot = snapshot;
    this.schema = schema;
    this.policies = policies;
    this.user = user;
    this.systemTables =
        system.tables().stream()
            .collect(Collectors.toMap(SystemTable::qualifiedName, each -> each));
    this.systemFunctions =
        system.functions().stream().collect(Collectors.toMap(SystemFunction::name, each -> each));
  }

  /** Queries over a snapshot: each of its collections is a table, of which they see all rows. */
  public static SnapshotQuery over(ServiceSnapshot snapshot) {
    Schema schema = Schema.empty();
    RowPolicies policies = RowPolicies.NONE;
    for (ServiceSnapshot.NamedCollection each : snapshot.collections()) {
      schema = schema.with(Tables.of(each.name(), each.keys(), each.values()));
      policies = policies.with(each.name(), each.declarations());
    }
    return new SnapshotQuery(snapshot, schema, policies, Optional.empty(), NO_SYSTEM);
  }

  /** Whether a collection has a {@link RowPolicy}, so that users may ask. */
  public boolean isOpenToUsers() {
    return !policies.conditions().isEmpty();
  }

  /**
   * The queries of a user over the same snapshot: the tables are the collections with a {@link
   * RowPolicy}, with the rows that the user may read. {@code CURRENT_USER}, {@code claim} and
   * {@code has_claim} are of the user. Tables of the system are those that {@link #with} adds to
   * the result.
   *
   * @throws SqlException if a policy cannot be used
   */
  public SnapshotQuery as(Principal asking) {
    return new SnapshotQuery(
        snapshot, policies.only(schema), policies, Optional.of(asking), NO_SYSTEM);
  }

  /**
   * Queries over the same snapshot that may name other tables and functions, too. A table of the
   * system is named with its schema; the schema {@code pg_catalog} may be left out.
   */
  public SnapshotQuery with(SystemCatalog system) {
    Schema more = schema;
    for (SystemTable table : system.tables()) {
      more = more.with(table.asTable());
    }
    for (SystemFunction function : system.functions()) {
      more = more.with(function.signature());
    }
    return new SnapshotQuery(snapshot, more, policies, user, system);
  }

  /**
   * The query that a text is, to be run later, with {@link Limits#defaults}.
   *
   * @throws SqlException if it is refused, or takes more than it may
   */
  public PreparedQuery prepare(String query) {
    return prepare(query, Limits.defaults(), () -> false);
  }

  /**
   * The query that a text is, to be run later.
   *
   * @param isCancelled whether it is not wanted any more; asked from time to time
   * @throws SqlException if it is refused, or takes more than it may
   */
  public PreparedQuery prepare(String query, Limits limits, BooleanSupplier isCancelled) {
    return new PreparedQuery(this, understood(query, budget(limits, isCancelled)));
  }

  private Query understood(String query, Budget budget) {
    List<Query> understood = new ArrayList<>();
    budget.within(() -> understood.add(Plans.of(query, schema)));
    return understood.getFirst();
  }

  /** The tables that queries may name, without those of the system. */
  public List<Table> tables() {
    return snapshot.collections().stream()
        .filter(each -> user.isEmpty() || policies.conditions().containsKey(each.name()))
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
    Budget budget = budget(limits, isCancelled);
    Query understood = understood(query, budget);
    List<List<Json>> result = new ArrayList<>();
    run(
        understood,
        parameters.values(understood),
        budget,
        row -> {
          if (result.size() == limits.rows()) {
            throw SqlException.of(
                "54000", "the result has more than " + limits.rows() + " rows; add a LIMIT");
          }
          budget.keep(row);
          result.add(shown(row));
        });
    return new Result(understood.columns(), result);
  }

  /** Gives the rows of a query whose parameters have values. */
  void run(
      Query query,
      List<@Nullable Object> values,
      Limits limits,
      BooleanSupplier isCancelled,
      RowSink sink) {
    run(query, values, budget(limits, isCancelled), sink);
  }

  private void run(Query query, List<@Nullable Object> values, Budget budget, RowSink sink) {
    budget.within(() -> new Execution(rows, budget).run(whole(query, values), sink));
  }

  private static Budget budget(Limits limits, BooleanSupplier isCancelled) {
    return new Budget(limits.millis(), limits.bytes(), isCancelled);
  }

  /** The plan of a query with the values of its parameters, of the user and of the time. */
  private Plan whole(Query query, List<@Nullable Object> values) {
    Plan plan = query.plan();
    List<@Nullable Object> all = values;
    if (user.isPresent()) {
      UserValues.Bound ofUser = UserValues.of(plan, values, user);
      plan = ofUser.plan();
      all = ofUser.values();
    }
    Plan bound = Parameters.at(Parameters.bound(plan, all), Instant.now());
    return systemFunctions.isEmpty() ? bound : bound.rewritten(this::withBody);
  }

  private Expression withBody(Expression expression) {
    if (!(expression instanceof Expression.SystemCall call)) {
      return expression;
    }
    SystemFunction function = systemFunctions.get(call.name());
    if (function == null) {
      throw new IllegalStateException("the plan was made with a function " + call.name());
    }
    return new Expression.Supplied(function.body(), call.parts(), call.type());
  }

  /**
   * The plan of a query, as text: an operation in each line, those that it takes rows from below.
   */
  public String explain(String query) {
    return String.join("\n", explanation(query, Limits.defaults(), () -> false).lines()) + "\n";
  }

  /** The plan of a query. */
  Explanation explanation(String query, Limits limits, BooleanSupplier isCancelled) {
    return Explanation.of(understood(query, budget(limits, isCancelled)).plan());
  }

  /** The plan of a query that is run for it, with what each operation did. */
  Explanation analysis(
      String query, SqlParameters parameters, Limits limits, BooleanSupplier isCancelled) {
    Budget budget = budget(limits, isCancelled);
    Query understood = understood(query, budget);
    Plan whole = Measurement.apart(whole(understood, parameters.values(understood)));
    List<Measurement> measured = new ArrayList<>();
    budget.within(() -> measured.add(new Execution(rows, budget).measured(whole, row -> {})));
    return Explanation.of(whole, measured.stream().findFirst());
  }

  /** What becomes of the parameters of a query if it is live. */
  List<String> parametersOf(String query) {
    return LiveCosts.ofParameters(Plans.of(query, schema));
  }

  private static List<Json> shown(@Nullable Object[] row) {
    List<Json> cells = new ArrayList<>(row.length);
    for (Object cell : row) {
      cells.add(Cells.json(cell));
    }
    return cells;
  }

  /** The rows of the collections and of the tables of the system. */
  private final class Reader implements TableReader {
    @Override
    public void read(Table table, RowSink sink) {
      SystemTable system = systemTables.get(table.name());
      if (system != null) {
        system.rows().get().forEach(sink::accept);
        return;
      }
      for (Entry<Object, Object> entry : snapshot.entries(table.name())) {
        for (Object value : entry.values()) {
          sink.accept(table.row(entry.key(), value));
        }
      }
    }

    @Override
    public void readFrom(Table table, Json first, Predicate<@Nullable Object[]> goesOn) {
      for (Entry<Object, Object> entry : snapshot.entriesFrom(table.name(), first)) {
        for (Object value : entry.values()) {
          if (!goesOn.test(table.row(entry.key(), value))) {
            return;
          }
        }
      }
    }
  }
}
