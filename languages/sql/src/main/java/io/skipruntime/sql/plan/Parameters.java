package io.skipruntime.sql.plan;

import io.skipruntime.sql.catalog.SqlType;
import io.skipruntime.sql.expression.Expression;
import io.skipruntime.sql.expression.Function;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of plans: putting values in their place, and lifting those that are compared with
 * a cell above the operations that do not depend on them, so that these are the same for all
 * values.
 */
public final class Parameters {

  private Parameters() {}

  /**
   * A plan whose rows are those of the lifted plan for which cells are equal to parameters.
   *
   * @param plan the plan without the conditions; it may have more cells behind those it had before
   * @param cells the cells that are compared
   * @param values what each has to be equal to
   */
  public record Lifted(Plan plan, List<Integer> cells, List<Expression.Parameter> values) {

    /** Copies the lists. */
    public Lifted {
      cells = List.copyOf(cells);
      values = List.copyOf(values);
    }
  }

  /** The plan with values in place of its parameters; null for NULL. */
  public static Plan bound(Plan plan, List<@Nullable Object> values) {
    return values.isEmpty() ? plan : plan.rewritten(part -> Folding.folded(bound(part, values)));
  }

  /** The plan with a time in place of the time at which it is answered. */
  public static Plan at(Plan plan, Instant time) {
    return plan.rewritten(part ->
        part instanceof Expression.Now now
            ? Expression.constant(ofType(time, now.type()), now.type())
            : part);
  }

  private static Object ofType(Instant time, SqlType type) {
    return switch (type) {
      case DATE -> LocalDate.ofInstant(time, ZoneOffset.UTC);
      case TIMESTAMP -> LocalDateTime.ofInstant(time, ZoneOffset.UTC);
      default -> time;
    };
  }

  /** The value of a parameter, or the expression itself. */
  private static Expression bound(Expression part, List<@Nullable Object> values) {
    return part instanceof Expression.Parameter parameter
        ? Expression.constant(values.get(parameter.index()), parameter.type())
        : part;
  }

  /** The plan with the comparisons of cells and parameters lifted; empty if there are none. */
  public static Optional<Lifted> lifted(Plan plan) {
    return switch (plan) {
      case Plan.Filter filter -> lifted(filter);
      case Plan.Project project -> lifted(project.input()).map(inner -> above(project, inner));
      case Plan.Join join -> lifted(join);
      case Plan.SemiJoin join -> lifted(join.left()).map(inner -> above(join, inner));
      case Plan.Aggregate aggregate when !aggregate.groups().isEmpty() ->
          lifted(aggregate.input()).map(inner -> above(aggregate, inner));
      case Plan.Windowed windowed -> lifted(windowed.input()).map(inner -> above(windowed, inner));
      default -> Optional.empty();
    };
  }

  private static Optional<Lifted> lifted(Plan.Filter filter) {
    Optional<Lifted> inner = lifted(filter.input());
    Plan input = inner.map(Lifted::plan).orElse(filter.input());
    List<Integer> cells = new ArrayList<>(inner.map(Lifted::cells).orElse(List.of()));
    List<Expression.Parameter> values =
        new ArrayList<>(inner.map(Lifted::values).orElse(List.of()));
    List<Expression> rest = new ArrayList<>();
    for (Expression each : conjunction(filter.condition())) {
      if (!addEquality(each, cells, values)) {
        rest.add(each);
      }
    }
    if (values.isEmpty()) {
      return Optional.empty();
    }
    Plan lifted =
        rest.isEmpty()
            ? input
            : new Plan.Filter(input, rest.size() == 1 ? rest.getFirst() : new Expression.And(rest));
    return Optional.of(new Lifted(lifted, cells, values));
  }

  private static List<Expression> conjunction(Expression condition) {
    return condition instanceof Expression.And and ? and.parts() : List.of(condition);
  }

  private static boolean addEquality(
      Expression condition, List<Integer> cells, List<Expression.Parameter> values) {
    if (!(condition instanceof Expression.Call call) || call.function() != Function.EQUAL) {
      return false;
    }
    Expression one = call.parts().get(0);
    Expression other = call.parts().get(1);
    Expression cell = one instanceof Expression.Cell ? one : other;
    Expression value = cell == one ? other : one;
    if (cell instanceof Expression.Cell found
        && value instanceof Expression.Parameter parameter
        && areAlike(found.type(), parameter.type())) {
      cells.add(found.index());
      values.add(parameter);
      return true;
    }
    return false;
  }

  private static boolean areAlike(SqlType cell, SqlType parameter) {
    return cell == parameter || (cell.isWhole() && parameter.isWhole());
  }

