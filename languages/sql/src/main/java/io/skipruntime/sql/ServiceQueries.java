package io.skipruntime.sql;

import io.skipruntime.Principal;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.ServiceSnapshot;
import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.system.CatalogSession;
import io.skipruntime.sql.system.PostgresCatalog;
import io.skipruntime.sql.system.ServiceTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The ad hoc queries that clients of a server may ask, with the tables of the system. */
public final class ServiceQueries {

  private ServiceQueries() {}

  /**
   * Queries over a version of a service. Those of a user see the tables that have a {@link
   * RowPolicy}, and a catalog of these; those of others see all collections, and the tables that
   * describe the service.
   *
   * @param session the connection that asks
   * @param user the verified user who asks; empty for those who may read all
   */
  public static SnapshotQuery over(
      ServiceInstance service,
      ServiceSnapshot snapshot,
      CatalogSession session,
      Optional<Principal> user) {
    SnapshotQuery all = SnapshotQuery.over(snapshot);
    if (user.isEmpty()) {
      return all.with(PostgresCatalog.of(all.tables(), ServiceTables.of(service), session));
    }
    SnapshotQuery own = all.as(user.get());
    CatalogSession ofUser =
        new CatalogSession(
            session.database(), user.get().subject(), session.number(), session.settings());
    return own.with(PostgresCatalog.of(own.tables(), List.of(), ofUser));
  }

  /** The query that a text explains, if it is a statement EXPLAIN; places in it stay the same. */
  public static Optional<String> explained(String text) {
    return Explain.of(text).map(Explain::query);
  }

  /**
   * The lines of an explanation: the plan of a query, and what it costs if it is live. If the
   * statement says ANALYZE, the query is run, and each operation has its rows, its time and what it
   * keeps; for those who may read all, the nodes of live instances of the query follow.
   *
   * @param text a statement EXPLAIN, or a query
   * @param over the queries of the client
   * @param user the verified user who asks; empty for those who may read all
   * @throws SqlException if the query is refused, fails, or takes more than it may
   */
  public static List<String> explain(
      String text,
      SnapshotQuery over,
      SqlParameters parameters,
      SnapshotQuery.Limits limits,
      BooleanSupplier isCancelled,
      ServiceInstance service,
      Optional<Principal> user) {
    Explain statement = Explain.of(text).orElseGet(() -> new Explain(false, false, text));
    String query = statement.query();
    Explanation explanation =
        statement.isAnalyzed()
            ? over.analysis(query, parameters, limits, isCancelled)
            : over.explanation(query, limits, isCancelled);
    List<String> notes = new ArrayList<>(over.parametersOf(query));
    if (statement.isAnalyzed() && user.isEmpty()) {
      notes.addAll(Sharing.of(service, query));
    }
    if (statement.isJson()) {
      return List.of(
          Json.object(Map.of("plan", explanation.json(), "notes", Json.from(List.copyOf(notes))))
              .toString());
    }
    List<String> lines = new ArrayList<>(explanation.lines());
    lines.addAll(notes);
    return lines;
  }
}
