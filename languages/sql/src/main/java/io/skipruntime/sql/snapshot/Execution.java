package io.skipruntime.sql.snapshot;

import io.skipruntime.json.CanonicalKey;
import io.skipruntime.sql.catalog.Table;
import io.skipruntime.sql.expression.Cells;
import io.skipruntime.sql.expression.Expression;
import io.skipruntime.sql.expression.Grouped;
import io.skipruntime.sql.expression.SortKey;
import io.skipruntime.sql.plan.Parameters;
import io.skipruntime.sql.plan.Plan;
import io.skipruntime.sql.plan.RowCount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The evaluation of a plan over rows that do not change, from scratch: each operation pushes its
 * rows to the one above. Joins hash their right side, groups and sorts keep what they need; the
 * {@link Budget} bounds all of it. Used by one thread.
 *
 * <p>It has the expressions and aggregates of live plans in common with them and nothing else, so
 * that each is a check of the other.
 */
public final class Execution {

  private final BiConsumer<Table, RowSink> tables;
  private final Budget budget;
  private @Nullable Measurement measurement;

  /**
   * An evaluation over the rows of tables.
   *
   * @param tables gives all rows of a table, in the order of the keys, as they were at one moment
   */
  public Execution(BiConsumer<Table, RowSink> tables, Budget budget) {
    this.tables = tables;
    this.budget = budget;
  }

  /** As {@link #run}, and gives what each operation did. */
  public Measurement measured(Plan plan, RowSink sink) {
    Measurement begun = new Measurement(budget::keptBytes);
    measurement = begun;
    run(plan, sink);
    return begun;
  }

  /** Gives the rows of a plan, whose parameters have their values, in the order that it says. */
  public void run(Plan plan, RowSink sink) {
    Measurement measuring = measurement;
    if (measuring == null) {
      give(plan, sink);
      return;
    }
    Measurement.Counts above = measuring.begin(plan);
    give(plan, measuring.sink(sink, above));
    measuring.end(above);
  }

  private void give(Plan plan, RowSink sink) {
    switch (plan) {
      case Plan.Scan scan ->
          tables.accept(
              scan.table(),
              row -> {
                budget.row();
                sink.accept(row);
              });
      case Plan.Guarded guarded ->
          new Execution(tables, budget)
              .run(Parameters.bound(guarded.input(), guarded.values()), sink);
      case Plan.Constants constants -> constants(constants, sink);
      case Plan.Filter filter ->
          run(
              filter.input(),
              row -> {
                if (filter.condition().holds(row)) {
                  sink.accept(row);
                }
              });
      case Plan.Project project ->
          run(project.input(), row -> sink.accept(values(project.expressions(), row)));
      case Plan.Join join -> join(join, sink);
      case Plan.SemiJoin join -> semiJoin(join, sink);
      case Plan.Aggregate aggregate -> group(aggregate, sink);
      case Plan.Windowed windowed -> {
        Windows windows = new Windows(windowed.call(), budget);
        run(windowed.input(), windows::add);
        windows.run(sink);
      }
      case Plan.Unnest unnest ->
          run(
              unnest.input(),
              row -> {
                for (@Nullable Object[] each : unnest.rows(row)) {
                  budget.row();
                  sink.accept(each);
                }
              });
      case Plan.Recursion recursion -> {
        Recursion rows = new Recursion(recursion, budget, this::run);
        run(recursion.start(), row -> rows.add(row, sink));
        rows.run(sink);
      }
      case Plan.Working working ->
          throw new IllegalStateException("a recursion gives its rows to its step");
      case Plan.Union union -> union.inputs().forEach(input -> run(input, sink));
      case Plan.Match match -> match(match, sink);
      case Plan.Sort sort -> sort(sort, sink);
    }
  }

  private static @Nullable Object[] values(List<Expression> expressions, @Nullable Object[] row) {
    @Nullable Object[] values = new Object[expressions.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = expressions.get(i).evaluate(row);
    }
    return values;
  }

  private static void constants(Plan.Constants constants, RowSink sink) {
    constants.rows().forEach(row -> sink.accept(values(row, new Object[0])));
  }

  /** A row of the right side of a join, and whether it has found a partner. */
  private static final class Partner {
    private final @Nullable Object[] row;
    private boolean isMatched;

    Partner(@Nullable Object[] row) {
      this.row = row;
    }
  }

  /** The rows of the right side of a join, all and by what they are joined by. */
  private final class Partners {
    private final List<Integer> leftCells;
    private final List<Plan.Equality> keys;
    private final List<Partner> all = new ArrayList<>();
    private final Map<Object, List<Partner>> byKey = new HashMap<>();

    Partners(Plan.Join join) {
      keys = join.keys();
      leftCells = keys.stream().map(Plan.Equality::left).toList();
      List<Integer> rightCells = keys.stream().map(Plan.Equality::right).toList();
      run(
          join.right(),
          row -> {
            budget.keep(row);
            Partner partner = new Partner(row);
            all.add(partner);
            if (canMatch(row, rightCells, keys)) {
              byKey.computeIfAbsent(key(row, rightCells), absent -> new ArrayList<>()).add(partner);
            }
          });
    }

    /** The partners by the keys of a row of the left side. */
    List<Partner> of(@Nullable Object[] row) {
      return canMatch(row, leftCells, keys)
          ? byKey.getOrDefault(key(row, leftCells), List.of())
          : List.of();
    }
  }

