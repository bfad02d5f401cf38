package io.skipruntime.sql.snapshot;

import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.TableKey;
import io.skipruntime.sql.expression.Cells;
import io.skipruntime.sql.expression.Expression;
import io.skipruntime.sql.expression.Grouped;
import io.skipruntime.sql.expression.SortKey;
import io.skipruntime.sql.plan.JoinLookup;
import io.skipruntime.sql.plan.Parameters;
import io.skipruntime.sql.plan.Plan;
import io.skipruntime.sql.plan.RowCount;
import io.skipruntime.sql.plan.Wanted;
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
 * <ul>
 *   <li>What operations above want is handed down as {@link Wanted}, so that tables are read by key
 *       where it is known. A join that has few rows on one side hands their cells down to the other
 *       side.
 * </ul>
 *
 * <p>It has the expressions and aggregates of live plans in common with them and nothing else, so
 * that each is a check of the other.
 */
public final class Execution {

  /** For so many rows of one side, a join looks up those of the other side by key. */
  public static final int MOST_LOOKUPS = 1_000;

  private final TableReader tables;
  private final Budget budget;
  private @Nullable Measurement measurement;

  /**
   * An evaluation over the rows of tables.
   *
   * @param tables gives the rows of tables
   */
  public Execution(TableReader tables, Budget budget) {
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
    run(plan, Wanted.ALL, sink);
  }

  private void run(Plan plan, Wanted wanted, RowSink sink) {
    Measurement measuring = measurement;
    if (measuring == null) {
      give(plan, wanted, sink);
      return;
    }
    Measurement.Counts above = measuring.begin(plan);
    give(plan, wanted, measuring.sink(sink, above));
    measuring.end(above);
  }

  /** Gives the rows of an input of an operation of which some rows are wanted. */
  private void runInput(Plan plan, int input, Wanted wanted, RowSink sink) {
    run(plan.inputs().get(input), wanted.below(plan, input), sink);
  }

