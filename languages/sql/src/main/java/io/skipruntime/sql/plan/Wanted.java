package io.skipruntime.sql.plan;

import io.skipruntime.sql.catalog.SqlType;
import io.skipruntime.sql.expression.ArrayFunction;
import io.skipruntime.sql.expression.Expression;
import io.skipruntime.sql.expression.Function;
import io.skipruntime.sql.expression.TextFunction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/**
 * The conditions on single cells of the rows that operations above ask for: each wanted row meets
 * all of them. Other rows may be given, too; the operations above leave them out. Immutable.
 *
 * @param conditions what holds for a cell, by its index
 */
public record Wanted(Map<Integer, List<Condition>> conditions) {

  /** All rows. */
  public static final Wanted ALL = new Wanted(Map.of());

  /** A condition on a cell, by expressions without cells. */
  public sealed interface Condition {

    /** Equal to one of some values. */
    record OneOf(List<Expression> values) implements Condition {

      /** Copies the list. */
      public OneOf {
        values = List.copyOf(values);
      }
    }

    /** Equal to an element of an array. */
    record ElementOf(Expression array) implements Condition {}

    /** Less than a value, greater, at most or at least so much. */
    record Compared(Function comparison, Expression value) implements Condition {}

    /** Like a pattern. */
    record Like(Expression pattern) implements Condition {}

    /** Whether it leaves single values only. */
    default boolean isEquality() {
      return this instanceof OneOf || this instanceof ElementOf;
    }
  }

  /** The comparisons, each with what it is from the other side. */
  private static final Map<Function, Function> MIRRORED =
      Map.of(
          Function.LESS, Function.GREATER,
          Function.AT_MOST, Function.AT_LEAST,
          Function.GREATER, Function.LESS,
          Function.AT_LEAST, Function.AT_MOST);

  /** Copies the map. */
  public Wanted {
    conditions = Map.copyOf(conditions);
  }

  /** What is known of a cell. */
  public List<Condition> of(int cell) {
    return conditions.getOrDefault(cell, List.of());
  }

  /** What is known of the rows that an operation asks one of its inputs for. */
  public Wanted below(Plan plan, int input) {
    return switch (plan) {
      case Plan.Filter filter -> and(filter.condition());
      case Plan.Project project -> below(project);
      case Plan.SemiJoin join when input == 0 -> this;
      case Plan.Join join when input == 0 ->
          join.outer() == Plan.Outer.NONE || join.outer() == Plan.Outer.LEFT
              ? within(0, join.left().width())
              : ALL;
      case Plan.Join join ->
          join.outer() == Plan.Outer.NONE || join.outer() == Plan.Outer.RIGHT
              ? within(join.left().width(), join.width())
              : ALL;
      case Plan.Aggregate aggregate -> below(aggregate);
      case Plan.Unnest unnest -> within(0, unnest.input().width());
      case Plan.Union union -> this;
      case Plan.Match match -> this;
      case Plan.Sort sort when !sort.isCut() -> this;
      default -> ALL;
    };
  }

  private Wanted below(Plan.Project project) {
    Map<Integer, List<Condition>> inner = new HashMap<>();
    conditions.forEach((cell, known) -> {
      if (project.expressions().get(cell) instanceof Expression.Cell below) {
        inner.computeIfAbsent(below.index(), absent -> new ArrayList<>()).addAll(known);
      }
    });
    return new Wanted(inner);
  }

  private Wanted below(Plan.Aggregate aggregate) {
    int groups = aggregate.groups().size();
    return moved(cell -> cell < groups ? aggregate.groups().get(cell) : -1);
  }

  private Wanted within(int from, int to) {
    return moved(cell -> from <= cell && cell < to ? cell - from : -1);
  }

  private Wanted moved(IntUnaryOperator place) {
    Map<Integer, List<Condition>> inner = new HashMap<>();
    conditions.forEach((cell, known) -> {
      int at = place.applyAsInt(cell);
      if (at >= 0) {
        inner.computeIfAbsent(at, absent -> new ArrayList<>()).addAll(known);
      }
    });
    return new Wanted(inner);
  }

  /** With one more condition on a cell. */
  public Wanted and(int cell, Condition condition) {
    Map<Integer, List<Condition>> more = new HashMap<>(conditions);
    List<Condition> all = new ArrayList<>(of(cell));
    all.add(condition);
    more.put(cell, List.copyOf(all));
    return new Wanted(more);
  }