  private void join(Plan.Join join, RowSink sink) {
    Partners partners = new Partners(join);
    boolean keepsLeft = join.outer() == Plan.Outer.LEFT || join.outer() == Plan.Outer.BOTH;
    run(
        join.left(),
        row -> {
          if (!pair(join, row, partners.of(row), sink) && keepsLeft) {
            sink.accept(Arrays.copyOf(row, join.width()));
          }
        });
    if (join.outer() == Plan.Outer.RIGHT || join.outer() == Plan.Outer.BOTH) {
      for (Partner partner : partners.all) {
        if (!partner.isMatched) {
          sink.accept(both(new Object[join.left().width()], partner.row));
        }
      }
    }
  }

  private void semiJoin(Plan.SemiJoin join, RowSink sink) {
    Partners partners = new Partners(join.pairs());
    run(
        join.left(),
        row -> {
          boolean isMatched =
              partners.of(row).stream()
                  .anyMatch(partner -> {
                    budget.row();
                    return join.rest().isEmpty() || join.rest().get().holds(both(row, partner.row));
                  });
          if (isMatched != join.isNegated()) {
            sink.accept(row);
          }
        });
  }

  private boolean pair(
      Plan.Join join, @Nullable Object[] row, List<Partner> partners, RowSink sink) {
    boolean isMatched = false;
    for (Partner partner : partners) {
      budget.row();
      @Nullable Object[] both = both(row, partner.row);
      if (join.rest().isEmpty() || join.rest().get().holds(both)) {
        isMatched = true;
        partner.isMatched = true;
        sink.accept(both);
      }
    }
    return isMatched;
  }

  private static @Nullable Object[] both(@Nullable Object[] left, @Nullable Object[] right) {
    @Nullable Object[] both = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, both, left.length, right.length);
    return both;
  }

  private static boolean canMatch(
      @Nullable Object[] row, List<Integer> cells, List<Plan.Equality> keys) {
    for (int i = 0; i < cells.size(); i++) {
      if (row[cells.get(i)] == null && !keys.get(i).matchesNull()) {
        return false;
      }
    }
    return true;
  }

  private static Object key(@Nullable Object[] row, List<Integer> cells) {
    return CanonicalKey.of(Cells.key(row, cells));
  }

  /** A group: its cells, and what the calls have accumulated. */
  private static final class Group {
    private final @Nullable Object[] cells;
    private List<Object> accumulated;

    Group(@Nullable Object[] cells, List<Object> accumulated) {
      this.cells = cells;
      this.accumulated = accumulated;
    }
  }

  private void group(Plan.Aggregate aggregate, RowSink sink) {
    Grouped calls = new Grouped(aggregate.calls());
    boolean keepsAll =
        aggregate.calls().stream().anyMatch(call -> call.kind().keepsAll(call.isDistinct()));
    Map<Object, Group> groups = new LinkedHashMap<>();
    if (aggregate.groups().isEmpty()) {
      groups.put(List.of(), new Group(new Object[0], calls.initial()));
    }
    run(
        aggregate.input(),
        row -> {
          if (keepsAll) {
            budget.keep(row);
          }
          Group group =
              groups.computeIfAbsent(
                  key(row, aggregate.groups()),
                  absent -> {
                    budget.keep(row);
                    return new Group(cells(row, aggregate), calls.initial());
                  });
          group.accumulated = calls.add(group.accumulated, calls.arguments(row));
        });
    for (Group group : groups.values()) {
      sink.accept(both(group.cells, Cells.array(calls.result(group.accumulated))));
    }
  }

  private static @Nullable Object[] cells(@Nullable Object[] row, Plan.Aggregate aggregate) {
    @Nullable Object[] cells = new Object[aggregate.groups().size()];
    for (int i = 0; i < cells.length; i++) {
      Object cell = row[aggregate.groups().get(i)];
      cells[i] = cell == null ? null : CanonicalKey.of(cell);
    }
    return cells;
  }

  /** A row, and the numbers of its occurrences on each side. */
  private static final class Counts {
    private final @Nullable Object[] row;
    private long lefts;
    private long rights;

    Counts(@Nullable Object[] row) {
      this.row = row;
    }
  }

  private void match(Plan.Match match, RowSink sink) {
    Map<Object, Counts> counts = new LinkedHashMap<>();
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < match.width(); i++) {
      all.add(i);
    }
    run(match.left(), row -> counted(row, all, counts).lefts++);
    run(match.right(), row -> counted(row, all, counts).rights++);
    for (Counts each : counts.values()) {
      long times = Plan.Match.times(match.isExcept(), match.isAll(), each.lefts, each.rights);
      for (long i = 0; i < times; i++) {
        budget.row();
        sink.accept(each.row);
      }
    }
  }

  private Counts counted(@Nullable Object[] row, List<Integer> all, Map<Object, Counts> counts) {
    return counts.computeIfAbsent(
        key(row, all),
        absent -> {
          budget.keep(row);
          return new Counts(row);
        });
  }

  private void sort(Plan.Sort sort, RowSink sink) {
    List<Placed> rows = new ArrayList<>();
    run(
        sort.input(),
        row -> {
          budget.keep(row);
          rows.add(new Placed(position(sort, row), row));
        });
    Collections.sort(rows);
    int offset = RowCount.of(sort.offset(), 0);
    int limit = RowCount.of(sort.limit(), Integer.MAX_VALUE);
    rows.stream().skip(offset).limit(limit).forEach(placed -> sink.accept(placed.row));
  }

  private static List<Object> position(Plan.Sort sort, @Nullable Object[] row) {
    List<Object> position = SortKey.position(sort.keys(), row);
    if (!sort.isCut()) {
      return position;
    }
    List<Object> whole = new ArrayList<>(position);
    whole.add(Cells.list(row));
    return whole;
  }
}
