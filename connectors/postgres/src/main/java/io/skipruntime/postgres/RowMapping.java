package io.skipruntime.postgres;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonNames;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The way from the texts of a row's columns to a key and a value in JSON, for one subscription.
 * Immutable.
 *
 * <ul>
 *   <li>{@code columns} are those that are read: of the key, then of the value; each once
 *   <li>{@code keyAt} and {@code valueAt} are places in it; {@code keyAloneAt} has those that are
 *       in the first only
 * </ul>
 */
final class RowMapping {

  private final List<String> columns;
  private final List<ColumnType> types;
  private final int[] keyAt;
  private final List<String> keyMembers;
  private final boolean isArrayKey;
  private final int[] valueAt;
  private final int[] keyAloneAt;
  private final List<String> valueMembers;
  private final JsonNames valueNames;

  private RowMapping(
      List<String> columns,
      List<ColumnType> types,
      int[] keyAt,
      List<String> keyMembers,
      boolean isArrayKey,
      int[] valueAt,
      List<String> valueMembers) {
    this.columns = columns;
    this.types = types;
    this.keyAt = keyAt;
    this.keyMembers = keyMembers;
    this.isArrayKey = isArrayKey;
    this.valueAt = valueAt;
    this.keyAloneAt =
        IntStream.of(keyAt)
            .filter(at -> IntStream.of(valueAt).noneMatch(value -> value == at))
            .toArray();
    this.valueMembers = valueMembers;
    this.valueNames = JsonNames.of(valueMembers);
  }

  /**
   * The mapping of a table.
   *
   * @param available the columns that can be read, in the table's order
   * @param params what the resource is used with, of {@link PostgresTable}
   * @throws IllegalArgumentException if a column is missing; the message names it
   */
  static RowMapping of(TableShape shape, List<String> available, Json params, Types types)
      throws SQLException {
    List<String> columns = new ArrayList<>(shape.key());
    List<String> members = PostgresTable.columns(params).orElse(available);
    int[] valueAt = places(members, columns, shape, available);
    Optional<List<String>> keyMembers = PostgresTable.keyMembers(params);
    int[] keyAt = keyPlaces(keyMembers, columns, shape);
    List<ColumnType> columnTypes = new ArrayList<>();
    for (String column : columns) {
      columnTypes.add(types.of(shape.column(column).orElseThrow().type()));
    }
    boolean isArrayKey = PostgresTable.isArrayKey(params) || keyAt.length > 1;
    return new RowMapping(
        List.copyOf(columns),
        List.copyOf(columnTypes),
        keyAt,
        keyMembers.orElse(List.of()),
        isArrayKey,
        valueAt,
        List.copyOf(members));
  }

  private static int[] keyPlaces(
      Optional<List<String>> members, List<String> columns, TableShape shape) {
    List<String> key = shape.key();
    List<String> names = members.orElse(key);
    if (names.size() != key.size()) {
      throw new IllegalArgumentException(
          "the key of " + shape.name() + " has the columns " + key + ", not " + names);
    }
    int[] places = new int[names.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = columns.indexOf(column(names.get(i), key, shape));
    }
    return places;
  }

  private static int[] places(
      List<String> members, List<String> columns, TableShape shape, List<String> available) {
    int[] places = new int[members.size()];
    for (int i = 0; i < places.length; i++) {
      String column = column(members.get(i), available, shape);
      if (!columns.contains(column)) {
        columns.add(column);
      }
      places[i] = columns.indexOf(column);
    }
    return places;
  }

  /** The column that a component means. */
  private static String column(String component, List<String> available, TableShape shape) {
    if (available.contains(component)) {
      return component;
    }
    String snake = component.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    if (available.contains(snake)) {
      return snake;
    }
    boolean isThere = shape.column(component).or(() -> shape.column(snake)).isPresent();
    throw new IllegalArgumentException(
        "column \""
            + component
            + "\" of "
            + shape.name()
            + (isThere ? " is not published" : " is gone"));
  }

  /** The columns that are read, in this order. */
  List<String> columns() {
    return columns;
  }

  /** Whether a column is one of the key. */
  boolean isKey(int column) {
    for (int at : keyAt) {
      if (at == column) {
        return true;
      }
    }
    return false;
  }

  /**
   * The key of a row; of a column that JSON has no value for, the text, which tells the row from
   * others that are not delivered.
   *
   * @param texts by {@link #columns}
   * @throws IllegalArgumentException if a column of the key has no value
   */
  Json key(@Nullable String[] texts) {
    if (keyAt.length == 1 && keyMembers.isEmpty() && !isArrayKey) {
      return keyPart(texts, 0);
    }
    List<Json> parts = new ArrayList<>(keyAt.length);
    for (int i = 0; i < keyAt.length; i++) {
      parts.add(keyPart(texts, i));
    }
    return keyOf(parts);
  }

