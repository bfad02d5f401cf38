package io.skipruntime.sql.snapshot;

import io.skipruntime.json.Json;
import io.skipruntime.json.TableKey;
import io.skipruntime.sql.expression.Cells;
import io.skipruntime.sql.plan.Plan;
import io.skipruntime.sql.plan.RecursiveStep;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The evaluation of a recursion: the step is applied to each row once, and what it gives waits for
 * its turn. Of UNION a row that was there before is left out. Used by one thread.
 */
final class Recursion {

  private final RecursiveStep step;
  private final boolean isAll;
  private final Budget budget;
  private final List<Map<TableKey, List<RecursiveStep.Met>>> sides = new ArrayList<>();
  private final Set<TableKey> seen = new HashSet<>();
  private final Deque<@Nullable Object[]> open = new ArrayDeque<>();

  /**
   * A recursion whose sides are known.
   *
   * @param run gives the rows of a plan
   */
  Recursion(Plan.Recursion recursion, Budget budget, BiConsumer<Plan, RowSink> run) {
    RecursiveStep.Taken taken = RecursiveStep.of(recursion);
    this.step = taken.step();
    this.isAll = recursion.isAll();
    this.budget = budget;
    for (RecursiveStep.Side side : taken.sides()) {
      Map<TableKey, List<RecursiveStep.Met>> byKey = new HashMap<>();
      run.accept(
          side.plan(),
          row -> {
            List<Object> key = RecursiveStep.keyOf(row, side.cells(), side.matchesNull());
            if (key != null) {
              budget.keep(row);
              byKey
                  .computeIfAbsent(TableKey.normal(key), absent -> new ArrayList<>())
                  .add(new RecursiveStep.Met(row, Json.NULL));
            }
          });
      sides.add(byKey);
    }
  }

  /** Takes a row of the start, or one that follows. */
  void add(@Nullable Object[] row, RowSink sink) {
    budget.row();
    if (isAll || seen.add(TableKey.normal(Cells.alike(Cells.list(row))))) {
      budget.keep(row);
      sink.accept(row);
      open.add(row);
    }
  }

  /** Gives all that follows. */
  void run(RowSink sink) {
    while (!open.isEmpty()) {
      step.apply(
          open.pop(),
          (side, key) -> sides.get(side).getOrDefault(TableKey.normal(key), List.of()),
          (row, trail) -> add(row, sink));
    }
  }
}
