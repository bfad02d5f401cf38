package io.skipruntime.sql;

import io.skipruntime.engine.QueryLanguage;
import io.skipruntime.engine.QueryRefusedException;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.ServiceSnapshot;
import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.system.CatalogSession;
import io.skipruntime.sql.system.PostgresCatalog;
import io.skipruntime.sql.system.ServiceTables;
import java.util.List;
import java.util.function.BooleanSupplier;

/** SQL as the language of ad hoc queries, for servers that have this module. */
public final class SqlLanguage implements QueryLanguage {

  /** The language; {@link java.util.ServiceLoader} makes it. */
  public SqlLanguage() {}

  @Override
  public Answer answer(
      ServiceInstance service,
      ServiceSnapshot snapshot,
      Question question,
      Limits limits,
      BooleanSupplier isCancelled) {
    try {
      SnapshotQuery collections = SnapshotQuery.over(snapshot);
      SnapshotQuery over =
          collections.with(
              PostgresCatalog.of(
                  collections.tables(), ServiceTables.of(service), CatalogSession.none()));
      if (question.isExplained()) {
        List<List<Json>> lines =
            over.explain(question.text())
                .lines()
                .map(line -> List.<Json>of(Json.of(line)))
                .toList();
        return new Answer(List.of(new Column("plan", "text")), lines);
      }
      SnapshotQuery.Result result =
          over.query(
              question.text(),
              SqlParameters.of(question.params()),
              new SnapshotQuery.Limits(limits.millis(), limits.bytes(), limits.rows()),
              isCancelled);
      return new Answer(
          result.columns().stream()
              .map(column -> new Column(column.name(), column.type().postgres()))
              .toList(),
          result.rows());
    } catch (SqlException e) {
      QueryRefusedException refusal =
          new QueryRefusedException(
              String.valueOf(e.getMessage()), e.state(), e.line(), e.column());
      refusal.initCause(e);
      throw refusal;
    }
  }
}