  /** As {@link #key}, with null for a column of the key that has no value. */
  Json keyOrNulls(@Nullable String[] texts) {
    if (nullInKey(texts).isEmpty()) {
      return key(texts);
    }
    List<Json> parts = new ArrayList<>(keyAt.length);
    for (int i = 0; i < keyAt.length; i++) {
      parts.add(texts[keyAt[i]] == null ? Json.NULL : keyPart(texts, i));
    }
    return keyOf(parts);
  }

  /** A column of the key that has no value in a row; empty if all have one. */
  Optional<String> nullInKey(@Nullable String[] texts) {
    for (int at : keyAt) {
      if (texts[at] == null) {
        return Optional.of(columns.get(at));
      }
    }
    return Optional.empty();
  }

  private Json keyOf(List<Json> parts) {
    if (keyAt.length == 1 && keyMembers.isEmpty() && !isArrayKey) {
      return parts.getFirst();
    }
    if (keyMembers.isEmpty()) {
      return Json.array(parts);
    }
    Map<String, Json> members = new HashMap<>();
    for (int i = 0; i < keyAt.length; i++) {
      members.put(keyMembers.get(i), parts.get(i));
    }
    return Json.object(members);
  }

  /** The columns of the key. */
  List<String> keyColumns() {
    List<String> names = new ArrayList<>(keyAt.length);
    for (int at : keyAt) {
      names.add(columns.get(at));
    }
    return names;
  }

  /**
   * The texts of a row's key, by {@link #keyColumns}.
   *
   * @param texts by {@link #columns}, with a value for each column of the key
   */
  List<String> keyTexts(@Nullable String[] texts) {
    List<String> parts = new ArrayList<>(keyAt.length);
    for (int at : keyAt) {
      parts.add(Objects.requireNonNull(texts[at]));
    }
    return parts;
  }

  private Json keyPart(@Nullable String[] texts, int index) {
    int at = keyAt[index];
    String text = texts[at];
    if (text == null) {
      throw new IllegalArgumentException(
          "the replica identity does not have the column " + columns.get(at) + " of the key");
    }
    try {
      return types.get(at).decode(text);
    } catch (RuntimeException e) {
      return Json.of(text); // row() has the problem
    }
  }

  /** A row of the stream or of a load; what JSON has no value for makes it one with a problem. */
  Row row(@Nullable String[] texts, Json key) {
    @Nullable Json[] cells = new @Nullable Json[valueAt.length];
    @Nullable String[] problems = null;
    for (int i = 0; i < cells.length; i++) {
      int at = valueAt[i];
      String text = texts[at];
      try {
        cells[i] =
            text == PgOutput.Tuple.UNCHANGED
                ? null
                : text == null ? Json.NULL : types.get(at).decode(CopyRows.notTooLong(text));
      } catch (RuntimeException e) {
        cells[i] = Json.NULL;
        problems = problems == null ? new @Nullable String[cells.length + 1] : problems;
        problems[i] = problem(at, e);
      }
    }
    String problem = problemOfKeyAlone(texts);
    if (problem != null) {
      problems = problems == null ? new @Nullable String[cells.length + 1] : problems;
      problems[cells.length] = problem;
    }
    return new Row(cells, key, problems);
  }

  /** Why a column of the key that is none of the value has no value in JSON; null if all have. */
  private @Nullable String problemOfKeyAlone(@Nullable String[] texts) {
    for (int at : keyAloneAt) {
      String text = texts[at];
      try {
        if (text != null) {
          types.get(at).decode(text);
        }
      } catch (RuntimeException e) {
        return problem(at, e);
      }
    }
    return null;
  }

  private String problem(int column, RuntimeException cause) {
    return "column " + columns.get(column) + ": " + cause.getMessage();
  }

  /** The value of a complete row. */
  Json value(Row row) {
    Json[] values = new Json[valueAt.length];
    for (int i = 0; i < values.length; i++) {
      Json cell = row.cell(i);
      values[i] = cell == null ? Json.NULL : cell;
    }
    return valueNames.object(values);
  }

  /** The cells of a value that was delivered. */
  @Nullable Json[] cells(Json value) {
    @Nullable Json[] cells = new @Nullable Json[valueAt.length];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = value.asObject().find(valueMembers.get(i)).orElse(Json.NULL);
    }
    return cells;
  }
}
