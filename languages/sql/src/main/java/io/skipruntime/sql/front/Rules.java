package io.skipruntime.sql.front;

import io.skipruntime.engine.spi.LimitedWork;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.plan.RelHintsPropagator;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelOptRuleOperand;
import org.apache.calcite.plan.RelOptRuleOperandChildPolicy;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.jspecify.annotations.Nullable;

/**
 * Rules of the parser's algebra that are applied to operations until they change none any more. An
 * operation comes before those that it takes rows from, and again if these have become others. The
 * parser's own planner begins again at the top after each change, so that its work is the number of
 * changes times the size of the query.
 */
final class Rules {

  private final List<RelOptRule> rules;

  Rules(List<RelOptRule> rules) {
    this.rules = List.copyOf(rules);
  }

  /** Operations that give the same rows, which no rule changes. */
  RelNode applied(RelNode node) {
    return new Application().changed(node);
  }

  /**
   * One application of the rules.
   *
   * <ul>
   *   <li>No rule changes what is a value of {@code settled}, nor an operation below it.
   * </ul>
   */
  private final class Application {
    private final IdentityHashMap<RelNode, RelNode> settled = new IdentityHashMap<>();

    /** What an operation becomes; an operation that stands in several places is one afterwards. */
    RelNode changed(RelNode node) {
      RelNode known = settled.get(node);
      if (known != null) {
        return known;
      }
      RelNode at = matched(node);
      List<RelNode> inputs = at.getInputs().stream().map(this::changed).toList();
      while (!inputs.equals(at.getInputs())) {
        at = matched(at.copy(at.getTraitSet(), inputs));
        inputs = at.getInputs().stream().map(this::changed).toList();
      }
      settled.put(node, at);
      settled.put(at, at);
      return at;
    }

    /** What an operation has become when no rule applies to it. */
    private RelNode matched(RelNode node) {
      RelNode at = node;
      for (RelNode next = changedOnce(at); next != null; next = changedOnce(at)) {
        at = next;
      }
      return at;
    }

    /** What the first rule that changes an operation makes of it; null if none does. */
    private @Nullable RelNode changedOnce(RelNode node) {
      for (RelOptRule rule : rules) {
        LimitedWork.check();
        RelNode changed = result(rule, node);
        if (changed != null && !changed.deepEquals(node)) {
          return changed;
        }
      }
      return null;
    }
  }

  /** What a rule makes of an operation; null if it does not apply. */
  private static @Nullable RelNode result(RelOptRule rule, RelNode node) {
    Match match = new Match();
    if (!match.takes(rule.getOperand(), node)) {
      return null;
    }
    Call call = new Call(rule.getOperand(), match);
    if (rule.matches(call)) {
      rule.onMatch(call);
    }
    return call.result;
  }

  /** The operations that a rule applies to, from the top. */
  private static final class Match {
    private final List<RelNode> nodes = new ArrayList<>();

    /** Whether an operation, and those below it, are of the kinds that a rule is for. */
    boolean takes(RelOptRuleOperand wanted, RelNode node) {
      if (!wanted.matches(node)) {
        return false;
      }
      nodes.add(node);
      List<RelOptRuleOperand> below = wanted.getChildOperands();
      if (wanted.childPolicy == RelOptRuleOperandChildPolicy.ANY) {
        return true;
      }
      if (wanted.childPolicy == RelOptRuleOperandChildPolicy.UNORDERED) {
        throw new IllegalArgumentException("no rule here takes inputs in any order");
      }
      if (node.getInputs().size() < below.size()) {
        return false;
      }
      for (int i = 0; i < below.size(); i++) {
        if (!takes(below.get(i), node.getInput(i))) {
          return false;
        }
      }
      return true;
    }
  }

  /** The application of a rule to operations; it keeps what the rule makes of the first. */
  private static final class Call extends RelOptRuleCall {
    private @Nullable RelNode result;

    Call(RelOptRuleOperand operand, Match match) {
      super(
          match.nodes.getFirst().getCluster().getPlanner(),
          operand,
          match.nodes.toArray(RelNode[]::new),
          Map.of());
    }

    @Override
    public void transformTo(
        RelNode node, Map<RelNode, RelNode> equivalents, RelHintsPropagator hints) {
      RelNode changed = hints.propagate(rel(0), node);
      RelOptUtil.verifyTypeEquivalence(rel(0), changed, rel(0));
      result = changed;
    }
  }
}
