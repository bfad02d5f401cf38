package io.skipruntime.sql.front;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * The conditions of filters and joins with what follows from an OR in them. What all its branches
 * have in common stands before it, so that a join finds the cells that are equal. If each branch of
 * an inner join's condition has a part about one side alone, that side has to fulfil one of these
 * parts, so that the rows that fulfil none are not joined.
 */
final class Conditions {

  private final RexBuilder builder;

  private Conditions(RexBuilder builder) {
    this.builder = builder;
  }

  /** Operations that give the same rows; the same object if there is nothing to change. */
  static RelNode of(RelNode node) {
    return new Conditions(node.getCluster().getRexBuilder()).changed(node);
  }

  private RelNode changed(RelNode node) {
    List<RelNode> inputs = node.getInputs().stream().map(this::changed).toList();
    RelNode moved = inputs.equals(node.getInputs()) ? node : node.copy(node.getTraitSet(), inputs);
    return switch (moved) {
      case Filter filter -> {
        RexNode condition = RexUtil.pullFactors(builder, filter.getCondition());
        yield condition.equals(filter.getCondition())
            ? filter
            : filter.copy(filter.getTraitSet(), filter.getInput(), condition);
      }
      case Join join -> {
        RexNode condition = condition(join);
        yield condition.equals(join.getCondition())
            ? join
            : join.copy(
                join.getTraitSet(),
                condition,
                join.getLeft(),
                join.getRight(),
                join.getJoinType(),
                join.isSemiJoinDone());
      }
      default -> moved;
    };
  }

  private RexNode condition(Join join) {
    RexNode condition = RexUtil.pullFactors(builder, join.getCondition());
    if (join.getJoinType() != JoinRelType.INNER) {
      return condition;
    }
    int left = join.getLeft().getRowType().getFieldCount();
    int all = left + join.getRight().getRowType().getFieldCount();
    List<RexNode> parts = new ArrayList<>(RelOptUtil.conjunctions(condition));
    for (RexNode part : List.copyOf(parts)) {
      if (part.getKind() == SqlKind.OR) {
        followingFor(ImmutableBitSet.range(left), part).ifPresent(parts::add);
        followingFor(ImmutableBitSet.range(left, all), part).ifPresent(parts::add);
      }
    }
    return RexUtil.composeConjunction(builder, parts);
  }

  /** The condition on some cells alone that holds wherever an OR does. */
  private Optional<RexNode> followingFor(ImmutableBitSet cells, RexNode or) {
    List<RexNode> branches = new ArrayList<>();
    for (RexNode branch : RelOptUtil.disjunctions(or)) {
      List<RexNode> own =
          RelOptUtil.conjunctions(branch).stream()
              .filter(part -> cells.contains(RelOptUtil.InputFinder.bits(part)))
              .toList();
      if (own.isEmpty()) {
        return Optional.empty();
      }
      branches.add(RexUtil.composeConjunction(builder, own));
    }
    RexNode following = RexUtil.composeDisjunction(builder, branches);
    return following.equals(or) ? Optional.empty() : Optional.of(following);
  }
}
