package io.skipruntime.sql.catalog;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A table that is no collection, such as a table that describes the others. Its rows are made when
 * a query reads it. Immutable.
 *
 * @param schema name of the schema that it is in
 * @param name its name in the schema
 * @param columns its columns
 * @param rows gives the rows, each with a cell for each column; null for NULL
 */
public record SystemTable(
    String schema, String name, List<Column> columns, Supplier<List<@Nullable Object[]>> rows) {

  /** Copies the list of the columns. */
  public SystemTable {
    columns = List.copyOf(columns);
  }

  /** The name with that of the schema before it. */
  public String qualifiedName() {
    return schema + "." + name;
  }

  /** The table as plans have it. */
  public Table asTable() {
    List<Cell> cells = columns.stream().map(column -> new Cell(column, List.of())).toList();
    return new Table(
        qualifiedName(),
        new Table.Side(cells),
        new Table.Side(List.of()),
        false,
        new KeyForm.Hidden());
  }
}
