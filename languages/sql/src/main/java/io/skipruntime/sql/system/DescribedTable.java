package io.skipruntime.sql.system;

import io.skipruntime.sql.catalog.Column;
import java.util.List;

/**
 * A table that the catalog describes.
 *
 * @param oid its number
 * @param schema name of the schema that it is in
 * @param name its name
 * @param isView whether it is shown as a view
 * @param columns its columns
 * @param keys how many of the first columns are the key of an entry; 0 if the table has no key
 */
record DescribedTable(
    long oid, String schema, String name, boolean isView, List<Column> columns, int keys) {

  /** Whether the key is shown as an index. */
  boolean hasKey() {
    return keys > 0;
  }

  /** The number of the index of the key. */
  long indexOid() {
    return oid + 1;
  }

  /** The name of the index of the key. */
  String indexName() {
    return name + "_pkey";
  }

  /** The names of the columns of the key, with commas between them. */
  String keyColumns() {
    return String.join(
        ", ",
        columns.subList(0, keys).stream()
            .map(column -> Identifiers.quoted(column.name()))
            .toList());
  }
}