  private void give(Plan plan, Wanted wanted, RowSink sink) {
    switch (plan) {
      case Plan.Scan scan -> scan(scan, wanted, sink);
      case Plan.Guarded guarded ->
          new Execution(tables, budget)
              .run(Parameters.bound(guarded.input(), guarded.values()), wanted, sink);
      case Plan.Constants constants -> constants(constants, sink);
      case Plan.Filter filter ->
          runInput(
              filter,
              0,
              wanted,
              row -> {
                if (filter.condition().holds(row)) {
                  sink.accept(row);
                }
              });
      case Plan.Project project ->
          runInput(project, 0, wanted, row -> sink.accept(values(project.expressions(), row)));
      case Plan.Join join -> join(join, wanted, sink);
      case Plan.SemiJoin join -> semiJoin(join, wanted, sink);
      case Plan.Aggregate aggregate -> group(aggregate, wanted, sink);
      case Plan.Windowed windowed -> {
        Windows windows = new Windows(windowed.call(), budget);
        run(windowed.input(), windows::add);
        windows.run(sink);
      }
      case Plan.Unnest unnest ->
          runInput(
              unnest,
              0,
              wanted,
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
      case Plan.Union union -> union.inputs().forEach(input -> run(input, wanted, sink));
      case Plan.Match match -> match(match, wanted, sink);
      case Plan.Sort sort -> sort(sort, wanted, sink);
    }
  }

  private void scan(Plan.Scan scan, Wanted wanted, RowSink sink) {
    RowSink counting =
        row -> {
          budget.row();
          sink.accept(row);
        };
    KeyAccess.of(scan.table(), wanted)
        .ifPresentOrElse(
            keys -> keys.read(tables, budget, counting), () -> tables.read(scan.table(), counting));
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
    private final Map<TableKey, List<Partner>> byKey = new HashMap<>();

    Partners(Plan.Join join, Wanted wanted) {
      keys = join.keys();
      leftCells = keys.stream().map(Plan.Equality::left).toList();
      List<Integer> rightCells = keys.stream().map(Plan.Equality::right).toList();
      run(
          join.right(),
          wanted,
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

  private void join(Plan.Join join, Wanted wanted, RowSink sink) {
    boolean keepsLeft = join.outer() == Plan.Outer.LEFT || join.outer() == Plan.Outer.BOTH;
    boolean keepsRight = join.outer() == Plan.Outer.RIGHT || join.outer() == Plan.Outer.BOTH;
    Partners partners =
        meet(
            join,
            wanted.below(join, 0),
            wanted.below(join, 1),
            !keepsLeft,
            !keepsRight,
            (found, row) -> {
              if (!pair(join, row, found.of(row), sink) && keepsLeft) {
                sink.accept(Arrays.copyOf(row, join.width()));
              }
            });
    if (keepsRight) {
      for (Partner partner : partners.all) {
        if (!partner.isMatched) {
          sink.accept(both(new Object[join.left().width()], partner.row));
        }
      }
    }
  }

  private void semiJoin(Plan.SemiJoin join, Wanted wanted, RowSink sink) {
    meet(
        join.pairs(),
        wanted,
        Wanted.ALL,
        !join.isNegated(),
        true,
        (partners, row) -> {
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

  /**
   * Gives each row of the left side to an action, with the rows of the right side. Of a side that
   * is found by the cells of the other, and of which only rows with a partner count, no other rows
   * are read if the other side is small.
   *
   * @param leftNeedsPartner whether rows of the left side without partner do not count
   * @param rightNeedsPartner whether those of the right side do not
   */
  private Partners meet(
      Plan.Join join,
      Wanted left,
      Wanted right,
      boolean leftNeedsPartner,
      boolean rightNeedsPartner,
      BiConsumer<Partners, @Nullable Object[]> action) {
    JoinLookup lookup = new JoinLookup(join);
    if (rightNeedsPartner && lookup.findsRight(right)) {
      return meetByLeft(join, left, right, lookup, action);
    }
    Partners partners = new Partners(join, right);
    boolean isSmall = partners.all.size() <= MOST_LOOKUPS;
    Wanted found =
        leftNeedsPartner && isSmall && lookup.findsLeft(left)
            ? lookup.leftOf(left, partners.all.stream().map(partner -> partner.row).toList())
            : left;
    run(join.left(), found, row -> action.accept(partners, row));
    return partners;
  }

  private Partners meetByLeft(
      Plan.Join join,
      Wanted left,
      Wanted right,
      JoinLookup lookup,
      BiConsumer<Partners, @Nullable Object[]> action) {
    List<@Nullable Object[]> first = new ArrayList<>();
    Partners[] found = new Partners[1];
    run(
        join.left(),
        left,
        row -> {
          if (found[0] == null && first.size() < MOST_LOOKUPS) {
            budget.keep(row);
            first.add(row);
            return;
          }
          if (found[0] == null) {
            found[0] = new Partners(join, right);
            first.forEach(each -> action.accept(found[0], each));
          }
          action.accept(found[0], row);
        });
    if (found[0] == null) {
      Partners partners = new Partners(join, lookup.rightOf(right, first));
      first.forEach(each -> action.accept(partners, each));
      return partners;
    }
    return found[0];
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

  private static TableKey key(@Nullable Object[] row, List<Integer> cells) {
    return TableKey.normal(Cells.key(row, cells));
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

  private void group(Plan.Aggregate aggregate, Wanted wanted, RowSink sink) {
    Grouped calls = new Grouped(aggregate.calls());
    boolean keepsAll =
        aggregate.calls().stream().anyMatch(call -> call.kind().keepsAll(call.isDistinct()));
    Map<TableKey, Group> groups = new LinkedHashMap<>();
    if (aggregate.groups().isEmpty()) {
      groups.put(new TableKey(List.of()), new Group(new Object[0], calls.initial()));
    }
    runInput(
        aggregate,
        0,
        wanted,
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

  private void match(Plan.Match match, Wanted wanted, RowSink sink) {
    Map<TableKey, Counts> counts = new LinkedHashMap<>();
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < match.width(); i++) {
      all.add(i);
    }
    run(match.left(), wanted, row -> counted(row, all, counts).lefts++);
    run(match.right(), wanted, row -> counted(row, all, counts).rights++);
    for (Counts each : counts.values()) {
      long times = Plan.Match.times(match.isExcept(), match.isAll(), each.lefts, each.rights);
      for (long i = 0; i < times; i++) {
        budget.row();
        sink.accept(each.row);
      }
    }
  }

  private Counts counted(@Nullable Object[] row, List<Integer> all, Map<TableKey, Counts> counts) {
    return counts.computeIfAbsent(
        key(row, all),
        absent -> {
          budget.keep(row);
          return new Counts(row);
        });
  }

  private void sort(Plan.Sort sort, Wanted wanted, RowSink sink) {
    List<Placed> rows = new ArrayList<>();
    runInput(
        sort,
        0,
        wanted,
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
