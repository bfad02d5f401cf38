package io.skipruntime.sql.front;

import io.skipruntime.engine.spi.LimitedWork;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.SqlType;
import io.skipruntime.sql.expression.AggregateKind;
import io.skipruntime.sql.expression.Aggregation;
import io.skipruntime.sql.expression.Expression;
import io.skipruntime.sql.expression.SortKey;
import io.skipruntime.sql.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Intersect;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Minus;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;

/** The parser's algebra as a {@link Plan}. */
final class Translation {

  private final Schema schema;
  private final Expressions expressions;

  Translation(Schema schema, RexBuilder builder) {
    this.schema = schema;
    this.expressions = new Expressions(builder, schema.functions().keySet());
  }

  Plan of(RelNode node) {
    LimitedWork.check();
    return switch (node) {
      case TableScan scan -> table(scan);
      case Values values -> constants(values);
      case Filter filter ->
          new Plan.Filter(of(filter.getInput()), expressions.of(filter.getCondition()));
      case Project project when project.containsOver() ->
          new Windows(expressions, of(project.getInput())).projected(project.getProjects());
      case Project project ->
          new Plan.Project(of(project.getInput()), expressions.of(project.getProjects()));
      case Join join -> join(join);
      case Uncollect uncollect -> elements(uncollect);
      case Correlate correlate when arrays(correlate.getRight()).isPresent() ->
          expanded(correlate, arrays(correlate.getRight()).orElseThrow());
      case Aggregate aggregate -> aggregate(aggregate);
      case SetOp operation -> matched(operation);
      case Sort sort -> sort(sort);
      default ->
          throw SqlException.unsupported(
              node.getRelTypeName().contains("Correlate")
                  ? Correlations.REASON
                  : Hints.forOperation(node.getRelTypeName().replace("Logical", "")));
    };
  }

  /** The elements of an array as rows. */
  private Plan elements(Uncollect uncollect) {
    Plan input = of(uncollect.getInput());
    requireOne(input.width());
    Plan all =
        new Plan.Unnest(
            input,
            new Expression.Cell(0, input.types().getFirst()),
            false,
            uncollect.withOrdinality);
    return new Plan.Project(all, all.cells(IntStream.range(1, all.width())));
  }

  private static void requireOne(int arrays) {
    if (arrays != 1) {
      throw SqlException.unsupported("UNNEST takes one array; join the rows of several");
    }
  }

  /** The elements of arrays of the row on the left, and what is made of them, from below. */
  private record Elements(Uncollect rows, List<RexNode> arrays, List<RelNode> above) {}

  /** What is on the right of a row if it is elements of arrays that the row has. */
  private static Optional<Elements> arrays(RelNode right) {
    List<RelNode> above = new ArrayList<>();
    RelNode node = right.stripped();
    while (node instanceof Filter || (node instanceof Project project && !project.containsOver())) {
      above.addFirst(node);
      node = node.getInput(0).stripped();
    }
    if (node instanceof Uncollect uncollect
        && uncollect.getInput().stripped() instanceof Project arrays
        && arrays.getInput().stripped() instanceof Values values
        && values.getTuples().size() == 1) {
      return Optional.of(new Elements(uncollect, arrays.getProjects(), above));
    }
    return Optional.empty();
  }

  /** Each row with the elements of an array that it has. */
  private Plan expanded(Correlate correlate, Elements elements) {
    requireOne(elements.arrays.size());
    boolean isOuter = correlate.getJoinType() == JoinRelType.LEFT;
    if (isOuter && elements.above.stream().anyMatch(each -> each instanceof Filter)) {
      throw SqlException.unsupported(
          "LEFT JOIN of the elements of an array has no condition; filter them in a subquery");
    }
    Plan left = of(correlate.getLeft());
    Plan plan =
        new Plan.Unnest(
            left,
            expressions.of(elements.arrays.getFirst()),
            isOuter,
            elements.rows.withOrdinality);
    for (RelNode each : elements.above) {
      if (each instanceof Filter filter) {
        plan = new Plan.Filter(plan, behind(left, filter.getCondition()));
      } else {
        List<Expression> cells = new ArrayList<>(left.cells(IntStream.range(0, left.width())));
        ((Project) each).getProjects().forEach(cell -> cells.add(behind(left, cell)));
        plan = new Plan.Project(plan, cells);
      }
    }
    return plan;
  }

  /** An expression over cells that are behind those of a plan; it may refer to these, too. */
  private Expression behind(Plan left, RexNode node) {
    return expressions.of(RexUtil.shift(node, left.width()));
  }

