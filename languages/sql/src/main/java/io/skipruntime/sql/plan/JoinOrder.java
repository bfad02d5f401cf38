package io.skipruntime.sql.plan;

import io.skipruntime.engine.spi.LimitedWork;
import io.skipruntime.sql.expression.Expression;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * The order of inner joins: that of the query, unless an input would meet all rows before it though
 * a later condition says by which cells they are equal. Such inputs wait for the one that they are
 * equal to; those that nothing connects are joined in the end.
 *
 * <ul>
 *   <li>{@link #equalities} and {@link #rest} refer to the cells of all inputs, one behind the
 *       other as the query has them.
 * </ul>
 */
public final class JoinOrder {

  private final List<Plan> inputs = new ArrayList<>();
  private final List<Integer> starts = new ArrayList<>();
  private final List<Plan.Equality> equalities = new ArrayList<>();
  private final List<Expression> rest = new ArrayList<>();
  private boolean hasScans;

  private JoinOrder() {}

  /** A plan that gives the same rows. */
  public static Plan of(Plan plan) {
    LimitedWork.check();
    if (!(plan instanceof Plan.Join join) || join.outer() != Plan.Outer.NONE) {
      return plan.with(plan.inputs().stream().map(JoinOrder::of).toList());
    }
    JoinOrder order = new JoinOrder();
    order.add(join, 0);
    return order.hasScans && !order.equalities.isEmpty()
        ? order.ordered(join.width())
        : inPlace(join);
  }

  /** Joins in the order that they have, of which only the inputs become others. */
  private static Plan inPlace(Plan plan) {
    return plan instanceof Plan.Join join && join.outer() == Plan.Outer.NONE
        ? join.with(join.inputs().stream().map(JoinOrder::inPlace).toList())
        : of(plan);
  }

  /** Takes a join apart whose first cell has an index among all. */
  private void add(Plan plan, int start) {
    if (!(plan instanceof Plan.Join join) || join.outer() != Plan.Outer.NONE) {
      inputs.add(plan);
      starts.add(start);
      return;
    }
    int right = start + join.left().width();
    add(join.left(), start);
    add(join.right(), right);
    for (Plan.Equality key : join.keys()) {
      equalities.add(new Plan.Equality(start + key.left(), right + key.right(), key.matchesNull()));
    }
    join.rest()
        .map(condition -> moved(condition, cell -> cell + start))
        .ifPresent(condition -> {
          if (condition instanceof Expression.And and) {
            rest.addAll(and.parts());
          } else {
            rest.add(condition);
          }
        });
    hasScans |= join.keys().isEmpty();
  }

  private static Expression moved(Expression expression, IntUnaryOperator moved) {
    return expression.rewritten(part ->
        part instanceof Expression.Cell cell
            ? new Expression.Cell(moved.applyAsInt(cell.index()), cell.type())
            : part);
  }

  /**
   * Some inputs that are joined.
   *
   * @param plan the join
   * @param cells where it has each of its cells, by their indexes among all
   */
  private record Part(Plan plan, Map<Integer, Integer> cells) {}

  private Plan ordered(int width) {
    List<Part> waiting = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      Map<Integer, Integer> cells = new HashMap<>();
      for (int cell = 0; cell < inputs.get(i).width(); cell++) {
        cells.put(starts.get(i) + cell, cell);
      }
      waiting.add(new Part(of(inputs.get(i)), cells));
    }
    List<Part> unconnected = new ArrayList<>();
    while (!waiting.isEmpty()) {
      Part part = waiting.removeFirst();
      Optional<Part> next = connected(part, waiting);
      while (next.isPresent()) {
        waiting.remove(next.get());
        part = joined(part, next.get());
        next = connected(part, waiting);
      }
      unconnected.add(part);
    }
    Part all = unconnected.stream().reduce(this::joined).orElseThrow();
    int[] order = IntStream.range(0, width).map(all.cells()::get).toArray();
    return Arrays.equals(order, IntStream.range(0, width).toArray())
        ? all.plan()
        : new Plan.Project(all.plan(), all.plan().cells(IntStream.of(order)));
  }

  private Optional<Part> connected(Part part, List<Part> waiting) {
    return waiting.stream().filter(each -> !keys(part, each).isEmpty()).findFirst();
  }

  /** The equalities of cells of two parts, as a join of them has them. */
  private List<Plan.Equality> keys(Part left, Part right) {
    List<Plan.Equality> keys = new ArrayList<>();
    for (Plan.Equality each : equalities) {
      boolean isForward = left.cells().containsKey(each.left());
      Integer one = left.cells().get(isForward ? each.left() : each.right());
      Integer other = right.cells().get(isForward ? each.right() : each.left());
      if (one != null && other != null) {
        keys.add(new Plan.Equality(one, other, each.matchesNull()));
      }
    }
    return keys;
  }

  private Part joined(Part left, Part right) {
    Map<Integer, Integer> cells = new HashMap<>(left.cells());
    right.cells().forEach((cell, place) -> cells.put(cell, left.plan().width() + place));
    List<Expression> conditions =
        rest.stream().filter(each -> cells.keySet().containsAll(cellsOf(each))).toList();
    rest.removeAll(conditions);
    Optional<Expression> condition =
        conditions.isEmpty()
            ? Optional.empty()
            : Optional.of(
                moved(
                    conditions.size() == 1 ? conditions.getFirst() : new Expression.And(conditions),
                    cells::get));
    Plan joined =
        new Plan.Join(left.plan(), right.plan(), Plan.Outer.NONE, keys(left, right), condition);
    return new Part(joined, cells);
  }

  private static Set<Integer> cellsOf(Expression expression) {
    Set<Integer> cells = new HashSet<>();
    if (expression instanceof Expression.Cell cell) {
      cells.add(cell.index());
    }
    expression.parts().forEach(part -> cells.addAll(cellsOf(part)));
    return cells;
  }
}
