package io.skipruntime.postgres;

import io.skipruntime.ExternalResource;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.Tuple;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A table as a resource of a {@link PostgresService}.
 *
 * <p>A component of a record is the column of its name, or of its name in lower case with
 * underscores: {@code createdAt} is {@code createdAt} or {@code created_at}. Columns that the
 * record does not have are not read. With {@code Json} as the type of values, a value is an object
 * of all columns.
 *
 * <p>The key is the primary key. A key of several columns is a record, whose components are all of
 * them, or a {@code Tuple}, or {@code Json}: an array in the order of the primary key.
 */
public final class PostgresTable {

  private static final String COLUMNS = "columns";
  private static final String KEY = "key";
  private static final String KEY_COLUMNS = "keyColumns";

  private PostgresTable() {}

  /**
   * The resource of a table.
   *
   * @param service name of the external service, a key of {@code SkipService.externalServices}
   * @param table {@code schema.table}, or {@code table} in the schema {@code public}; a part that
   *     has a dot or a quote is quoted as in SQL
   * @param key type of the primary key
   * @param value a record, or {@code Json}
   * @throws IllegalArgumentException if {@code table} is not a name, or {@code value} is another
   *     type
   */
  public static <K, V> ExternalResource<K, V> of(
      String service, String table, Class<K> key, Class<V> value) {
    TableName.parse(table);
    Map<String, Json> params = new HashMap<>();
    if (value.isRecord()) {
      params.put(COLUMNS, components(value));
    } else if (!Json.class.isAssignableFrom(value)) {
      throw new IllegalArgumentException(
          "a row is a record or Json; " + value.getSimpleName() + " is neither");
    }
    if (key.isRecord()) {
      params.put(KEY, key.isAnnotationPresent(Tuple.class) ? Json.of("array") : components(key));
    }
    return ExternalResource.of(service, table, key, value).withParams(Json.object(params));
  }

  /**
   * The resource of a view, with the columns that tell its rows apart. Of a table the primary key
   * is known, and need not be named.
   */
  public static <K, V> ExternalResource<K, V> withKeyColumns(
      ExternalResource<K, V> view, String... columns) {
    Map<String, Json> params = new HashMap<>(view.params().asObject().members());
    params.put(KEY_COLUMNS, Json.array(Stream.of(columns).map(Json::of).toList()));
    return view.withParams(Json.object(params));
  }

  /** The columns that tell the rows of a view apart; none if they are not named. */
  static List<String> keyColumns(Json params) {
    return names(params, KEY_COLUMNS).orElse(List.of());
  }

  private static Json components(Class<?> type) {
    List<Json> names = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      names.add(Json.of(component.getName()));
    }
    return Json.array(names);
  }

  /** The columns that parameters name; empty if they name none, and so all are meant. */
  static Optional<List<String>> columns(Json params) {
    return names(params, COLUMNS);
  }

  /** The columns of the key, if it is an object of them; empty if it is not. */
  static Optional<List<String>> keyMembers(Json params) {
    return names(params, KEY);
  }

  /** Whether the key is an array, also if it is of one column. */
  static boolean isArrayKey(Json params) {
    return params instanceof JsonObject object
        && object.find(KEY).filter(Json.of("array")::equals).isPresent();
  }

  private static Optional<List<String>> names(Json params, String member) {
    if (params instanceof JsonObject object
        && object.find(member).orElse(Json.NULL) instanceof JsonArray array) {
      return Optional.of(array.elements().stream().map(Json::asString).toList());
    }
    return Optional.empty();
  }
}
