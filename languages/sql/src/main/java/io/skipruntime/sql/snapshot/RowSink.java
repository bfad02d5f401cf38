package io.skipruntime.sql.snapshot;

import org.jspecify.annotations.Nullable;

/** The receiver of rows. */
@FunctionalInterface
public interface RowSink {

  /**
   * Takes a row.
   *
   * @param row the cells, null for NULL; not to be changed by anybody any more
   */
  void accept(@Nullable Object[] row);
}
