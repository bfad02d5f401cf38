package io.skipruntime.sql.plan;

import io.skipruntime.sql.expression.Expression;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
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
    if (!(plan instanceof Plan.Join join) || join.outer() != Plan.Outer.NONE) {
      return plan.with(plan.inputs().stream().map(JoinOrder::of).toList());
    }
    JoinOrder order = new JoinOrder();
    order.add(join, 0);
    return order.hasScans && !order.equalities.isEmpty()
        ? order.ordered(join.width())
        : join.with(join.inputs().stream().map(JoinOrder::of).toList());
  }

  /** Takes a join apart whose first cell has an index among all. */
  private void add(Plan plan, int start) {
    if (!(plan instanceof Plan.Join join) || join.outer() != Plan.Outer.NONE) {
      inputs.add(of(plan));
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
   * @param cells the cells that it has, by their indexes among all
   */
  private record Part(Plan plan, List<Integer> cells) {
    boolean hasAll(BitSet wanted) {
      return wanted.stream().allMatch(cells::contains);
    }
  }

  private Plan ordered(int width) {
    List<Part> waiting = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      int start = starts.get(i);
      waiting.add(
          new Part(
              inputs.get(i),
              IntStream.range(start, start + inputs.get(i).width()).boxed().toList()));
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
    List<Integer> order =
        IntStream.range(0, width).mapToObj(cell -> all.cells().indexOf(cell)).toList();
    return order.equals(IntStream.range(0, width).boxed().toList())
        ? all.plan()
        : new Plan.Project(
            all.plan(), all.plan().cells(order.stream().mapToInt(Integer::intValue)));
  }

  private Optional<Part> connected(Part part, List<Part> waiting) {
    return waiting.stream().filter(each -> !keys(part, each).isEmpty()).findFirst();
  }

  /** The equalities of cells of two parts, as a join of them has them. */
  private List<Plan.Equality> keys(Part left, Part right) {
    List<Plan.Equality> keys = new ArrayList<>();
    for (Plan.Equality each : equalities) {
      boolean isForward = left.cells().contains(each.left());
      int one = left.cells().indexOf(isForward ? each.left() : each.right());
      int other = right.cells().indexOf(isForward ? each.right() : each.left());
      if (one >= 0 && other >= 0) {
        keys.add(new Plan.Equality(one, other, each.matchesNull()));
      }
    }
    return keys;
  }

  private Part joined(Part left, Part right) {
    List<Integer> cells = new ArrayList<>(left.cells());
    cells.addAll(right.cells());
    Part both = new Part(right.plan(), cells);
    List<Expression> conditions =
        rest.stream().filter(condition -> both.hasAll(cellsOf(condition))).toList();
    rest.removeAll(conditions);
    Optional<Expression> condition =
        conditions.isEmpty()
            ? Optional.empty()
            : Optional.of(
                moved(
                    conditions.size() == 1 ? conditions.getFirst() : new Expression.And(conditions),
                    cells::indexOf));
    Plan joined =
        new Plan.Join(left.plan(), right.plan(), Plan.Outer.NONE, keys(left, right), condition);
    return new Part(joined, cells);
  }

  private static BitSet cellsOf(Expression expression) {
    BitSet cells = new BitSet();
    if (expression instanceof Expression.Cell cell) {
      cells.set(cell.index());
    }
    expression.parts().forEach(part -> cells.or(cellsOf(part)));
    return cells;
  }
}
