package io.skipruntime.sql.front;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;

/**
 * The semi joins that {@code EXISTS} and {@code NOT EXISTS} are, if a comparison other than {@code
 * =} refers to the query around them. The parser's own way would join the rows of the subquery with
 * those of the query around it, find out which of these have a partner, and join them with
 * themselves.
 */
final class SemiJoins {

  private final RexBuilder builder;
  private final RexShuttle subqueries =
      new RexShuttle() {
        @Override
        public RexNode visitSubQuery(RexSubQuery subquery) {
          RelNode rows = changed(subquery.rel);
          return rows == subquery.rel ? subquery : subquery.clone(rows);
        }
      };

  private SemiJoins(RexBuilder builder) {
    this.builder = builder;
  }

  /** Operations that give the same rows; other subqueries are left. */
  static RelNode of(RelNode node) {
    return new SemiJoins(node.getCluster().getRexBuilder()).changed(node);
  }

  private RelNode changed(RelNode node) {
    List<RelNode> inputs = node.getInputs().stream().map(this::changed).toList();
    RelNode moved = inputs.equals(node.getInputs()) ? node : node.copy(node.getTraitSet(), inputs);
    RelNode within = moved.accept(subqueries);
    return within instanceof LogicalFilter filter ? changed(filter) : within;
  }

  private RelNode changed(LogicalFilter filter) {
    if (!RelOptUtil.getVariablesUsed(filter.getInput()).isEmpty()) {
      return filter;
    }
    List<RexNode> rest = new ArrayList<>();
    RelNode input = filter.getInput();
    for (RexNode part : RelOptUtil.conjunctions(filter.getCondition())) {
      Optional<RelNode> joined = joined(input, part, filter.getVariablesSet());
      if (joined.isEmpty()) {
        rest.add(part);
      }
      input = joined.orElse(input);
    }
    if (input == filter.getInput()) {
      return filter;
    }
    return rest.isEmpty()
        ? input
        : LogicalFilter.create(
            input,
            RexUtil.composeConjunction(builder, rest),
            ImmutableSet.copyOf(filter.getVariablesSet()));
  }

  /** The rows for which a condition holds, if it is one that a semi join stands for. */
  private Optional<RelNode> joined(RelNode left, RexNode condition, Set<CorrelationId> outer) {
    boolean isNegated = condition.getKind() == SqlKind.NOT;
    RexNode test = isNegated ? ((RexCall) condition).getOperands().getFirst() : condition;
    if (test.getKind() != SqlKind.EXISTS || !(test instanceof RexSubQuery subquery)) {
      return Optional.empty();
    }
    RelNode rows = subquery.rel;
    while (rows instanceof Project project && !project.containsOver()) {
      rows = project.getInput();
    }
    if (!(rows instanceof Filter filter)
        || !RelOptUtil.getVariablesUsed(filter.getInput()).isEmpty()) {
      return Optional.empty();
    }
    List<RexNode> own = new ArrayList<>();
    List<RexNode> common = new ArrayList<>();
    boolean hasComparison = false;
    for (RexNode part : RelOptUtil.conjunctions(filter.getCondition())) {
      if (RexUtil.SubQueryFinder.find(part) != null) {
        return Optional.empty();
      }
      if (RexUtil.containsCorrelation(part)) {
        common.add(part);
        hasComparison |= part.getKind() != SqlKind.EQUALS;
      } else {
        own.add(part);
      }
    }
    Outside outside = new Outside(left, outer);
    RexNode both = RexUtil.composeConjunction(builder, outside.apply(common));
    if (!hasComparison || outside.isForeign) {
      return Optional.empty();
    }
    RelNode right =
        own.isEmpty()
            ? filter.getInput()
            : LogicalFilter.create(filter.getInput(), RexUtil.composeConjunction(builder, own));
    JoinRelType type = isNegated ? JoinRelType.ANTI : JoinRelType.SEMI;
    return Optional.of(LogicalJoin.create(left, right, ImmutableList.of(), both, Set.of(), type));
  }

  /** Expressions of a subquery as those of the row of the query around it, then its own. */
  private final class Outside extends RexShuttle {
    private final RelNode left;
    private final Set<CorrelationId> outer;
    private boolean isForeign;

    private Outside(RelNode left, Set<CorrelationId> outer) {
      this.left = left;
      this.outer = outer;
    }

    @Override
    public RexNode visitInputRef(RexInputRef cell) {
      return new RexInputRef(cell.getIndex() + left.getRowType().getFieldCount(), cell.getType());
    }

    @Override
    public RexNode visitFieldAccess(RexFieldAccess access) {
      if (access.getReferenceExpr() instanceof RexCorrelVariable variable
          && outer.contains(variable.id)) {
        return builder.makeInputRef(left, access.getField().getIndex());
      }
      return super.visitFieldAccess(access);
    }

    @Override
    public RexNode visitCorrelVariable(RexCorrelVariable variable) {
      isForeign = true;
      return variable;
    }
  }
}
