package io.skipruntime.sql.live;

import io.skipruntime.EagerCollection;
import io.skipruntime.Reducers;
import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.Table;
import io.skipruntime.sql.expression.Cells;
import io.skipruntime.sql.expression.Expression;
import io.skipruntime.sql.expression.Grouped;
import io.skipruntime.sql.plan.Parameters;
import io.skipruntime.sql.plan.Plan;
import io.skipruntime.sql.plan.Query;
import io.skipruntime.sql.plan.RowCount;
import io.skipruntime.sql.plan.Wanted;
import io.skipruntime.sql.plan.WindowCall;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The way from a plan to collections: each operation becomes operators of {@link EagerCollection}
 * with functions that are values, so that equal operations over the same collections are the same
 * nodes of the graph. It is used while a function of the service builds collections.
 *
 * <ul>
 *   <li>Each row of each collection has a key of its own.
 * </ul>
 */
public final class LivePlan {

  private static final int MOST_JOINS = 24;

  private final Map<String, EagerCollection<?, ?>> tables;
  private final IdentityHashMap<Plan, EagerCollection<Object, List<Object>>> made =
      new IdentityHashMap<>();
  private @Nullable Entrances entrances;

  /**
   * A way over the collections of tables.
   *
   * @param tables the collections by the names of their tables; at least one
   */
  public LivePlan(Map<String, EagerCollection<?, ?>> tables) {
    this.tables = tables;
  }

  /**
   * The rows of a query as objects, under keys that depend on the contents alone.
   *
   * @param plan the plan of the query
   * @param values the values of the parameters; null for NULL
   * @throws SqlException if the query has more joins than it may
   */
  public EagerCollection<Json, Json> shown(Query query, Plan plan, List<@Nullable Object> values) {
    requireFew(plan);
    List<String> columns = query.columns().stream().map(each -> each.name()).toList();
    return of(TimedFilters.of(plan), values).map(new RowFunctions.Shown(columns));
  }

  /**
   * Refuses the plan of a query with too many joins.
   *
   * @throws SqlException if it has more than it may
   */
  public static void requireFew(Plan plan) {
    Set<Plan> joins = new HashSet<>();
    addJoins(plan, joins);
    if (joins.size() > MOST_JOINS) {
      throw SqlException.of("54000", "a live query may have " + MOST_JOINS + " joins");
    }
  }

  /** Finds the joins of a plan; equal ones are one node of the graph. */
  private static void addJoins(Plan plan, Set<Plan> joins) {
    boolean isJoin = plan instanceof Plan.Join || plan instanceof Plan.SemiJoin;
    if (isJoin && !joins.add(plan)) {
      return;
    }
    if (plan instanceof Plan.Guarded guarded) {
      addJoins(guarded.input(), joins);
    }
    plan.inputs().forEach(input -> addJoins(input, joins));
  }

  private EagerCollection<Object, List<Object>> of(Plan plan, List<@Nullable Object> values) {
    if (plan instanceof Plan.Sort sort) {
      return sorted(sort, of(sort.input(), values), values);
    }
    Optional<Parameters.Lifted> lifted =
        KeySlices.of(plan).isPresent() ? Optional.empty() : Parameters.lifted(plan);
    if (lifted.isPresent()) {
      return sliced(lifted.get(), plan.width(), values);
    }
    if (plan instanceof Plan.Project project && project.input() instanceof Plan.Sort) {
      List<Pipeline.Step> steps = steps(Parameters.bound(project, values), 1);
      return untyped(of(project.input(), values)).map(new Pipeline(Optional.empty(), steps));
    }
    return whole(Parameters.bound(plan, values));
  }

  /**
   * The rows of a plan that has no parameters any more. Its nodes are for nothing else, if tables
   * are so large that they are filled in steps.
   */
  private EagerCollection<Object, List<Object>> whole(Plan plan) {
    entrances = new Entrances(new Purpose(plan));
    made.clear();
    return of(plan);
  }

  /**
   * Whether rows that are there may become others while more come in, as the sums of groups do.
   * What meets them in steps would be computed again with each.
   */
  private static boolean changesInSteps(Plan plan) {
    return (plan instanceof Plan.Aggregate aggregate && !aggregate.calls().isEmpty())
        || (plan instanceof Plan.Guarded guarded && changesInSteps(guarded.input()))
        || plan.inputs().stream().anyMatch(LivePlan::changesInSteps);
  }

