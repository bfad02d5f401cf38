package io.skipruntime.sql.front;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalCorrelate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalValues;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * The elements of arrays while subqueries become joins: the parser's algebra gives up on a query if
 * it has elements of an array of the row around them. So such a row with its elements is one table
 * meanwhile, which nothing looks into. Where a subquery does more with the elements, its table has
 * the different values that their array is made of, and the elements are found by these.
 */
final class Elements {

  private final UnaryOperator<RelNode> joined;
  private final Map<CorrelationId, RelNode> around = new HashMap<>();
  private int count;

  private Elements(UnaryOperator<RelNode> joined) {
    this.joined = joined;
  }

  /**
   * The operations with tables in place of elements of arrays.
   *
   * @param joined makes joins of subqueries
   */
  static RelNode hidden(RelNode node, UnaryOperator<RelNode> joined) {
    return new Elements(joined).hidden(node);
  }

  /** The operations with elements of arrays in place of the tables. */
  static RelNode restored(RelNode node) {
    if (node instanceof Hidden hidden) {
      return hidden.rows;
    }
    List<RelNode> inputs = node.getInputs().stream().map(Elements::restored).toList();
    return inputs.equals(node.getInputs()) ? node : node.copy(node.getTraitSet(), inputs);
  }

  private RelNode hidden(RelNode node) {
    if (node instanceof Correlate correlate) {
      return hidden(correlate);
    }
    if (node instanceof Uncollect elements) {
      return arrays(elements).flatMap(arrays -> found(elements, arrays)).orElse(elements);
    }
    List<RelNode> inputs = node.getInputs().stream().map(this::hidden).toList();
    return inputs.equals(node.getInputs()) ? node : node.copy(node.getTraitSet(), inputs);
  }

  private RelNode hidden(Correlate correlate) {
    RelNode left = hidden(correlate.getLeft());
    if (isOfElements(correlate.getRight())
        && free(left).isEmpty()
        && free(correlate.getRight()).equals(Set.of(correlate.getCorrelationId()))) {
      RelNode rows = restored(joined.apply(left));
      return table(correlate.copy(correlate.getTraitSet(), List.of(rows, correlate.getRight())));
    }
    around.put(correlate.getCorrelationId(), left);
    RelNode right = hidden(correlate.getRight());
    return correlate.copy(correlate.getTraitSet(), List.of(left, right));
  }

  private Hidden table(RelNode rows) {
    count++;
    return new Hidden(rows.getCluster(), rows, count);
  }

  private static Set<CorrelationId> free(RelNode node) {
    return RelOptUtil.getVariablesUsed(node);
  }

  /** Whether rows are elements of arrays, and what is made of each. */
  private static boolean isOfElements(RelNode right) {
    RelNode node = right.stripped();
    while (node instanceof Filter || (node instanceof Project project && !project.containsOver())) {
      node = node.getInput(0).stripped();
    }
    return node instanceof Uncollect elements && arrays(elements).isPresent();
  }

  /** The arrays whose elements are the rows, if they are made of constants and the row around. */
  private static Optional<Project> arrays(Uncollect elements) {
    return elements.getInput().stripped() instanceof Project arrays
            && arrays.getInput().stripped() instanceof Values values
            && values.getTuples().size() == 1
        ? Optional.of(arrays)
        : Optional.empty();
  }

