package io.skipruntime.sql.catalog;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A collection as a table: one row for each value. The columns are those of the key, then those of
 * the value. Immutable; equal if the names and the types are.
 *
 * @param name name of the table
 * @param keys how the key of an entry becomes the first cells of a row
 * @param values how a value becomes the others
 * @param hasTypedKeys whether no key is a list, so that a list of a key and a number is none
 * @param keyForm how a key is made of its cells
 */
public record Table(String name, Side keys, Side values, boolean hasTypedKeys, KeyForm keyForm) {

  /**
   * The cells that one object becomes.
   *
   * @param readers the readers of the cells, in the order of the columns
   */
  public record Side(List<Cell> readers) {

    /** Copies the list. */
    public Side {
      readers = List.copyOf(readers);
    }
  }

  /** All columns. */
  public List<Column> columns() {
    return Stream.concat(keys.readers().stream(), values.readers().stream())
        .map(Cell::column)
        .toList();
  }

  /** The number of columns. */
  public int width() {
    return keys.readers().size() + values.readers().size();
  }

  /** The row of a key and one of its values. */
  public @Nullable Object[] row(Object key, Object value) {
    @Nullable Object[] row = new Object[width()];
    int at = 0;
    for (Cell each : keys.readers()) {
      row[at++] = each.read(key);
    }
    for (Cell each : values.readers()) {
      row[at++] = each.read(value);
    }
    return row;
  }
}
