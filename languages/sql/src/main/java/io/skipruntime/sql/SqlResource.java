package io.skipruntime.sql;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Principal;
import io.skipruntime.Resource;
import io.skipruntime.engine.spi.GradualResource;
import io.skipruntime.json.Json;

/**
 * A resource that is a query: a record whose components are the parameters, which the query names
 * {@code :component}.
 *
 * <pre>{@code
 * record Orders(String region) implements SqlResource<Shared> {
 *   public String query() {
 *     return "SELECT id, total FROM orders WHERE region = :region ORDER BY total DESC LIMIT 20";
 *   }
 * }
 * }</pre>
 *
 * <p>Of a collection that has a {@link RowPolicy} the query sees the rows that the user may read
 * who is the component of type {@link Principal}, or {@code Optional<Principal>}; without such a
 * component it is refused.
 *
 * @param <S> the record of collections that the service shares
 */
public interface SqlResource<S extends Record> extends Resource<S>, GradualResource {

  /** The query; the same for all instances. */
  String query();

  @Override
  default EagerCollection<Json, Json> instantiate(S shared, Context context) {
    Record record = (Record) this;
    Sql sql = Sql.over(shared);
    boolean hasUser = UserOfRecord.hasUser(record);
    if (hasUser || sql.hasPolicies()) {
      sql = sql.as(UserOfRecord.of(record));
    }
    if (!hasUser) {
      sql.requireOpen(query());
    }
    return sql.query(query(), SqlParameters.of(record));
  }
}
