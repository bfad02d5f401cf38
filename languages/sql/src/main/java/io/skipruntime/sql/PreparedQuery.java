package io.skipruntime.sql;

import io.skipruntime.sql.catalog.Column;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.SqlType;
import io.skipruntime.sql.expression.Casts;
import io.skipruntime.sql.plan.Query;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A query that was understood, for clients that are told its columns before they ask for its rows.
 * It is of one snapshot; to prepare the same text again parses nothing. Immutable.
 */
public final class PreparedQuery {

  private final SnapshotQuery over;
  private final Query query;

  PreparedQuery(SnapshotQuery over, Query query) {
    this.over = over;
    this.query = query;
  }

  /** The columns of the result, with the names of PostgreSQL: several may have the same. */
  public List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < query.columns().size(); i++) {
      Column column = query.columns().get(i);
      columns.add(new Column(query.titles().get(i), column.type(), column.isNullable()));
    }
    return columns;
  }

  /**
   * The parameters by their names, {@code "1"} for {@code $1}, with the types that their places ask
   * for; of a parameter with several places, the type of the first.
   */
  public Map<String, SqlType> parameters() {
    Map<String, SqlType> types = new LinkedHashMap<>();
    query.parameters().forEach(each -> types.putIfAbsent(each.name(), each.type()));
    return types;
  }

  /**
   * Gives the rows in the order that the query says.
   *
   * @param values the value of each parameter by its name, null for NULL: a text, or what {@link
   *     SqlType} says
   * @param isCancelled whether the rows are not wanted any more; asked from time to time
   * @param rows takes the rows, which have null for NULL
   * @throws SqlException if the query fails, or takes more than it may
   */
  public void run(
      Map<String, @Nullable Object> values,
      SnapshotQuery.Limits limits,
      BooleanSupplier isCancelled,
      Consumer<@Nullable Object[]> rows) {
    over.run(query, bound(values), limits, isCancelled, rows::accept);
  }

  private List<@Nullable Object> bound(Map<String, @Nullable Object> values) {
    List<@Nullable Object> all = new ArrayList<>();
    for (Query.ParameterType parameter : query.parameters()) {
      if (!values.containsKey(parameter.name())) {
        throw SqlException.of("42P02", "there is no value for parameter " + parameter.name());
      }
      Object value = values.get(parameter.name());
      all.add(value == null ? null : Casts.cast(value, parameter.type(), -1, 0));
    }
    return all;
  }
}
