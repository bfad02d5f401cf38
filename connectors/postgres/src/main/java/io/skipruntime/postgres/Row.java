package io.skipruntime.postgres;

import io.skipruntime.json.Json;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of a row, in the order of a {@link RowMapping}. Immutable. */
final class Row {

  private final @Nullable Json[] cells;
  private final Json base;
  private final List<String> baseTexts;
  private final @Nullable String @Nullable [] problems;

  /**
   * A row.
   *
   * @param cells the values; null for one that was not sent since it has not changed. The array is
   *     taken over
   * @param base the key under which the row was before, where the values are that were not sent
   * @param problems why values cannot be had in JSON, each at the place of its value, and last why
   *     the key cannot; null if all can
   */
  Row(@Nullable Json[] cells, Json base, @Nullable String @Nullable [] problems) {
    this(cells, base, List.of(), problems);
  }

  private Row(
      @Nullable Json[] cells,
      Json base,
      List<String> baseTexts,
      @Nullable String @Nullable [] problems) {
    this.cells = cells;
    this.base = base;
    this.baseTexts = baseTexts;
    this.problems = problems;
  }

  /** A value; null if it was not sent. */
  @Nullable Json cell(int index) {
    return cells[index];
  }

  /** The key under which the row was before. */
  Json base() {
    return base;
  }

  /** This row with the texts of the key under which it was before, in the order of its columns. */
  Row withBaseTexts(List<String> texts) {
    return new Row(cells, base, texts, problems);
  }

  /** The texts of the key under which the row was before; none if they are not known. */
  List<String> baseTexts() {
    return baseTexts;
  }

  /** Why the row has no value in JSON; null if it has one. */
  @Nullable String problem() {
    if (problems != null) {
      for (String problem : problems) {
        if (problem != null) {
          return problem;
        }
      }
    }
    return null;
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
    @Nullable String[] allProblems =
        problems == null ? new @Nullable String[all.length + 1] : problems.clone();
    for (int i = 0; i < all.length; i++) {
      if (all[i] == null) {
        all[i] = before.cells[i];
        allProblems[i] = before.problems == null ? null : before.problems[i];
      }
    }
    return new Row(all, before.base, before.baseTexts, allProblems);
  }
}
