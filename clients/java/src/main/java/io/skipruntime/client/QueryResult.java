package io.skipruntime.client;

import io.skipruntime.json.Json;
import java.util.List;

/**
 * The rows that a query found in one version of the service. Immutable.
 *
 * @param columns the columns, in their order; two of them may have the same name
 * @param rows the rows, each with one cell for each column; {@link Json#NULL} is NULL
 * @param watermark the version
 */
public record QueryResult(List<Column> columns, List<List<Json>> rows, String watermark) {

  /**
   * A column of a result.
   *
   * @param name its name
   * @param type its type, by the name that PostgreSQL has for it, such as {@code bigint}
   */
  public record Column(String name, String type) {}

  /** Copies the lists. */
  public QueryResult {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
  }

  /**
   * The result that an answer of {@code POST /v1/sql} has.
   *
   * @throws IllegalStateException if it has none
   */
  static QueryResult of(Json answer, String watermark) {
    List<Column> columns =
        member(answer, "columns").asArray().elements().stream()
            .map(each ->
                new Column(member(each, "name").asString(), member(each, "type").asString()))
            .toList();
    List<List<Json>> rows =
        member(answer, "rows").asArray().elements().stream()
            .map(row -> row.asArray().elements())
            .toList();
    return new QueryResult(columns, rows, watermark);
  }

  private static Json member(Json object, String name) {
    return object.asObject().find(name).orElse(Json.NULL);
  }
}
