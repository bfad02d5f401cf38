package io.skipruntime.sql.plan;

import io.skipruntime.sql.catalog.Column;
import io.skipruntime.sql.catalog.SqlType;
import java.util.List;

/**
 * A query that was understood: its plan, the columns of its result, and its parameters. Immutable.
 *
 * @param plan what it computes
 * @param columns the columns of the result, each with a name of its own
 * @param titles the names of the columns as PostgreSQL gives them, several of which may be alike
 * @param parameters the parameters in the order of their indexes
 */
public record Query(
    Plan plan, List<Column> columns, List<String> titles, List<ParameterType> parameters) {

  /**
   * A parameter.
   *
   * @param name its name in {@code :name}, or its number in {@code $1}
   * @param type the type of its value, from where it stands
   */
  public record ParameterType(String name, SqlType type) {}

  /** Copies the lists. */
  public Query {
    columns = List.copyOf(columns);
    titles = List.copyOf(titles);
    parameters = List.copyOf(parameters);
  }
}
