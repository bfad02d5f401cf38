package io.skipruntime.jdbc;

import io.skipruntime.ExternalResource;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.json.Json;
import io.skipruntime.json.Tuple;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The places of keys and values in the rows of a query, found by the names of its columns once for
 * each time that the query is run. Immutable.
 */
final class RowMapping {

  /**
   * A column.
   *
   * @param label its name in the result, exactly
   * @param name its name as a member of JSON
   */
  record Column(int index, String label, String name, String typeName) {}

  /**
   * The meaning of a row.
   *
   * @param key its key; of a row without a usable one, what there is of it
   * @param value its value; empty if it counts as deleted
   * @param watermark its watermark, if it has one
   * @param problem why it has no usable key or value
   */
  record Row(
      Json key, Optional<Json> value, @Nullable Object watermark, Optional<String> problem) {}

  /** A way to make JSON of some columns. */
  private enum Form {
    SINGLE,
    ARRAY,
    OBJECT
  }

  /** A part of a row: members are by the name that they have in JSON. */
  private record Part(Form form, Map<String, Column> members) {}

  private final JdbcResource resource;
  private final List<Column> columns;
  private final Part key;
  private final Part value;
  private final Optional<Column> watermark;
  private final Optional<Column> softDelete;

  private RowMapping(JdbcResource resource, List<Column> columns, ExternalResource<?, ?> usedAs)
      throws SourceException {
    this.resource = resource;
    this.columns = columns;
    List<Column> keys = new ArrayList<>();
    for (String name : resource.keyColumns()) {
      keys.add(column(name));
    }
    this.watermark = optional(resource.watermark());
    this.softDelete = optional(resource.softDelete());
    this.key = keyPart(keys, usedAs.keyType());
    this.value = valuePart(keys, usedAs.valueType());
  }

  /**
   * The places for a query's result.
   *
   * @param isUpperCase whether the database makes names upper case that are not quoted
   * @param usedAs has the types of keys and values
   * @throws SourceException if a column that is needed is not there
   */
  static RowMapping of(
      JdbcResource resource,
      ResultSetMetaData result,
      boolean isUpperCase,
      ExternalResource<?, ?> usedAs)
      throws SQLException, SourceException {
    List<Column> columns = new ArrayList<>();
    for (int i = 1; i <= result.getColumnCount(); i++) {
      String label = result.getColumnLabel(i);
      boolean isMadeUpperCase = isUpperCase && label.equals(label.toUpperCase(Locale.ROOT));
      columns.add(
          new Column(
              i,
              label,
              isMadeUpperCase ? label.toLowerCase(Locale.ROOT) : label,
              Optional.ofNullable(result.getColumnTypeName(i)).orElse("")));
    }
    return new RowMapping(resource, columns, usedAs);
  }

  private Optional<Column> optional(Optional<String> name) throws SourceException {
    return name.isPresent() ? Optional.of(column(name.get())) : Optional.empty();
  }

  private Column column(String name) throws SourceException {
    return find(name)
        .orElseThrow(() -> SourceException.lasting("the query has no column " + name + there()));
  }

  private String there() {
    return "; it has " + String.join(", ", columns.stream().map(Column::name).toList());
  }

  /** The column of a name: exactly, else in another case, else with other underscores, too. */
  private Optional<Column> find(String name) {
    String loose = loose(name);
    List<Predicate<Column>> ways =
        List.of(
            each -> each.label().equals(name),
            each -> each.label().equalsIgnoreCase(name),
            each -> loose(each.label()).equals(loose));
    return ways.stream().flatMap(way -> columns.stream().filter(way).limit(1)).findFirst();
  }

  private static String loose(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }

  private static Part keyPart(List<Column> keys, Type type) throws SourceException {
    if (type instanceof Class<?> record && record.isRecord()) {
      Map<String, Column> members = new LinkedHashMap<>();
      for (RecordComponent component : record.getRecordComponents()) {
        String loose = loose(component.getName());
        members.put(
            component.getName(),
            keys.stream()
                .filter(each -> loose(each.label()).equals(loose))
                .findFirst()
                .orElseThrow(() ->
                    SourceException.lasting(
                        "no key column is the component %s of %s"
                            .formatted(component.getName(), record.getSimpleName()))));
      }
      return new Part(isTuple(record) ? Form.ARRAY : Form.OBJECT, members);
    }
    return new Part(keys.size() == 1 ? Form.SINGLE : Form.ARRAY, byName(keys));
  }

