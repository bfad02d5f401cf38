package io.skipruntime.sql.front;

import io.skipruntime.sql.catalog.Column;
import io.skipruntime.sql.catalog.SystemFunction;
import io.skipruntime.sql.catalog.Table;
import io.skipruntime.sql.plan.Plan;
import io.skipruntime.sql.plan.Query;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tables that a query may name: collections, and views, which are queries themselves.
 * Immutable; equal if the tables are.
 *
 * @param relations the tables by name, in their order; one of the system has its schema in its name
 * @param functions the functions of the system by name
 */
public record Schema(
    Map<String, Relation> relations, Map<String, SystemFunction.Signature> functions) {

  /** The schema in which all collections are. */
  static final String PUBLIC = "public";

  /** The schema that describes the others. */
  static final String SYSTEM = "pg_catalog";

  /**
   * A table as a query sees it.
   *
   * @param columns its columns
   * @param plan what gives its rows
   */
  public record Relation(List<Column> columns, Plan plan) {}

  /** Copies the maps. */
  public Schema {
    relations = Collections.unmodifiableMap(new LinkedHashMap<>(relations));
    functions = Map.copyOf(functions);
  }

  /** The table of a name, which may begin with the schema. */
  Optional<Relation> find(List<String> name) {
    boolean isSystem = name.size() > 1 && !name.get(name.size() - 2).equals(PUBLIC);
    String full = isSystem ? String.join(".", name) : name.getLast();
    return Optional.ofNullable(relations.get(full));
  }

  /** Without tables. */
  public static Schema empty() {
    return new Schema(Map.of(), Map.of());
  }

  /** With a collection. */
  public Schema with(Table table) {
    return with(table.name(), new Relation(table.columns(), new Plan.Scan(table)));
  }

  /** With a view. */
  public Schema with(String name, Query query) {
    return with(name, new Relation(query.columns(), query.plan()));
  }

  /** With a function of the system. */
  public Schema with(SystemFunction.Signature function) {
    Map<String, SystemFunction.Signature> more = new LinkedHashMap<>(functions);
    more.put(function.name(), function);
    return new Schema(relations, more);
  }

  /** With a table in place of those whose names differ in their case at most. */
  Schema shadowed(String name, Relation relation) {
    Map<String, Relation> others = new LinkedHashMap<>(relations);
    others.keySet().removeIf(name::equalsIgnoreCase);
    return new Schema(others, functions).with(name, relation);
  }

  private Schema with(String name, Relation relation) {
    Map<String, Relation> more = new LinkedHashMap<>(relations);
    more.put(name, relation);
    return new Schema(more, functions);
  }
}