  /** The rows of one value of the parameters, of a collection that is the same for all. */
  private EagerCollection<Object, List<Object>> sliced(
      Parameters.Lifted lifted, int width, List<@Nullable Object> values) {
    List<Object> key = new ArrayList<>();
    for (Expression.Parameter parameter : lifted.values()) {
      Object value = values.get(parameter.index());
      key.add(value == null ? Json.NULL : Cells.alike(value));
    }
    List<Object> wanted = List.copyOf(key);
    return whole(Parameters.bound(lifted.plan(), values))
        .map(new RowFunctions.Arranged(lifted.cells()))
        .slice(wanted, wanted)
        .map(new RowFunctions.Restored(width));
  }

  /** The rows of a plan, which are found again where it stands in several places. */
  private EagerCollection<Object, List<Object>> of(Plan plan) {
    EagerCollection<Object, List<Object>> known = made.get(plan);
    if (known == null) {
      known = operation(plan);
      made.put(plan, known);
    }
    return known;
  }

  private EagerCollection<Object, List<Object>> operation(Plan plan) {
    return switch (plan) {
      case Plan.Scan scan -> pipeline(scan);
      case Plan.Filter filter when TimedFilters.isTimed(filter) ->
          TimedFilters.rows(filter, this::of);
      case Plan.Filter filter -> pipeline(filter);
      case Plan.Project project -> pipeline(project);
      case Plan.Guarded guarded -> of(guarded.input(), guarded.values());
      case Plan.Constants constants -> constants(constants);
      case Plan.Join join -> joined(join);
      case Plan.SemiJoin join -> partnered(join);
      case Plan.Aggregate aggregate -> grouped(aggregate);
      case Plan.Windowed windowed
          when windowed.call().function() instanceof WindowCall.Whole whole ->
          of(joined(windowed, whole));
      case Plan.Windowed windowed ->
          WindowFunctions.of(
              entrances().byWindow(of(windowed.input()), windowed.call()), windowed.call());
      case Plan.Unnest unnest -> elements(unnest, List.of());
      case Plan.Recursion recursion -> Recursions.of(recursion, this::of, entrances());
      case Plan.Working working ->
          throw new IllegalStateException("a recursion gives its rows to its step");
      case Plan.Union union -> merged(union);
      case Plan.Match match -> matched(match);
      case Plan.Sort sort -> sorted(sort, of(sort.input()), List.of());
    };
  }

  /**
   * The elements of arrays, and what is done with each at once: no row is kept that has an array
   * beside each of its elements.
   */
  private EagerCollection<Object, List<Object>> elements(
      Plan.Unnest unnest, List<Pipeline.Step> steps) {
    Pipeline above = new Pipeline(Optional.empty(), steps);
    return untyped(of(unnest.input())).map(new RowFunctions.Elements(asNested(unnest), above));
  }

  /** The operation without what is below it, which is not a part of what it does. */
  private static Plan.Unnest asNested(Plan.Unnest unnest) {
    return (Plan.Unnest)
        unnest.with(List.of(new Plan.Constants(List.of(), unnest.input().types())));
  }

  @SuppressWarnings("unchecked") // rows are mapped as the objects that they are
  private static EagerCollection<Object, Object> untyped(EagerCollection<?, ?> collection) {
    return (EagerCollection<Object, Object>) collection;
  }

  @SuppressWarnings("unchecked") // the collection is one of rows
  private static EagerCollection<Object, List<Object>> rows(
      EagerCollection<Object, Object> collection) {
    return (EagerCollection<Object, List<Object>>) (EagerCollection<?, ?>) collection;
  }

  /** A chain of filters and projections as one mapper, and the collection that it is applied to. */
  private record Chain(EagerCollection<Object, Object> start, Pipeline pipeline) {}

  private Chain chain(Plan plan) {
    Plan start = start(plan);
    int length = 0;
    Wanted wanted = Wanted.ALL;
    for (Plan at = plan; at != start; at = at.inputs().getFirst()) {
      length++;
      wanted = wanted.below(at, 0);
    }
    List<Pipeline.Step> steps = steps(plan, length);
    if (start instanceof Plan.Unnest unnest) {
      return new Chain(untyped(elements(unnest, steps)), new Pipeline(Optional.empty(), List.of()));
    }
    return start instanceof Plan.Scan scan
        ? new Chain(entries(scan.table(), wanted), new Pipeline(Optional.of(scan.table()), steps))
        : new Chain(untyped(of(start)), new Pipeline(Optional.empty(), steps));
  }