  /** Those of the rows for which a condition holds. */
  private Wanted and(Expression condition) {
    if (condition instanceof Expression.And(List<Expression> parts)) {
      Wanted all = this;
      for (Expression part : parts) {
        all = all.and(part);
      }
      return all;
    }
    Optional<Placed> known =
        condition instanceof Expression.Or(List<Expression> parts)
            ? oneOf(parts)
            : placed(condition);
    return known.map(each -> and(each.cell(), each.condition())).orElse(this);
  }

  /** A condition, and the cell that it is about. */
  private record Placed(int cell, Condition condition) {}

  /** Equalities with one and the same cell. */
  private static Optional<Placed> oneOf(List<Expression> parts) {
    List<Expression> values = new ArrayList<>();
    Set<Integer> cells = new HashSet<>();
    for (Expression part : parts) {
      Optional<Placed> known = placed(part);
      if (known.isEmpty() || !(known.get().condition() instanceof Condition.OneOf one)) {
        return Optional.empty();
      }
      cells.add(known.get().cell());
      values.addAll(one.values());
    }
    return cells.size() == 1
        ? Optional.of(new Placed(cells.iterator().next(), new Condition.OneOf(values)))
        : Optional.empty();
  }

  private static Optional<Placed> placed(Expression condition) {
    if (!(condition instanceof Expression.Call call)) {
      return Optional.empty();
    }
    List<Expression> parts = call.parts();
    if (call.function() == Function.EQUAL) {
      return compared(parts.get(0), parts.get(1), value -> new Condition.OneOf(List.of(value)))
          .or(() ->
              compared(parts.get(1), parts.get(0), value -> new Condition.OneOf(List.of(value))));
    }
    if (call.function() instanceof Function comparison && MIRRORED.containsKey(comparison)) {
      return compared(
              parts.get(0), parts.get(1), value -> new Condition.Compared(comparison, value))
          .or(() ->
              compared(
                  parts.get(1),
                  parts.get(0),
                  value ->
                      new Condition.Compared(
                          Objects.requireNonNull(MIRRORED.get(comparison)), value)));
    }
    if (call.function() == Function.LIKE && parts.size() == 2) {
      return compared(parts.get(0), parts.get(1), Condition.Like::new);
    }
    return call.function() == ArrayFunction.ANY ? elementOf(parts) : Optional.empty();
  }

  private static Optional<Placed> elementOf(List<Expression> parts) {
    boolean isEquality =
        parts.get(0) instanceof Expression.Constant constant
            && constant.value().equals(Optional.of(Function.EQUAL.name()));
    Expression array = parts.get(2);
    return isEquality
            && parts.get(1) instanceof Expression.Cell cell
            && isFree(array)
            && areAlike(cell.type(), array.type().element())
        ? Optional.of(new Placed(cell.index(), new Condition.ElementOf(array)))
        : Optional.empty();
  }

  private static Optional<Placed> compared(
      Expression cell, Expression value, java.util.function.Function<Expression, Condition> made) {
    Expression inner =
        switch (cell) {
          case Expression.Cast cast when keepsKey(cast.of().type(), cast) -> cast.of();
          case Expression.Call call when isTextOfUuid(call) -> call.parts().getFirst();
          default -> cell;
        };
    SqlType type = cell.type();
    return inner instanceof Expression.Cell found && isFree(value) && areAlike(type, value.type())
        ? Optional.of(new Placed(found.index(), made.apply(value)))
        : Optional.empty();
  }

  /** Whether values are the same JSON, as numbers or texts, when they are cast. */
  private static boolean keepsKey(SqlType from, Expression.Cast cast) {
    return switch (cast.type()) {
      case BIGINT -> from.isWhole();
      case NUMERIC -> from.isWhole() && cast.precision() < 0;
      case TEXT -> from == SqlType.UUID;
      default -> false;
    };
  }

  private static boolean isTextOfUuid(Expression.Call call) {
    return call.function() == TextFunction.TEXT && call.parts().getFirst().type() == SqlType.UUID;
  }

  /** Whether an expression has the same value for all rows. */
  private static boolean isFree(Expression expression) {
    boolean isOwn =
        !(expression instanceof Expression.Cell)
            && !(expression instanceof Expression.SystemCall)
            && !(expression instanceof Expression.Supplied);
    return isOwn && expression.parts().stream().allMatch(Wanted::isFree);
  }

  /**
   * Whether values of two types are equal exactly if their JSON is. Inexact numbers are not: an
   * exact one is rounded before it is compared with them.
   */
  public static boolean areAlike(SqlType one, SqlType other) {
    boolean areExact =
        one.isNumber() && one != SqlType.DOUBLE && other.isNumber() && other != SqlType.DOUBLE;
    return areExact
        || (one == other
            && !one.isNumber()
            && !one.isArray()
            && one != SqlType.INTERVAL
            && one != SqlType.UNKNOWN);
  }
}
