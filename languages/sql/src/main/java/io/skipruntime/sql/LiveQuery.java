package io.skipruntime.sql;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Principal;
import io.skipruntime.PrincipalRequiredException;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.engine.spi.GradualResource;
import io.skipruntime.engine.spi.LimitedResource;
import io.skipruntime.engine.spi.WorkLimitException;
import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.snapshot.Budget;
import java.util.Map;
import java.util.Optional;

/**
 * A live query that a client has written, as a resource. Where a collection has a {@link
 * RowPolicy}, it is for verified users, who see of such collections the rows that they may read,
 * and nothing of others; else every client that may open it may read all that the service shares.
 * What it takes in one commit is limited ({@link io.skipruntime.engine.EngineOptions#workBounds}).
 *
 * @param query the query
 * @param params the values of its parameters: by name, or by number for {@code $1}
 * @param user the user who asks, if there is one
 * @param <S> the record of collections that the service shares
 */
public record LiveQuery<S extends Record>(
    String query, Optional<Map<String, Json>> params, Optional<Principal> user)
    implements Resource<S>, GradualResource, LimitedResource<S> {

  /** The name of the resource that {@link #offeredBy} adds. */
  public static final String RESOURCE = "sql";

  /** The parameters of the resource: those of {@link LiveQuery}. */
  public record Text(String query, Optional<Map<String, Json>> params, Optional<Principal> user) {}

  /** These resources and one named {@value #RESOURCE}, for the queries of clients. */
  public static <S extends Record> Resources<S> offeredBy(Resources<S> resources) {
    return resources.and(
        RESOURCE, Text.class, text -> new LiveQuery<S>(text.query(), text.params(), text.user()));
  }

  /**
   * Plans the query, so that the plan is known when the write lock is taken; for as long as an ad
   * hoc query may take.
   */
  @Override
  public void prepare(S shared) {
    Budget budget = new Budget(SnapshotQuery.DEFAULT_MILLIS, Long.MAX_VALUE, () -> false);
    try {
      budget.within(() -> seen(shared).prepare(query, SqlParameters.of(params.orElse(Map.of()))));
    } catch (SqlException e) {
      throw Refusals.of(e);
    }
  }

  @Override
  public EagerCollection<Json, Json> instantiate(S shared, Context context) {
    try {
      return seen(shared).query(query, SqlParameters.of(params.orElse(Map.of())));
    } catch (SqlException e) {
      throw Refusals.of(e);
    }
  }

  private Sql seen(S shared) {
    Sql all = Sql.over(shared);
    return all.hasPolicies()
        ? all.openTo(user.orElseThrow(() -> new PrincipalRequiredException("resource " + RESOURCE)))
        : all;
  }

  @Override
  public Throwable told(Throwable cause) {
    return switch (cause) {
      case SqlException failure -> Refusals.of(failure);
      case WorkLimitException.Exceeded exceeded ->
          Refusals.of(
              SqlException.of(
                  exceeded.limit() == WorkLimitException.Limit.MEMORY
                      ? SqlException.OUT_OF_MEMORY
                      : SqlException.CANCELLED,
                  String.valueOf(exceeded.getMessage())));
      default -> cause;
    };
  }
}
