package io.skipruntime.jdbc;

import io.skipruntime.Entry;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The table of a {@link JdbcSink}, and which columns an entry's key and values go to: one row for
 * each key. The key's columns are the table's primary key, or unique together. Names are put into
 * SQL as they are; one that is no plain name is quoted as the database quotes it. Immutable.
 *
 * <p>Numbers, texts and truth values go in as such, a date or time as its text in the form of ISO
 * 8601, arrays and objects as JSON text, which columns of a JSON type take, too.
 */
public final class SinkTable {

  private static final Pattern NAME =
      Pattern.compile("(?:[A-Za-z_][A-Za-z0-9_$]*|\"[^\"]+\"|`[^`]+`)");

  /** A column that is not of the key. */
  record Column(String name, Function<List<Json>, Json> content) {}

  private final String name;
  private final List<String> keyColumns;
  private final List<Column> columns;
  private final boolean takesSeveralValues;

  private SinkTable(
      String name, List<String> keyColumns, List<Column> columns, boolean takesSeveralValues) {
    this.name = name;
    this.keyColumns = List.copyOf(keyColumns);
    this.columns = List.copyOf(columns);
    this.takesSeveralValues = takesSeveralValues;
  }

  private static String checked(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a name, quoted if need be: " + name);
    }
    return name;
  }

  /**
   * A table.
   *
   * @param name its name, with that of its schema and a dot in front if need be
   * @param key the columns of the key: the only one has the key itself; of several each has an
   *     element of a key that is an array, in their order, or the member of the same name of a key
   *     that is an object
   */
  public static SinkTable of(String name, String... key) {
    if (key.length == 0) {
      throw new IllegalArgumentException("the key needs a column");
    }
    for (String part : name.split("\\.", -1)) {
      checked(part);
    }
    Stream.of(key).forEach(SinkTable::checked);
    return new SinkTable(name, List.of(key), List.of(), false);
  }

  private SinkTable with(String column, Function<List<Json>, Json> content, boolean several) {
    List<Column> more = new ArrayList<>(columns);
    more.add(new Column(checked(column), content));
    return new SinkTable(name, keyColumns, more, takesSeveralValues || several);
  }

  /** With columns that have the members of the same names of the value, which is an object. */
  public SinkTable members(String... names) {
    SinkTable table = this;
    for (String each : names) {
      table = table.column(each, value -> member(value, each));
    }
    return table;
  }

  /** With a column that has the value itself. */
  public SinkTable value(String column) {
    return column(column, value -> value);
  }

  /**
   * With a column that has something of the value.
   *
   * @param content what; a pure function
   */
  public SinkTable column(String column, Function<Json, Json> content) {
    return with(column, values -> content.apply(values.getFirst()), false);
  }

  /**
   * With a column that has all values of the key, as a JSON array. Without one, a key that has
   * several values is refused.
   */
  public SinkTable values(String column) {
    return with(column, Json::array, true);
  }

  private static Json member(Json value, String name) {
    return value instanceof JsonObject object
        ? Objects.requireNonNullElse(object.members().get(name), Json.NULL)
        : Json.NULL;
  }

  String name() {
    return name;
  }

  List<String> keyColumns() {
    return keyColumns;
  }

  /** The names of the other columns. */
  List<String> valueColumns() {
    return columns.stream().map(Column::name).toList();
  }

  /** The names of all columns, those of the key first. */
  List<String> allColumns() {
    return Stream.concat(keyColumns.stream(), valueColumns().stream()).toList();
  }

  /** The contents of the key's columns; empty if the key is not of their form. */
  Optional<List<Json>> key(Object key) {
    Json json = Json.from(key);
    if (keyColumns.size() == 1) {
      return Optional.of(List.of(json));
    }
    return switch (json) {
      case JsonArray array when array.elements().size() == keyColumns.size() ->
          Optional.of(array.elements());
      case JsonObject object ->
          Optional.of(keyColumns.stream().map(each -> member(object, each)).toList());
      default -> Optional.empty();
    };
  }

  /**
   * The row of an entry that has values.
   *
   * @throws IllegalArgumentException with the reason if there can be none
   */
  List<Json> row(Entry<Object, Object> entry) {
    if (entry.values().size() > 1 && !takesSeveralValues) {
      throw new IllegalArgumentException(
          "the key has " + entry.values().size() + " values, and no column takes several");
    }
    List<Json> row =
        new ArrayList<>(
            key(entry.key())
                .orElseThrow(
                    () -> new IllegalArgumentException("the key is not for " + keyColumns)));
    List<Json> values = entry.values().stream().map(Json::from).toList();
    columns.forEach(column -> row.add(column.content().apply(values)));
    return row;
  }
}
