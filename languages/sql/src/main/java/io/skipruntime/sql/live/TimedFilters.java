package io.skipruntime.sql.live;

import io.skipruntime.EagerCollection;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.expression.Cells;
import io.skipruntime.sql.expression.Expression;
import io.skipruntime.sql.expression.TimeBound;
import io.skipruntime.sql.plan.Parameters;
import io.skipruntime.sql.plan.Plan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Filters by the time of now as collections: a row comes and goes as the clock of the service
 * passes the times at which its conditions begin and cease to hold.
 */
final class TimedFilters {

  private TimedFilters() {}

  /** Whether a filter asks for the time of now. */
  static boolean isTimed(Plan.Filter filter) {
    return TimeBound.isTimed(filter.condition());
  }

  /**
   * The plan with conditions of the time of now above the inner joins that have them.
   *
   * @throws SqlException if the time of now stands elsewhere
   */
  static Plan of(Plan plan) {
    Plan raised = raised(plan);
    Plan rest = withoutBounds(raised);
    if (!Parameters.at(rest, Instant.EPOCH).equals(rest)) {
      throw SqlException.unsupported(
          "the time of now stands in a live query only where WHERE or HAVING compares it by =, <,"
              + " <=, > or >= with what is without it, as in placed > now() - interval '1 day'");
    }
    return raised;
  }

  private static Plan raised(Plan plan) {
    Plan moved = plan.with(plan.inputs().stream().map(TimedFilters::raised).toList());
    if (!(moved instanceof Plan.Join join)
        || join.outer() != Plan.Outer.NONE
        || join.rest().filter(TimeBound::isTimed).isEmpty()) {
      return moved;
    }
    List<Expression> timed = new ArrayList<>();
    List<Expression> others = new ArrayList<>();
    conjunction(join.rest().get())
        .forEach(each -> (TimeBound.isTimed(each) ? timed : others).add(each));
    Plan joined = new Plan.Join(join.left(), join.right(), join.outer(), join.keys(), all(others));
    return new Plan.Filter(joined, all(timed).orElseThrow());
  }

  private static List<Expression> conjunction(Expression condition) {
    return condition instanceof Expression.And and ? and.parts() : List.of(condition);
  }

  private static Optional<Expression> all(List<Expression> parts) {
    return switch (parts.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(parts.getFirst());
      default -> Optional.of(new Expression.And(parts));
    };
  }

  private static Plan withoutBounds(Plan plan) {
    Plan rest = plan.with(plan.inputs().stream().map(TimedFilters::withoutBounds).toList());
    if (!(rest instanceof Plan.Filter filter)) {
      return rest;
    }
    List<Expression> others =
        conjunction(filter.condition()).stream()
            .filter(each -> !TimeBound.isTimed(each) || TimeBound.of(each).isEmpty())
            .toList();
    return all(others)
        .<Plan>map(each -> new Plan.Filter(filter.input(), each))
        .orElse(filter.input());
  }

  /** The rows of a filter that asks for the time of now. */
  static EagerCollection<Object, List<Object>> rows(
      Plan.Filter filter, Function<Plan, EagerCollection<Object, List<Object>>> plans) {
    List<TimeBound> bounds = new ArrayList<>();
    List<Expression> others = new ArrayList<>();
    for (Expression each : conjunction(filter.condition())) {
      if (TimeBound.isTimed(each)) {
        TimeBound bound = TimeBound.of(each).orElseThrow();
        bounds.add(bound);
        others.add(bound.hasValue());
      } else {
        others.add(each);
      }
    }
    Plan present = new Plan.Filter(filter.input(), all(others).orElseThrow());
    return plans.apply(present).during(new From(bounds), new Until(bounds));
  }

  /** The time from which on all conditions hold. */
  record From(List<TimeBound> bounds) implements Function<List<Object>, @Nullable Instant> {

    /** Copies the list. */
    From {
      bounds = List.copyOf(bounds);
    }

    @Override
    public @Nullable Instant apply(List<Object> row) {
      return TimeBound.latest(bounds, Cells.array(row));
    }
  }

  /** The time from which on one condition does not hold any more. */
  record Until(List<TimeBound> bounds) implements Function<List<Object>, @Nullable Instant> {

    /** Copies the list. */
    Until {
      bounds = List.copyOf(bounds);
    }

    @Override
    public @Nullable Instant apply(List<Object> row) {
      return TimeBound.first(bounds, Cells.array(row));
    }
  }
}
