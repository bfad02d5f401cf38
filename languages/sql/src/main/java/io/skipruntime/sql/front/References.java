package io.skipruntime.sql.front;

import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.expression.Expression;
import io.skipruntime.sql.plan.Plan;
import java.util.List;

/**
 * The cells that expressions of a plan read. Where the planner has left a reference to the query
 * around it in a place that has no such row, the plan has a cell that is not there.
 */
final class References {

  private References() {}

  /**
   * Refuses a plan with a cell that is not there.
   *
   * @throws SqlException if it has one
   */
  static void require(Plan plan) {
    switch (plan) {
      case Plan.Filter filter -> require(filter.condition(), filter.input().width());
      case Plan.Project project -> require(project.expressions(), project.input().width());
      case Plan.Constants constants -> constants.rows().forEach(row -> require(row, 0));
      case Plan.Unnest unnest -> require(unnest.array(), unnest.input().width());
      case Plan.Join join ->
          join.rest().ifPresent(rest -> require(rest, join.left().width() + join.right().width()));
      case Plan.SemiJoin join ->
          join.rest().ifPresent(rest -> require(rest, join.left().width() + join.right().width()));
      default -> {
        // reads the cells that it names, which the translation has counted
      }
    }
    plan.inputs().forEach(References::require);
  }

  private static void require(List<Expression> expressions, int width) {
    expressions.forEach(expression -> require(expression, width));
  }

  private static void require(Expression expression, int width) {
    if (expression instanceof Expression.Cell cell && cell.index() >= width) {
      throw SqlException.unsupported(
          "a reference to the query around it does not stand here; write a join");
    }
    require(expression.parts(), width);
  }
}