  private Plan table(TableScan scan) {
    List<String> name = scan.getTable().getQualifiedName();
    return schema
        .find(name)
        .map(Schema.Relation::plan)
        .orElseThrow(() ->
            SqlException.of(
                SqlException.UNKNOWN_TABLE, "there is no table " + String.join(".", name)));
  }

  private Plan constants(Values values) {
    List<List<Expression>> rows =
        values.getTuples().stream().map(tuple -> expressions.of(tuple)).toList();
    return new Plan.Constants(rows, types(values));
  }

  private static List<SqlType> types(RelNode node) {
    return node.getRowType().getFieldList().stream()
        .map(field -> Types.of(field.getType()))
        .toList();
  }

  private Plan join(Join join) {
    int width = join.getLeft().getRowType().getFieldCount();
    List<Plan.Equality> keys = new ArrayList<>();
    List<RexNode> rest = new ArrayList<>();
    for (RexNode each : RelOptUtil.conjunctions(join.getCondition())) {
      Optional<Plan.Equality> key = equality(each, width);
      key.ifPresentOrElse(keys::add, () -> rest.add(each));
    }
    List<Expression> others = expressions.of(rest);
    Optional<Expression> condition =
        others.isEmpty()
            ? Optional.empty()
            : Optional.of(others.size() == 1 ? others.getFirst() : new Expression.And(others));
    Plan left = of(join.getLeft());
    Plan right = of(join.getRight());
    return switch (join.getJoinType()) {
      case INNER -> new Plan.Join(left, right, Plan.Outer.NONE, keys, condition);
      case LEFT -> new Plan.Join(left, right, Plan.Outer.LEFT, keys, condition);
      case RIGHT -> new Plan.Join(left, right, Plan.Outer.RIGHT, keys, condition);
      case FULL -> new Plan.Join(left, right, Plan.Outer.BOTH, keys, condition);
      case SEMI -> new Plan.SemiJoin(left, right, keys, condition, false);
      case ANTI -> new Plan.SemiJoin(left, right, keys, condition, true);
      default -> throw SqlException.unsupported(join.getJoinType() + " joins are not supported");
    };
  }

  private static Optional<Plan.Equality> equality(RexNode condition, int width) {
    boolean isEquality =
        condition.getKind() == SqlKind.EQUALS
            || condition.getKind() == SqlKind.IS_NOT_DISTINCT_FROM;
    if (isEquality
        && condition instanceof RexCall call
        && call.getOperands().get(0) instanceof RexInputRef one
        && call.getOperands().get(1) instanceof RexInputRef other
        && one.getIndex() < width != other.getIndex() < width
        && areAlike(one, other)) {
      int left = Math.min(one.getIndex(), other.getIndex());
      int right = Math.max(one.getIndex(), other.getIndex()) - width;
      return Optional.of(
          new Plan.Equality(left, right, condition.getKind() == SqlKind.IS_NOT_DISTINCT_FROM));
    }
    return Optional.empty();
  }

  /** Whether equal values of two cells are the same JSON. */
  private static boolean areAlike(RexNode one, RexNode other) {
    SqlType a = Types.of(one.getType());
    SqlType b = Types.of(other.getType());
    return a == b || (isExact(a) && isExact(b));
  }

  private static boolean isExact(SqlType type) {
    return type.isNumber() && type != SqlType.DOUBLE;
  }

  private Plan aggregate(Aggregate aggregate) {
    Plan input = of(aggregate.getInput());
    if (aggregate.getGroupType() == Aggregate.Group.SIMPLE) {
      return new Plan.Aggregate(
          input,
          aggregate.getGroupSet().asList(),
          calls(aggregate.getAggCallList(), input.types()));
    }
    List<Plan> sets = new ArrayList<>();
    for (ImmutableBitSet set : aggregate.getGroupSets()) {
      sets.add(groupingSet(aggregate, input, set));
    }
    return new Plan.Union(sets);
  }

  /** The groups of one of several sets: the cells of the others are NULL. */
  private Plan groupingSet(Aggregate aggregate, Plan input, ImmutableBitSet set) {
    List<AggregateCall> all = aggregate.getAggCallList();
    List<AggregateCall> usual = all.stream().filter(call -> !isGrouping(call)).toList();
    Plan grouped = new Plan.Aggregate(input, set.asList(), calls(usual, input.types()));
    List<Expression> cells = new ArrayList<>();
    for (int group : aggregate.getGroupSet()) {
      SqlType type = input.types().get(group);
      int at = set.asList().indexOf(group);
      cells.add(at < 0 ? Expression.constant(null, type) : new Expression.Cell(at, type));
    }
    for (AggregateCall call : all) {
      if (isGrouping(call)) {
        cells.add(Expression.constant(grouping(call, set), SqlType.BIGINT));
      } else {
        int at = set.cardinality() + usual.indexOf(call);
        cells.add(new Expression.Cell(at, grouped.types().get(at)));
      }
    }
    return new Plan.Project(grouped, cells);
  }

