package io.skipruntime.sql.front;

import io.skipruntime.sql.catalog.SqlException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlLikeOperator;
import org.apache.calcite.sql.fun.SqlPosixRegexOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** The marks that {@link TextRewriting} puts for operators, aggregates and clauses, as calls. */
final class Marks {

  /** What stands before the name of an operator, an aggregate or a clause in a mark. */
  static final String MARK = "$";

  /** The mark of DISTINCT ON. */
  static final String DISTINCT_ON = "$distinct_on";

  private Marks() {}

  static SqlCall function(String name, SqlParserPos at, List<? extends SqlNode> operands) {
    SqlOperator function =
        new SqlUnresolvedFunction(
            new SqlIdentifier(name, at),
            null,
            null,
            null,
            null,
            SqlFunctionCategory.USER_DEFINED_FUNCTION);
    return new SqlBasicCall(function, List.copyOf(operands), at);
  }

  static @Nullable String mark(@Nullable SqlNode node) {
    return node instanceof SqlIdentifier name
            && name.isSimple()
            && name.getSimple().startsWith(MARK)
            && name.getSimple().length() > 1
        ? name.getSimple().substring(1)
        : null;
  }

  static boolean isChain(SqlNode node) {
    return node instanceof SqlCall call && call.getOperator() instanceof SqlPosixRegexOperator;
  }

  /**
   * A chain of operands with marks between them, or before them, as calls of the operators. The
   * parser takes {@code a mark b LIKE c} for {@code a mark (b LIKE c)}.
   */
  static SqlNode chain(SqlCall call, UnaryOperator<SqlNode> visit) {
    List<SqlNode> parts = new ArrayList<>();
    flatten(call, parts);
    SqlNode last = parts.getLast();
    SqlCall like =
        last instanceof SqlCall inner && inner.getOperator() instanceof SqlLikeOperator
            ? inner
            : null;
    if (like != null) {
      parts.set(parts.size() - 1, like.operand(0));
      if (isChain(like.operand(0))) {
        parts.removeLast();
        flatten(like.operand(0), parts);
      }
    }
    SqlNode result = operators(parts, visit);
    if (like == null) {
      return result;
    }
    List<SqlNode> operands = new ArrayList<>();
    operands.add(result);
    for (SqlNode each : like.getOperandList().subList(1, like.operandCount())) {
      operands.add(visit.apply(each));
    }
    return like.getOperator().createCall(like.getParserPosition(), operands);
  }

  private static void flatten(SqlNode node, List<SqlNode> parts) {
    if (node instanceof SqlCall call && isChain(call)) {
      flatten(call.operand(0), parts);
      parts.add(call.operand(1));
    } else {
      parts.add(node);
    }
  }

  private static SqlNode operators(List<SqlNode> parts, UnaryOperator<SqlNode> visit) {
    int[] at = {0};
    SqlNode result = operand(parts, at, visit);
    while (at[0] < parts.size()) {
      SqlNode mark = parts.get(at[0]);
      String name = mark(mark);
      at[0]++;
      if (name == null) {
        throw misplaced(mark, "an operator is missing here");
      }
      SqlNode right = operand(parts, at, visit);
      result = operator(name, mark.getParserPosition(), List.of(result, right));
    }
    return result;
  }

  private static SqlNode operand(List<SqlNode> parts, int[] at, UnaryOperator<SqlNode> visit) {
    if (at[0] >= parts.size()) {
      throw misplaced(parts.getLast(), "an operand is missing behind the operator");
    }
    SqlNode part = parts.get(at[0]);
    at[0]++;
    String prefix = mark(part);
    if (prefix == null) {
      return visit.apply(part);
    }
    String name = prefix.equals("~") ? MARK + prefix : prefix;
    return operator(name, part.getParserPosition(), List.of(operand(parts, at, visit)));
  }

  private static SqlNode operator(String name, SqlParserPos at, List<SqlNode> operands) {
    boolean isNegated = name.startsWith("!~~");
    String called =
        switch (isNegated ? name.substring(1) : name) {
          case "~~" -> "LIKE";
          case "~~*" -> "ILIKE";
          case "like any", "like all", "ilike any" -> MARK + name;
          default -> name;
        };
    if (called.equals("LIKE") || called.equals("ILIKE")) {
      SqlOperator like =
          called.equals("LIKE")
              ? (isNegated ? SqlStdOperatorTable.NOT_LIKE : SqlStdOperatorTable.LIKE)
              : isNegated ? SqlLibraryOperators.NOT_ILIKE : SqlLibraryOperators.ILIKE;
      return like.createCall(at, operands);
    }
    return function(called, at, operands);
  }

  /** A refusal of a part of the text. */
  static SqlException misplaced(SqlNode node, String message) {
    SqlParserPos at = node.getParserPosition();
    return SqlException.at(at.getLineNum(), at.getColumnNum(), SqlException.SYNTAX, message, null);
  }
}
