package io.skipruntime.sql.front;

import io.skipruntime.sql.catalog.Column;
import io.skipruntime.sql.catalog.Table;
import io.skipruntime.sql.plan.Plan;
import io.skipruntime.sql.plan.Query;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tables that a query may name: collections, and views, which are queries themselves.
 * Immutable; equal if the tables are.
 *
 * @param relations the tables by name, in their order
 */
public record Schema(Map<String, Relation> relations) {

  /**
   * A table as a query sees it.
   *
   * @param columns its columns
   * @param plan what gives its rows
   */
  public record Relation(List<Column> columns, Plan plan) {}

  /** Copies the map. */
  public Schema {
    relations = Collections.unmodifiableMap(new LinkedHashMap<>(relations));
  }

  /** Without tables. */
  public static Schema empty() {
    return new Schema(Map.of());
  }

  /** With a collection. */
  public Schema with(Table table) {
    return with(table.name(), new Relation(table.columns(), new Plan.Scan(table)));
  }

  /** With a view. */
  public Schema with(String name, Query query) {
    return with(name, new Relation(query.columns(), query.plan()));
  }

  private Schema with(String name, Relation relation) {
    Map<String, Relation> more = new LinkedHashMap<>(relations);
    more.put(name, relation);
    return new Schema(more);
  }
}