  private static boolean isGrouping(AggregateCall call) {
    return call.getAggregation().getKind() == SqlKind.GROUPING;
  }

  private static Long grouping(AggregateCall call, ImmutableBitSet set) {
    long bits = 0;
    for (int argument : call.getArgList()) {
      bits = bits * 2 + (set.get(argument) ? 0 : 1);
    }
    return bits;
  }

  private List<Aggregation> calls(List<AggregateCall> calls, List<SqlType> types) {
    return calls.stream().map(call -> call(call, types)).toList();
  }

  private Aggregation call(AggregateCall call, List<SqlType> types) {
    String name = call.getAggregation().getName();
    AggregateKind kind = Operators.requireAggregate(name);
    Operands.require(kind, name, call.getArgList().stream().map(types::get).toList());
    Optional<Object> constant =
        kind == AggregateKind.CONSTANT
            ? ((Expression.Constant) expressions.of(call.rexList.getFirst())).value()
            : Optional.empty();
    return new Aggregation(
        kind,
        call.getArgList(),
        call.isDistinct(),
        call.filterArg,
        order(kind, call),
        constant,
        Types.of(call.getType()));
  }

  /** The order of the arguments; distinct ones are in their own order. */
  private static List<SortKey> order(AggregateKind kind, AggregateCall call) {
    List<SortKey> order = SortKeys.of(call.getCollation().getFieldCollations());
    return order.isEmpty() && call.isDistinct() && kind.isOrdered()
        ? List.of(new SortKey(call.getArgList().getFirst(), false, false))
        : order;
  }

  private Plan matched(SetOp operation) {
    List<Plan> inputs = operation.getInputs().stream().map(this::of).toList();
    List<SqlType> types = types(operation);
    List<Plan> alike = inputs.stream().map(input -> converted(input, types)).toList();
    if (operation instanceof Union) {
      return operation.all ? union(alike) : distinct(union(withoutDistinct(alike)));
    }
    boolean isExcept = operation instanceof Minus;
    if (!isExcept && !(operation instanceof Intersect)) {
      throw SqlException.unsupported(operation.getRelTypeName() + " is not supported");
    }
    Plan result = alike.getFirst();
    for (Plan next : alike.subList(1, alike.size())) {
      result = new Plan.Match(result, next, isExcept, operation.all);
    }
    return result;
  }

  /** The rows of all inputs, of which those that are such themselves are taken apart. */
  private static Plan union(List<Plan> inputs) {
    List<Plan> all = new ArrayList<>();
    for (Plan input : inputs) {
      if (input instanceof Plan.Union union) {
        all.addAll(union.inputs());
      } else {
        all.add(input);
      }
    }
    return new Plan.Union(all);
  }

  private static Plan.Aggregate distinct(Plan all) {
    return new Plan.Aggregate(all, IntStream.range(0, all.width()).boxed().toList(), List.of());
  }

  /** The same inputs with equal rows where an input is a union without them. */
  private static List<Plan> withoutDistinct(List<Plan> inputs) {
    return inputs.stream()
        .map(input ->
            input instanceof Plan.Aggregate aggregate
                    && aggregate.input() instanceof Plan.Union
                    && aggregate.equals(distinct(aggregate.input()))
                ? aggregate.input()
                : input)
        .toList();
  }

  /** The rows of a plan with cells of the given types. */
  private static Plan converted(Plan plan, List<SqlType> types) {
    if (plan.types().equals(types)) {
      return plan;
    }
    List<Expression> cells = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      Expression cell = new Expression.Cell(i, plan.types().get(i));
      cells.add(
          cell.type() == types.get(i) ? cell : new Expression.Cast(cell, types.get(i), -1, 0));
    }
    return new Plan.Project(plan, cells);
  }

  private Plan sort(Sort sort) {
    return new Plan.Sort(
        of(sort.getInput()),
        SortKeys.of(sort.getCollation().getFieldCollations()),
        Optional.ofNullable(sort.offset).map(expressions::of),
        Optional.ofNullable(sort.fetch).map(expressions::of));
  }
}