  private EagerCollection<Object, Object> entries(Table table, Wanted wanted) {
    EagerCollection<Object, Object> all = collection(table);
    return KeySlices.of(all, table, wanted).orElseGet(() -> entrances().of(all));
  }

  private static Plan start(Plan plan) {
    Plan at = plan;
    while ((at instanceof Plan.Filter filter && !TimedFilters.isTimed(filter))
        || at instanceof Plan.Project) {
      at = at.inputs().getFirst();
    }
    return at;
  }

  private static List<Pipeline.Step> steps(Plan plan, int length) {
    List<Pipeline.Step> steps = new ArrayList<>();
    Plan at = plan;
    for (int i = 0; i < length; i++) {
      steps.add(
          at instanceof Plan.Filter filter
              ? new Pipeline.Step.Where(filter.condition())
              : new Pipeline.Step.Select(((Plan.Project) at).expressions()));
      at = at.inputs().getFirst();
    }
    Collections.reverse(steps);
    return List.copyOf(steps);
  }

  private EagerCollection<Object, List<Object>> pipeline(Plan plan) {
    Chain chain = chain(plan);
    return start(plan) instanceof Plan.Unnest
        ? rows(chain.start())
        : chain.start().map(chain.pipeline());
  }

  private EagerCollection<Object, Object> collection(Table table) {
    EagerCollection<?, ?> collection = tables.get(table.name());
    if (collection == null) {
      throw SqlException.of(
          SqlException.UNKNOWN_TABLE, "there is no collection for table " + table.name());
    }
    return untyped(collection);
  }

  private Entrances entrances() {
    return Objects.requireNonNull(entrances, "the plan without parameters is known");
  }

  private EagerCollection<Object, List<Object>> constants(Plan.Constants constants) {
    List<List<Object>> rows =
        constants.rows().stream()
            .map(row -> {
              @Nullable Object[] cells = new Object[row.size()];
              for (int i = 0; i < cells.length; i++) {
                cells[i] = row.get(i).evaluate(new Object[0]);
              }
              return Cells.list(cells);
            })
            .toList();
    return entrances()
        .of(untyped(tables.values().iterator().next()))
        .map(new RowFunctions.Nothing())
        .defaultIfEmpty(List.of(), List.of())
        .map(new RowFunctions.Constants(rows));
  }

  /** The rows of the sides of a join. */
  private record Sides(
      EagerCollection<Object, List<Object>> left, EagerCollection<Object, List<Object>> right) {}

  /** The rows of two sides: where those of one may change, those of the other come in after it. */
  private Sides sides(Plan left, Plan right) {
    if (changesInSteps(right)) {
      EagerCollection<Object, List<Object>> first = of(right);
      return new Sides(entrances().after(List.of(first), of(left)), first);
    }
    EagerCollection<Object, List<Object>> first = of(left);
    EagerCollection<Object, List<Object>> second = of(right);
    return new Sides(
        first, changesInSteps(left) ? entrances().after(List.of(first), second) : second);
  }

  private EagerCollection<Object, List<Object>> partnered(Plan.SemiJoin join) {
    Sides sides = sides(join.left(), join.right());
    EagerCollection<Object, List<Object>> left = sides.left();
    EagerCollection<Object, Boolean> matched =
        pairs(join.pairs(), left, sides.right()).map(new RowFunctions.Matched(true));
    return join.isNegated() ? left.antiJoin(matched) : left.semiJoin(matched);
  }

  @SuppressWarnings("unchecked") // a pair of keys is a key
  private static EagerCollection<Object, List<Object>> pairs(
      Plan.Join join,
      EagerCollection<Object, List<Object>> left,
      EagerCollection<Object, List<Object>> right) {
    List<Boolean> matchNull = join.keys().stream().map(Plan.Equality::matchesNull).toList();
    EagerCollection<Object, List<Object>> pairs =
        (EagerCollection<Object, List<Object>>)
            (EagerCollection<?, ?>)
                left.joinOn(
                    new RowFunctions.JoinKey(
                        join.keys().stream().map(Plan.Equality::left).toList(), matchNull),
                    right,
                    new RowFunctions.JoinKey(
                        join.keys().stream().map(Plan.Equality::right).toList(), matchNull),
                    new RowFunctions.Both());
    if (join.rest().isPresent()) {
      List<Pipeline.Step> where = List.of(new Pipeline.Step.Where(join.rest().get()));
      return untyped(pairs).map(new Pipeline(Optional.empty(), where));
    }
    return pairs;
  }

