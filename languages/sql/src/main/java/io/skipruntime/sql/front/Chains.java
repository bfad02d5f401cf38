package io.skipruntime.sql.front;

import io.skipruntime.sql.catalog.SqlException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * The long chains of a statement, such as conditions with AND between them, as trees that are not
 * deep. The parser makes the first two operands the left side of the third and so on, and all that
 * follows goes down such a tree step by step. Joins cannot be put together otherwise; how many
 * there may be is limited.
 */
final class Chains extends SqlShuttle {

  /** Shorter chains stay as they are. */
  private static final int FEW = 32;

  private static final Set<SqlOperator> ASSOCIATIVE =
      Set.of(
          SqlStdOperatorTable.AND,
          SqlStdOperatorTable.OR,
          SqlStdOperatorTable.UNION_ALL,
          SqlStdOperatorTable.UNION);

  private final QuerySize size;

  private Chains(QuerySize size) {
    this.size = size;
  }

  /**
   * A statement that means the same.
   *
   * @param size counts its joins
   * @throws SqlException if it has too many joins
   */
  static SqlNode balanced(SqlNode statement, QuerySize size) {
    SqlNode changed = statement.accept(new Chains(size));
    return changed == null ? statement : changed;
  }

  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    if (call instanceof SqlJoin) {
      size.join();
    }
    List<SqlNode> operands = operands(call);
    if (operands.size() < FEW) {
      return super.visit(call);
    }
    operands.replaceAll(operand -> {
      SqlNode changed = operand.accept(this);
      return changed == null ? operand : changed;
    });
    return tree(call.getOperator(), operands);
  }

  /** The operands of a chain in their order; none if it is not a chain. */
  private static List<SqlNode> operands(SqlCall call) {
    List<SqlNode> operands = new ArrayList<>();
    SqlNode left = call;
    while (left instanceof SqlCall chained
        && ASSOCIATIVE.contains(call.getOperator())
        && chained.getOperator().equals(call.getOperator())
        && chained.operandCount() == 2) {
      operands.add(chained.operand(1));
      left = chained.operand(0);
    }
    operands.add(left);
    Collections.reverse(operands);
    return operands;
  }

  private static SqlNode tree(SqlOperator operator, List<SqlNode> operands) {
    if (operands.size() == 1) {
      return operands.getFirst();
    }
    SqlNode left = tree(operator, operands.subList(0, operands.size() / 2));
    SqlNode right = tree(operator, operands.subList(operands.size() / 2, operands.size()));
    SqlParserPos at =
        SqlParserPos.sum(List.of(left.getParserPosition(), right.getParserPosition()));
    return operator.createCall(at, left, right);
  }
}
