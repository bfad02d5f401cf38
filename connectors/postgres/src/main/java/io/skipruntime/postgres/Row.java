package io.skipruntime.postgres;

import io.skipruntime.json.Json;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The values of a row, in the order of a {@link RowMapping}. Immutable. */
final class Row {

  private final @Nullable Json[] cells;
  private final Json base;
  private final @Nullable String problem;

  /**
   * A row.
   *
   * @param cells the values; null for one that was not sent since it has not changed. The array is
   *     taken over
   * @param base the key under which the row was before, where the values are that were not sent
   * @param problem why the row has no value in JSON; null if it has one
   */
  Row(@Nullable Json[] cells, Json base, @Nullable String problem) {
    this.cells = cells;
    this.base = base;
    this.problem = problem;
  }

  /** A value; null if it was not sent. */
  @Nullable Json cell(int index) {
    return cells[index];
  }

  /** The key under which the row was before. */
  Json base() {
    return base;
  }

  /** Why the row has no value in JSON; null if it has one. */
  @Nullable String problem() {
    return problem;
  }

  /** Whether all values are there. */
  boolean isComplete() {
    for (Json cell : cells) {
      if (cell == null) {
        return false;
      }
    }
    return true;
  }

  /** Whether another row has the same values. */
  boolean hasCellsOf(Row other) {
    return Arrays.equals(cells, other.cells);
  }

  /** This row with what is missing taken from the row before. */
  Row over(Row before) {
    @Nullable Json[] all = cells.clone();
    for (int i = 0; i < all.length; i++) {
      all[i] = all[i] == null ? before.cells[i] : all[i];
    }
    return new Row(all, before.base, problem == null ? before.problem : problem);
  }
}
