package io.skipruntime.sql.front;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.fun.SqlBasicAggFunction;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;

/**
 * The aggregates with ORDER BY while subqueries become joins. The parser's algebra moves the cells
 * of a call's arguments then, and leaves those of its order: so these are arguments meanwhile. The
 * type of such a call does not depend on its arguments from then on.
 */
final class OrderedCalls {

  private OrderedCalls() {}

  /** The operations with the cells of each order behind the arguments. */
  static RelNode asArguments(RelNode node) {
    return changed(
        node,
        call -> {
          List<Integer> arguments = new ArrayList<>(call.getArgList());
          call.getCollation()
              .getFieldCollations()
              .forEach(field -> arguments.add(field.getFieldIndex()));
          return with(call, typed(call), arguments, call.getCollation());
        });
  }

  /** The operations with the orders that the last arguments are. */
  static RelNode restored(RelNode node) {
    return changed(
        node,
        call -> {
          List<Integer> arguments = call.getArgList();
          List<RelFieldCollation> fields = call.getCollation().getFieldCollations();
          int count = arguments.size() - fields.size();
          List<RelFieldCollation> order = new ArrayList<>();
          for (int i = 0; i < fields.size(); i++) {
            order.add(fields.get(i).withFieldIndex(arguments.get(count + i)));
          }
          return with(
              call, call.getAggregation(), arguments.subList(0, count), RelCollations.of(order));
        });
  }

  /** The function of a call with the type that the call has. */
  private static SqlAggFunction typed(AggregateCall call) {
    SqlAggFunction function = call.getAggregation();
    return SqlBasicAggFunction.create(
            function.getName(),
            function.getKind(),
            ReturnTypes.explicit(call.getType()),
            OperandTypes.VARIADIC)
        .withGroupOrder(function.requiresGroupOrder());
  }

  private static AggregateCall with(
      AggregateCall call, SqlAggFunction function, List<Integer> arguments, RelCollation order) {
    return AggregateCall.create(
        call.getParserPosition(),
        function,
        call.isDistinct(),
        call.isApproximate(),
        call.ignoreNulls(),
        call.rexList,
        arguments,
        call.filterArg,
        call.distinctKeys,
        order,
        call.getType(),
        call.getName());
  }

  private static RelNode changed(RelNode node, UnaryOperator<AggregateCall> change) {
    List<RelNode> inputs = node.getInputs().stream().map(each -> changed(each, change)).toList();
    RelNode moved = inputs.equals(node.getInputs()) ? node : node.copy(node.getTraitSet(), inputs);
    if (!(moved instanceof Aggregate aggregate)
        || aggregate.getAggCallList().stream().noneMatch(OrderedCalls::isOrdered)) {
      return moved;
    }
    List<AggregateCall> calls =
        aggregate.getAggCallList().stream()
            .map(call -> isOrdered(call) ? change.apply(call) : call)
            .toList();
    return aggregate.copy(
        aggregate.getTraitSet(),
        aggregate.getInput(),
        aggregate.getGroupSet(),
        aggregate.getGroupSets(),
        calls);
  }

  private static boolean isOrdered(AggregateCall call) {
    return !call.getCollation().getFieldCollations().isEmpty();
  }
}
