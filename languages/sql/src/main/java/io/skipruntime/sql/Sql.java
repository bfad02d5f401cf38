package io.skipruntime.sql;

import io.skipruntime.EagerCollection;
import io.skipruntime.Principal;
import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.Tables;
import io.skipruntime.sql.front.Schema;
import io.skipruntime.sql.live.LivePlan;
import io.skipruntime.sql.plan.Query;
import io.skipruntime.sql.plan.UserValues;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Live queries over collections: each becomes a collection that is kept up to date. It is used in
 * {@link io.skipruntime.SkipService#createGraph} and {@link io.skipruntime.Resource#instantiate},
 * and only while they run. Immutable.
 *
 * <pre>{@code
 * Sql sql = Sql.over(in);
 * EagerCollection<Json, Json> totals =
 *     sql.query("SELECT customer, sum(total) AS total FROM orders GROUP BY customer");
 * }</pre>
 */
public final class Sql {

  private final Schema schema;
  private final Map<String, EagerCollection<?, ?>> tables;
  private final RowPolicies policies;
  private final Optional<Asker> asker;

  /** The user for whom queries are, if it is known. */
  private record Asker(Optional<Principal> user) {}

  private Sql(
      Schema schema,
      Map<String, EagerCollection<?, ?>> tables,
      RowPolicies policies,
      Optional<Asker> asker) {
    this.schema = schema;
    this.tables = tables;
    this.policies = policies;
    this.asker = asker;
  }

  /**
   * Queries over the collections that are components of a record: the inputs of a service, or what
   * it shares. Each is a table with the name of its component, and they see all rows: {@link #as}
   * gives those that see what a user may read.
   */
  public static Sql over(Record collections) {
    Sql sql = new Sql(Schema.empty(), Map.of(), RowPolicies.NONE, Optional.empty());
    for (RecordComponent component : collections.getClass().getRecordComponents()) {
      if (component.getType() == EagerCollection.class
          && component.getGenericType() instanceof ParameterizedType type) {
        Type[] types = type.getActualTypeArguments();
        sql =
            sql.with(component.getName(), valueOf(component, collections), types[0], types[1])
                .guardedBy(component);
      }
    }
    return sql;
  }

  private static EagerCollection<?, ?> valueOf(RecordComponent component, Record record) {
    try {
      component.getAccessor().setAccessible(true);
      return (EagerCollection<?, ?>) component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a component of a record can be read", e);
    }
  }

  /**
   * With one more collection.
   *
   * @param name name of the table
   * @param keys type of the keys
   * @param values type of the values
   */
  public <K, V> Sql with(
      String name, EagerCollection<K, V> collection, Class<K> keys, Class<V> values) {
    return with(name, collection, (Type) keys, values);
  }

  private Sql with(String name, EagerCollection<?, ?> collection, Type keys, Type values) {
    Map<String, EagerCollection<?, ?>> more = new HashMap<>(tables);
    more.put(name, collection);
    return new Sql(schema.with(Tables.of(name, keys, values)), more, policies, asker);
  }

  private Sql guardedBy(RecordComponent component) {
    RowPolicies more = policies.with(component.getName(), List.of(component));
    return new Sql(schema, tables, more, asker);
  }

  /** Whether a collection has a {@link RowPolicy}. */
  boolean hasPolicies() {
    return !policies.conditions().isEmpty();
  }

  /**
   * The queries of a user: of a table with a {@link RowPolicy} they see the rows that the user may
   * read, of another one all. {@code CURRENT_USER}, {@code claim} and {@code has_claim} are of the
   * user. Views that are defined before see all rows.
   *
   * @param user the user; empty if there is none, for whom {@code CURRENT_USER} is NULL
   * @throws SqlException if a policy cannot be used
   */
  public Sql as(Optional<Principal> user) {
    return new Sql(policies.guarded(schema), tables, policies, Optional.of(new Asker(user)));
  }

  /** The queries that a user has written: they see nothing of tables without a policy. */
  Sql openTo(Principal user) {
    return new Sql(
        policies.only(schema), tables, policies, Optional.of(new Asker(Optional.of(user))));
  }

  /**
   * Refuses a query of a table that has a policy: it is not known for whom it would be.
   *
   * @throws SqlException if it is one
   */
  void requireOpen(String query) {
    if (UserValues.areNeeded(Plans.of(query, schema).plan())) {
      throw SqlException.of(
          "42501",
          "a table of the query has a row policy: the resource needs a component of type"
              + " Principal");
    }
  }

  /**
   * With a view: queries may name it as a table.
   *
   * @param query without parameters
   * @throws SqlException if the query is refused
   */
  public Sql define(String name, String query) {
    Query understood = Plans.of(query, schema);
    if (!understood.parameters().isEmpty()) {
      throw SqlException.of("42P02", "the view " + name + " has parameters; a view has none");
    }
    return new Sql(schema.with(name, understood), tables, policies, asker);
  }

  /**
   * The rows of a query as objects whose members are the columns. A row has the key of its table's
   * entry, an array of both keys for a join, the cells that a group has in common, or its position
   * for ORDER BY: in any case the contents alone decide.
   *
   * @throws SqlException if the query is refused
   */
  public EagerCollection<Json, Json> query(String query) {
    return query(query, SqlParameters.none());
  }

  /**
   * As {@link #query(String)}, with parameters. Queries that differ in parameters that are compared
   * by {@code =} with a column share what they compute.
   *
   * @throws SqlException if the query is refused, or a parameter is missing
   */
  public EagerCollection<Json, Json> query(String query, SqlParameters parameters) {
    List<@Nullable Object> values = prepare(query, parameters);
    Query understood = Plans.of(query, schema);
    UserValues.Bound bound =
        asker
            .map(known -> UserValues.of(understood.plan(), values, known.user()))
            .orElseGet(() -> new UserValues.Bound(understood.plan(), values));
    return new LivePlan(tables).shown(understood, bound.plan(), bound.values());
  }

  /**
   * Plans a query, so that it is known when its collection is asked for; reads nothing.
   *
   * @return the values of the parameters; null for NULL
   * @throws SqlException as {@link #query(String, SqlParameters)} does
   */
  List<@Nullable Object> prepare(String query, SqlParameters parameters) {
    if (tables.isEmpty()) {
      throw SqlException.of(SqlException.UNKNOWN_TABLE, "there are no tables");
    }
    Query understood = Plans.of(query, schema);
    LivePlan.requireFew(understood.plan());
    return parameters.values(understood);
  }

  /**
   * The rows of a query as records: each component has the column of its name.
   *
   * @param keys type of the keys, which are those of {@link #query(String)}
   * @param values type of the rows
   * @throws SqlException if the query is refused, or has no column for a component
   */
  public <K, V extends Record> EagerCollection<K, V> query(
      String query, Class<K> keys, Class<V> values) {
    Query understood = Plans.of(query, schema);
    for (RecordComponent component : values.getRecordComponents()) {
      if (understood.columns().stream()
          .noneMatch(column -> column.name().equals(component.getName()))) {
        throw SqlException.of(
            SqlException.UNKNOWN_COLUMN,
            "the query has no column " + component.getName() + " for " + values.getSimpleName());
      }
    }
    return query(query).map(new TypedRows<>(keys, values));
  }
}