  private Part valuePart(List<Column> keys, Type type) throws SourceException {
    if (type instanceof Class<?> record && record.isRecord()) {
      Map<String, Column> members = new LinkedHashMap<>();
      for (RecordComponent component : record.getRecordComponents()) {
        Optional<Column> column = find(component.getName());
        if (column.isPresent()) {
          members.put(component.getName(), column.get());
        } else if (isTuple(record) || isRequired(component)) {
          throw SourceException.lasting(
              "the query has no column for the component %s of %s%s"
                  .formatted(component.getName(), record.getSimpleName(), there()));
        }
      }
      return new Part(isTuple(record) ? Form.ARRAY : Form.OBJECT, members);
    }
    if (!isSimple(type)) {
      return new Part(Form.OBJECT, byName(columns));
    }
    List<Column> rest = new ArrayList<>(columns);
    rest.removeAll(keys);
    watermark.ifPresent(rest::remove);
    softDelete.ifPresent(rest::remove);
    if (rest.size() != 1) {
      throw SourceException.lasting(
          "for values of the type %s the query needs one column beside the key%s"
              .formatted(type.getTypeName(), there()));
    }
    return new Part(Form.SINGLE, byName(rest));
  }

  private static Map<String, Column> byName(List<Column> columns) {
    Map<String, Column> members = new LinkedHashMap<>();
    columns.forEach(each -> members.putIfAbsent(each.name(), each));
    return members;
  }

  private static boolean isTuple(Class<?> record) {
    return record.isAnnotationPresent(Tuple.class);
  }

  private static boolean isRequired(RecordComponent component) {
    return component.getType() != Optional.class
        && !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  /** Whether values of a type are neither objects nor any JSON. */
  private static boolean isSimple(Type type) {
    return !(type instanceof ParameterizedType)
        && type instanceof Class<?> raw
        && !Json.class.isAssignableFrom(raw)
        && !raw.isSealed()
        && !Map.class.isAssignableFrom(raw);
  }

  /** The column of the watermark. */
  Column watermark() {
    return watermark.orElseThrow();
  }

  /** What the current row is. */
  Row read(ResultSet row) throws SQLException {
    Optional<String> problem = Optional.empty();
    Json keyJson = Json.NULL;
    Json valueJson = Json.NULL;
    Object mark = watermark.isPresent() ? raw(row, watermark.get()) : null;
    try {
      keyJson = json(key, row);
      problem = nullKey(row);
      if (softDelete.isPresent() && ColumnValue.saysDeleted(raw(row, softDelete.get()))) {
        return new Row(keyJson, Optional.empty(), mark, problem);
      }
      valueJson = json(value, row);
    } catch (UnfitColumnException e) {
      problem = Optional.of(SourceException.messageOf(e));
    }
    return new Row(keyJson, Optional.of(valueJson), mark, problem);
  }

  private Optional<String> nullKey(ResultSet row) throws SQLException {
    for (Column column : key.members().values()) {
      if (raw(row, column) == null) {
        return Optional.of("the key column " + column.name() + " is null");
      }
    }
    return Optional.empty();
  }

  private static @Nullable Object raw(ResultSet row, Column column) throws SQLException {
    return ColumnValue.read(row, column.index(), column.typeName());
  }

  private Json json(Part part, ResultSet row) throws SQLException, UnfitColumnException {
    Map<String, Json> members = new LinkedHashMap<>();
    for (Map.Entry<String, Column> each : part.members().entrySet()) {
      members.put(each.getKey(), json(each.getValue(), row));
    }
    return switch (part.form()) {
      case SINGLE -> members.values().iterator().next();
      case ARRAY -> Json.array(List.copyOf(members.values()));
      case OBJECT -> Json.object(members);
    };
  }

  private Json json(Column column, ResultSet row) throws SQLException, UnfitColumnException {
    try {
      return ColumnValue.json(raw(row, column), column.typeName(), resource.zone());
    } catch (IllegalArgumentException e) {
      throw new UnfitColumnException(column, e);
    } catch (SQLException e) {
      if (SqlFailures.isOfValue(e)) {
        throw new UnfitColumnException(column, e);
      }
      throw e;
    }
  }

  /** A column of a row has a value that JSON cannot have. */
  private static final class UnfitColumnException extends Exception {
    private static final long serialVersionUID = 1L;

    UnfitColumnException(Column column, Exception cause) {
      super("column " + column.name() + ": " + SourceException.messageOf(cause), cause);
    }
  }
}