  /** The elements of arrays of a row around them, found by the cells that these are made of. */
  private Optional<RelNode> found(Uncollect elements, Project arrays) {
    Set<CorrelationId> variables = free(arrays);
    CorrelationId variable = variables.size() == 1 ? variables.iterator().next() : null;
    RelNode rows = variable == null ? null : around.get(variable);
    if (variable == null || rows == null || !free(rows).isEmpty()) {
      return Optional.empty();
    }
    List<Integer> used = List.copyOf(used(arrays.getProjects(), variable));
    RelNode all = table(elements(different(rows, used), elements, arrays, variable, used));
    RexBuilder builder = arrays.getCluster().getRexBuilder();
    List<RexNode> conditions = new ArrayList<>();
    RexNode outer = builder.makeCorrel(rows.getRowType(), variable);
    for (int i = 0; i < used.size(); i++) {
      conditions.add(
          builder.makeCall(
              SqlStdOperatorTable.IS_NOT_DISTINCT_FROM,
              builder.makeInputRef(all, i),
              builder.makeFieldAccess(outer, used.get(i))));
    }
    RexNode condition = RexUtil.composeConjunction(builder, conditions);
    RelNode matching = LogicalFilter.create(all, condition, ImmutableSet.of());
    int width = all.getRowType().getFieldCount();
    List<RexNode> columns =
        IntStream.range(used.size(), width)
            .mapToObj(i -> (RexNode) builder.makeInputRef(matching, i))
            .toList();
    return Optional.of(project(matching, columns, elements.getRowType().getFieldNames()));
  }

  /** The different values of some cells. */
  private RelNode different(RelNode rows, List<Integer> used) {
    RelNode plain = restored(joined.apply(rows));
    RexBuilder builder = rows.getCluster().getRexBuilder();
    List<RexNode> cells =
        used.stream().map(each -> (RexNode) builder.makeInputRef(plain, each)).toList();
    return LogicalAggregate.create(
        project(plain, cells, null),
        ImmutableList.of(),
        ImmutableBitSet.range(used.size()),
        null,
        ImmutableList.of());
  }

  /** The elements of the arrays that are made of rows of the cells that are used. */
  private static RelNode elements(
      RelNode rows,
      Uncollect elements,
      Project arrays,
      CorrelationId variable,
      List<Integer> used) {
    RelOptCluster cluster = arrays.getCluster();
    CorrelationId own = cluster.createCorrel();
    RexNode row = cluster.getRexBuilder().makeCorrel(rows.getRowType(), own);
    List<RexNode> of =
        replaced(
            arrays.getProjects(),
            variable,
            field -> cluster.getRexBuilder().makeFieldAccess(row, used.indexOf(field)));
    RelNode values =
        project(LogicalValues.createOneRow(cluster), of, arrays.getRowType().getFieldNames());
    return LogicalCorrelate.create(
        rows,
        elements.copy(elements.getTraitSet(), values),
        ImmutableList.of(),
        own,
        ImmutableBitSet.range(used.size()),
        JoinRelType.INNER);
  }

  private static RelNode project(RelNode input, List<RexNode> cells, @Nullable List<String> names) {
    return LogicalProject.create(input, ImmutableList.of(), cells, names, ImmutableSet.of());
  }

  private static Set<Integer> used(List<RexNode> expressions, CorrelationId variable) {
    Set<Integer> used = new TreeSet<>();
    replaced(
        expressions,
        variable,
        field -> {
          used.add(field);
          return null;
        });
    return used;
  }

  /** A cell in place of one of the row around. */
  @FunctionalInterface
  private interface Replacement {
    @Nullable RexNode of(int field);
  }

  private static List<RexNode> replaced(
      List<RexNode> expressions, CorrelationId variable, Replacement replacement) {
    return new RexShuttle() {
      @Override
      public RexNode visitFieldAccess(RexFieldAccess access) {
        if (access.getReferenceExpr() instanceof RexCorrelVariable of && of.id.equals(variable)) {
          RexNode other = replacement.of(access.getField().getIndex());
          return other == null ? access : other;
        }
        return super.visitFieldAccess(access);
      }
    }.apply(expressions);
  }

  /** A table in place of operations; two of them are never one. */
  private static final class Hidden extends AbstractRelNode {
    private final RelNode rows;
    private final int number;

    Hidden(RelOptCluster cluster, RelNode rows, int number) {
      super(cluster, rows.getTraitSet());
      this.rows = rows;
      this.number = number;
      this.rowType = rows.getRowType();
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
      return super.explainTerms(writer).item("number", number);
    }
  }
}
