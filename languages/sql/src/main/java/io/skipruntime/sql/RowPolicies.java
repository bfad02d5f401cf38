package io.skipruntime.sql;

import io.skipruntime.sql.catalog.Column;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.front.Schema;
import io.skipruntime.sql.plan.Parameters;
import io.skipruntime.sql.plan.Plan;
import io.skipruntime.sql.plan.Query;
import io.skipruntime.sql.plan.UserValues;
import java.lang.reflect.AnnotatedElement;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The policies of tables. Immutable.
 *
 * @param conditions the conditions that the rows of a table have to meet, by name of the table
 */
record RowPolicies(Map<String, String> conditions) {

  /** No policies. */
  static final RowPolicies NONE = new RowPolicies(Map.of());

  /** Copies the map. */
  RowPolicies {
    conditions = Map.copyOf(conditions);
  }

  /**
   * With the policy of a table, if it has one.
   *
   * @param declarations the components that declare the table: that of the inputs, and that of what
   *     the service shares, which decides if it is there
   * @throws SqlException if the inputs have a policy that the other component has not: resources
   *     would not see it
   */
  RowPolicies with(String table, List<? extends AnnotatedElement> declarations) {
    List<Optional<String>> all = declarations.stream().map(RowPolicies::condition).toList();
    Optional<String> own = all.isEmpty() ? Optional.empty() : all.getLast();
    if (all.stream().anyMatch(each -> each.isPresent() && !each.equals(own))) {
      throw SqlException.of(
          "42501",
          "the input "
              + table
              + " has a row policy: what the service shares by this name needs the same");
    }
    if (own.isEmpty()) {
      return this;
    }
    Map<String, String> more = new LinkedHashMap<>(conditions);
    more.put(table, own.get());
    return new RowPolicies(more);
  }

  private static Optional<String> condition(AnnotatedElement declaration) {
    return Optional.ofNullable(declaration.getAnnotation(RowPolicy.class))
        .map(policy -> "(" + policy.value() + "\n)");
  }

  /** The tables, each with a policy as the rows that a user may read; and the other tables. */
  Schema guarded(Schema all) {
    return guarded(all, all);
  }

  /** The tables that have a policy, as the rows that a user may read. */
  Schema only(Schema all) {
    return guarded(all, Schema.empty());
  }

  private Schema guarded(Schema all, Schema base) {
    Schema known = withFunctions(all);
    Schema guarded = withFunctions(base);
    for (Map.Entry<String, Schema.Relation> each : all.relations().entrySet()) {
      String condition = conditions.get(each.getKey());
      if (condition != null) {
        guarded =
            guarded.with(each.getKey(), guarded(each.getKey(), each.getValue(), condition, known));
      }
    }
    return guarded;
  }

  private static Schema withFunctions(Schema schema) {
    Schema more = schema;
    for (var each : UserValues.FUNCTIONS) {
      more = more.with(each);
    }
    return more;
  }

  /** The rows of a table for which its condition is true. */
  private static Query guarded(
      String table, Schema.Relation relation, String condition, Schema known) {
    String name = "\"" + table.replace("\"", "\"\"") + "\"";
    Query rows;
    try {
      rows = Plans.of("SELECT * FROM " + name + " WHERE " + condition, known);
    } catch (SqlException e) {
      throw unusable(table, e);
    }
    boolean hasTime = !Parameters.at(rows.plan(), Instant.EPOCH).equals(rows.plan());
    if (hasTime || !rows.parameters().isEmpty()) {
      throw unusable(
          table, SqlException.unsupported("neither parameters nor the time of now stand in it"));
    }
    return new Query(
        new Plan.Guarded(table, rows.plan(), List.of()),
        relation.columns(),
        relation.columns().stream().map(Column::name).toList(),
        List.of());
  }

  /** Users are not told what the condition is. */
  private static SqlException unusable(String table, SqlException reason) {
    System.getLogger(RowPolicies.class.getName())
        .log(
            System.Logger.Level.ERROR,
            "the row policy of table " + table + " cannot be used: " + reason.getMessage());
    return SqlException.of(
        "42501", "the row policy of table " + table + " cannot be used; the log has the reason");
  }
}