  private static Lifted above(Plan.Project project, Lifted inner) {
    List<Expression> expressions = new ArrayList<>(project.expressions());
    List<Integer> cells = new ArrayList<>();
    for (int cell : inner.cells()) {
      Expression same = new Expression.Cell(cell, inner.plan().types().get(cell));
      if (!expressions.contains(same)) {
        expressions.add(same);
      }
      cells.add(expressions.indexOf(same));
    }
    return new Lifted(new Plan.Project(inner.plan(), expressions), cells, inner.values());
  }

  private static Optional<Lifted> lifted(Plan.Join join) {
    Optional<Lifted> left =
        join.outer() == Plan.Outer.NONE || join.outer() == Plan.Outer.LEFT
            ? lifted(join.left())
            : Optional.empty();
    if (left.isPresent()) {
      return left.map(inner -> aboveLeft(join, inner));
    }
    return join.outer() == Plan.Outer.NONE
        ? lifted(join.right()).map(inner -> aboveRight(join, inner))
        : Optional.empty();
  }

  /** The join of a wider left side, its cells in the order that they had, then the new ones. */
  private static Lifted aboveLeft(Plan.Join join, Lifted inner) {
    int before = join.left().width();
    int more = inner.plan().width() - before;
    IntUnaryOperator moved = cell -> cell < before ? cell : cell + more;
    Plan wider =
        new Plan.Join(
            inner.plan(),
            join.right(),
            join.outer(),
            join.keys(),
            join.rest().map(rest -> moved(rest, moved)));
    int width = join.width();
    List<Expression> order =
        wider.cells(
            IntStream.concat(
                IntStream.range(0, width).map(moved), IntStream.range(before, before + more)));
    List<Integer> cells =
        inner.cells().stream().map(cell -> cell < before ? cell : width + cell - before).toList();
    return new Lifted(new Plan.Project(wider, order), cells, inner.values());
  }

  /** The semi join of a wider left side. */
  private static Lifted above(Plan.SemiJoin join, Lifted inner) {
    int before = join.left().width();
    int more = inner.plan().width() - before;
    IntUnaryOperator moved = cell -> cell < before ? cell : cell + more;
    Plan wider =
        new Plan.SemiJoin(
            inner.plan(),
            join.right(),
            join.keys(),
            join.rest().map(rest -> moved(rest, moved)),
            join.isNegated());
    return new Lifted(wider, inner.cells(), inner.values());
  }

  private static Expression moved(Expression expression, IntUnaryOperator moved) {
    return expression.rewritten(part ->
        part instanceof Expression.Cell cell
            ? new Expression.Cell(moved.applyAsInt(cell.index()), cell.type())
            : part);
  }

  private static Lifted aboveRight(Plan.Join join, Lifted inner) {
    int width = join.left().width();
    Plan wider = new Plan.Join(join.left(), inner.plan(), join.outer(), join.keys(), join.rest());
    return new Lifted(
        wider, inner.cells().stream().map(cell -> cell + width).toList(), inner.values());
  }

  /** The groups with the lifted cells among what their rows have in common. */
  private static Lifted above(Plan.Aggregate aggregate, Lifted inner) {
    List<Integer> groups = new ArrayList<>(aggregate.groups());
    inner.cells().stream().filter(cell -> !groups.contains(cell)).forEach(groups::add);
    Plan wider = new Plan.Aggregate(inner.plan(), groups, aggregate.calls());
    int known = aggregate.groups().size();
    List<Expression> order =
        wider.cells(
            IntStream.concat(
                IntStream.range(0, known),
                IntStream.concat(
                    IntStream.range(groups.size(), wider.width()),
                    IntStream.range(known, groups.size()))));
    List<Integer> cells =
        inner.cells().stream()
            .map(groups::indexOf)
            .map(at -> at < known ? at : at + aggregate.calls().size())
            .toList();
    return new Lifted(new Plan.Project(wider, order), cells, inner.values());
  }

  /** The windows within rows whose lifted cells are equal, the result before the cells behind. */
  private static Lifted above(Plan.Windowed windowed, Lifted inner) {
    Plan wider = new Plan.Windowed(inner.plan(), windowed.call().within(inner.cells()));
    int known = windowed.input().width();
    int result = inner.plan().width();
    List<Expression> order =
        wider.cells(
            IntStream.concat(
                IntStream.concat(IntStream.range(0, known), IntStream.of(result)),
                IntStream.range(known, result)));
    List<Integer> cells =
        inner.cells().stream().map(cell -> cell < known ? cell : cell + 1).toList();
    return new Lifted(new Plan.Project(wider, order), cells, inner.values());
  }
}
