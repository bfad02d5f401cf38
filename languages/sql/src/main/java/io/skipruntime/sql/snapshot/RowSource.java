package io.skipruntime.sql.snapshot;

import io.skipruntime.sql.catalog.Table;

/** The rows of tables, all as they were at one moment. */
@FunctionalInterface
public interface RowSource {

  /** Gives all rows of a table, in the order of the keys. */
  void read(Table table, RowSink sink);
}
