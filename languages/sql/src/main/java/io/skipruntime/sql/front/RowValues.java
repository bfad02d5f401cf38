package io.skipruntime.sql.front;

import io.skipruntime.sql.catalog.SqlException;
import java.util.EnumSet;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/** Rows such as {@code (a, b)} that stand where a single value does: they are refused. */
final class RowValues extends SqlBasicVisitor<@Nullable Void> {

  private static final String REASON = "a row such as (a, b) is no value here; write its columns";

  /** What rows stand in. */
  private static final Set<SqlKind> OF_ROWS =
      EnumSet.of(
          SqlKind.ROW,
          SqlKind.VALUES,
          SqlKind.IN,
          SqlKind.NOT_IN,
          SqlKind.SOME,
          SqlKind.ALL,
          SqlKind.BETWEEN,
          SqlKind.OVERLAPS,
          SqlKind.GROUPING_SETS,
          SqlKind.ROLLUP,
          SqlKind.CUBE);

  static {
    OF_ROWS.addAll(SqlKind.COMPARISON);
  }

  private @Nullable SqlParserPos found;

  private RowValues() {}

  /** The refusal of a row whose place is not known. */
  static SqlException refusal() {
    return SqlException.unsupported(REASON);
  }

  /**
   * The refusal with the place of the first such row of a query; as it is if it is about others.
   */
  static SqlException placed(SqlException refusal, SqlNode query) {
    if (refusal.line() > 0 || !refusal.reason().equals(REASON)) {
      return refusal;
    }
    RowValues rows = new RowValues();
    query.accept(rows);
    SqlParserPos at = rows.found;
    return at == null ? refusal : refusal.at(at.getLineNum(), at.getColumnNum());
  }

  @Override
  public @Nullable Void visit(SqlCall call) {
    if (call instanceof SqlSelect select) {
      select.getSelectList().forEach(this::look);
    } else if (call instanceof SqlOrderBy order) {
      order.orderList.forEach(this::look);
    } else if (call instanceof SqlWindow window) {
      window.getPartitionList().forEach(this::look);
      window.getOrderList().forEach(this::look);
    } else if (call instanceof SqlCase choice) {
      choice.getThenOperands().forEach(this::look);
      look(choice.getElseOperand());
    } else if (!OF_ROWS.contains(call.getKind())) {
      call.getOperandList().forEach(this::look);
    }
    return super.visit(call);
  }

  private void look(@Nullable SqlNode part) {
    if (found == null && part != null && part.getKind() == SqlKind.ROW) {
      found = part.getParserPosition();
    }
  }
}