  private EagerCollection<Object, List<Object>> joined(Plan.Join join) {
    Sides sides = sides(join.left(), join.right());
    EagerCollection<Object, List<Object>> left = sides.left();
    EagerCollection<Object, List<Object>> right = sides.right();
    EagerCollection<Object, List<Object>> pairs = pairs(join, left, right);
    List<EagerCollection<Object, List<Object>>> others = new ArrayList<>();
    if (join.outer() == Plan.Outer.LEFT || join.outer() == Plan.Outer.BOTH) {
      others.add(
          left.antiJoin(pairs.map(new RowFunctions.Matched(true)))
              .map(new RowFunctions.Alone(0, join.right().width())));
    }
    if (join.outer() == Plan.Outer.RIGHT || join.outer() == Plan.Outer.BOTH) {
      others.add(
          right
              .antiJoin(pairs.map(new RowFunctions.Matched(false)))
              .map(new RowFunctions.Alone(join.left().width(), 0)));
    }
    return others.isEmpty() ? pairs : pairs.merge(others);
  }

  private EagerCollection<Object, List<Object>> grouped(Plan.Aggregate aggregate) {
    Chain chain = chain(aggregate.input());
    Grouped calls = new Grouped(aggregate.calls());
    boolean isCollecting =
        aggregate.calls().stream().anyMatch(call -> call.kind().keepsAll(call.isDistinct()));
    EagerCollection<Object, Object> start =
        isCollecting
            ? entrances().byGroup(chain.start(), chain.pipeline(), aggregate.groups())
            : chain.start();
    EagerCollection<Object, List<Object>> groups =
        start
            .mapReduce(
                new RowFunctions.ToGroups(chain.pipeline(), aggregate.groups(), calls),
                Reducers.of(new RowFunctions.Unchanged(), calls))
            .map(new RowFunctions.FromGroups());
    return aggregate.groups().isEmpty()
        ? groups.defaultIfEmpty(List.of(), calls.result(calls.initial()))
        : groups;
  }

  /** The rows joined with their groups. */
  private static Plan joined(Plan.Windowed windowed, WindowCall.Whole whole) {
    Plan input = windowed.input();
    List<Integer> groups = windowed.call().partition().stream().distinct().toList();
    Plan grouped = new Plan.Aggregate(input, groups, List.of(whole.aggregation()));
    List<Plan.Equality> keys =
        IntStream.range(0, groups.size())
            .mapToObj(index -> new Plan.Equality(groups.get(index), index, true))
            .toList();
    Plan joined = new Plan.Join(input, grouped, Plan.Outer.NONE, keys, Optional.empty());
    IntStream shown =
        IntStream.concat(IntStream.range(0, input.width()), IntStream.of(joined.width() - 1));
    return new Plan.Project(joined, joined.cells(shown));
  }

  private EagerCollection<Object, List<Object>> merged(Plan.Union union) {
    List<EagerCollection<Object, List<Object>>> inputs = new ArrayList<>();
    for (int i = 0; i < union.inputs().size(); i++) {
      inputs.add(of(union.inputs().get(i)).map(new RowFunctions.Tagged(i)));
    }
    return inputs.getFirst().merge(inputs.subList(1, inputs.size()));
  }

  private EagerCollection<Object, List<Object>> matched(Plan.Match match) {
    return of(match.left())
        .map(new RowFunctions.Side(true))
        .merge(of(match.right()).map(new RowFunctions.Side(false)))
        .reduce(new RowFunctions.Counting())
        .map(new RowFunctions.Times(match.isExcept(), match.isAll()));
  }

  private static EagerCollection<Object, List<Object>> sorted(
      Plan.Sort sort, EagerCollection<Object, List<Object>> rows, List<@Nullable Object> values) {
    EagerCollection<Object, List<Object>> placed =
        rows.map(new RowFunctions.Placed(sort.keys(), sort.isCut()));
    if (!sort.isCut()) {
      return placed;
    }
    Plan.Sort bound = (Plan.Sort) Parameters.bound(sort, values);
    int offset = RowCount.of(bound.offset(), 0);
    int limit = RowCount.of(bound.limit(), Integer.MAX_VALUE - offset);
    return placed.take(offset, limit);
  }
}
