package io.skipruntime.sql;

import io.skipruntime.engine.QueryLanguage;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.ServiceSnapshot;
import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.system.CatalogSession;
import java.util.List;
import java.util.function.BooleanSupplier;

/** SQL as the language of ad hoc queries, for servers that have this module. */
public final class SqlLanguage implements QueryLanguage {

  /** The language; {@link java.util.ServiceLoader} makes it. */
  public SqlLanguage() {}

  @Override
  public boolean isOpenToUsers(ServiceSnapshot snapshot) {
    return SnapshotQuery.over(snapshot).isOpenToUsers();
  }

  @Override
  public Answer answer(
      ServiceInstance service,
      ServiceSnapshot snapshot,
      Question question,
      Limits limits,
      BooleanSupplier isCancelled) {
    try {
      SnapshotQuery over =
          ServiceQueries.over(service, snapshot, CatalogSession.none(), question.user());
      SqlParameters parameters = SqlParameters.of(question.params());
      SnapshotQuery.Limits most =
          new SnapshotQuery.Limits(limits.millis(), limits.bytes(), limits.rows());
      if (question.isExplained() || ServiceQueries.explained(question.text()).isPresent()) {
        List<List<Json>> lines =
            ServiceQueries.explain(
                    question.text(), over, parameters, most, isCancelled, service, question.user())
                .stream()
                .map(line -> List.<Json>of(Json.of(line)))
                .toList();
        return new Answer(List.of(new Column("plan", "text")), lines);
      }
      SnapshotQuery.Result result = over.query(question.text(), parameters, most, isCancelled);
      return new Answer(
          result.columns().stream()
              .map(column -> new Column(column.name(), column.type().postgres()))
              .toList(),
          result.rows());
    } catch (SqlException e) {
      throw Refusals.of(e);
    }
  }
}
