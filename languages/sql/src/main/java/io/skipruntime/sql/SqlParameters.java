package io.skipruntime.sql;

import io.skipruntime.Principal;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonNull;
import io.skipruntime.json.JsonObject;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.expression.Casts;
import io.skipruntime.sql.plan.Query;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of a query's parameters: by name for {@code :name}, by position for {@code $1}. A
 * value becomes one of the type that its place in the query asks for, as by a cast; it never
 * becomes a part of the text. Immutable.
 */
public final class SqlParameters {

  private final Map<String, Json> values;

  private SqlParameters(Map<String, Json> values) {
    this.values = new HashMap<>(values); // which names of one hash code do not make slow
  }

  /** No parameters. */
  public static SqlParameters none() {
    return new SqlParameters(Map.of());
  }

  /** The values by their names; {@code "1"} is the name of {@code $1}. */
  public static SqlParameters of(Map<String, Json> values) {
    return new SqlParameters(values);
  }

  /**
   * The members of an object by their names, or the elements of an array by their positions.
   *
   * @throws SqlException for anything else but null
   */
  public static SqlParameters of(Json params) {
    return switch (params) {
      case JsonNull none -> none();
      case JsonObject object -> {
        Map<String, Json> values = new HashMap<>();
        object.members().forEach(values::put);
        yield new SqlParameters(values);
      }
      case JsonArray array -> {
        Map<String, Json> values = new HashMap<>();
        for (int i = 0; i < array.size(); i++) {
          values.put(String.valueOf(i + 1), array.get(i));
        }
        yield new SqlParameters(values);
      }
      default ->
          throw SqlException.of("42P02", "params must be an object or an array, not " + params);
    };
  }

  /**
   * The components of a record by their names. A {@link Principal} in the component {@code user}
   * gives {@code user.subject} and {@code user.issuer}.
   */
  public static SqlParameters of(Record record) {
    Map<String, Json> values = new HashMap<>();
    if (Json.from(record) instanceof JsonObject object) {
      object.members().forEach((name, value) -> add(name, value, values));
    }
    return new SqlParameters(values);
  }

  private static void add(String name, Json value, Map<String, Json> values) {
    values.put(name, value);
    if (value instanceof JsonObject object) {
      object.members().forEach((part, inner) -> add(name + "." + part, inner, values));
    }
  }

  /** The value of each parameter of a query, as one of its type; null for NULL. */
  List<@Nullable Object> values(Query query) {
    List<@Nullable Object> all = new ArrayList<>();
    for (Query.ParameterType parameter : query.parameters()) {
      Json value = values.get(parameter.name());
      if (value == null) {
        throw SqlException.of("42P02", "there is no value for parameter " + parameter.name());
      }
      all.add(value instanceof JsonNull ? null : Casts.cast(value, parameter.type(), -1, 0));
    }
    return all;
  }
}
