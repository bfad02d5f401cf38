package io.skipruntime.sql.snapshot;

import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.Table;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The rows of tables as they were at one moment, in the order of the keys. */
public interface TableReader {

  /** Gives all rows of a table. */
  void read(Table table, RowSink sink);

  /**
   * Gives the rows of a table from a key on.
   *
   * @param first the least key; it need not be there
   * @param goesOn takes a row and says whether it wants the next one
   */
  void readFrom(Table table, Json first, Predicate<@Nullable Object[]> goesOn);
}
