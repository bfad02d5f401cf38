package io.skipruntime.sql.front;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/**
 * The semi joins that {@code IN}, {@code EXISTS} and {@code NOT EXISTS} are, if a comparison refers
 * to the query around them that does not say by {@code =} which value a cell of it has. The
 * parser's own way would join the rows of the subquery with those of the query around it, find out
 * which of these have a partner, and join them with themselves.
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
    boolean isIn = test.getKind() == SqlKind.IN && !isNegated;
    if (!(test instanceof RexSubQuery subquery) || !(isIn || test.getKind() == SqlKind.EXISTS)) {
      return Optional.empty();
    }
    RelNode rows = subquery.rel;
    List<RexNode> cells = isIn ? builder.identityProjects(rows.getRowType()) : List.of();
    while (rows instanceof Project project && !project.containsOver()) {
      cells = RelOptUtil.pushPastProject(cells, project);
      rows = project.getInput();
    }
    if (!(rows instanceof Filter filter)
        || !RelOptUtil.getVariablesUsed(filter.getInput()).isEmpty()) {
      return Optional.empty();
    }
    List<RexNode> parts = RelOptUtil.conjunctions(filter.getCondition());
    List<RexNode> own = parts.stream().filter(part -> !RexUtil.containsCorrelation(part)).toList();
    List<RexNode> common = parts.stream().filter(RexUtil::containsCorrelation).toList();
    boolean hasSubquery =
        Stream.of(parts, cells, subquery.getOperands())
            .flatMap(List::stream)
            .anyMatch(part -> RexUtil.SubQueryFinder.find(part) != null);
    if (hasSubquery || common.stream().allMatch(SemiJoins::isEquality)) {
      return Optional.empty();
    }
    Outside outside = new Outside(left, outer);
    List<RexNode> both = new ArrayList<>(outside.apply(common));
    for (int i = 0; i < cells.size(); i++) {
      RexNode cell = cells.get(i).accept(outside);
      both.add(builder.makeCall(SqlStdOperatorTable.EQUALS, subquery.getOperands().get(i), cell));
    }
    if (outside.isForeign) {
      return Optional.empty();
    }
    RelNode right =
        own.isEmpty()
            ? filter.getInput()
            : LogicalFilter.create(filter.getInput(), RexUtil.composeConjunction(builder, own));
    return Optional.of(
        LogicalJoin.create(
            left,
            right,
            ImmutableList.of(),
            RexUtil.composeConjunction(builder, both),
            Set.of(),
            isNegated ? JoinRelType.ANTI : JoinRelType.SEMI));
  }

  /** Whether a condition says which value a cell of the query around has: no other is of use. */
  private static boolean isEquality(RexNode condition) {
    if (condition.getKind() != SqlKind.EQUALS) {
      return false;
    }
    List<RexNode> sides = ((RexCall) condition).getOperands();
    return sides.stream().anyMatch(RexFieldAccess.class::isInstance)
        && sides.stream().filter(RexUtil::containsCorrelation).count() == 1;
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
