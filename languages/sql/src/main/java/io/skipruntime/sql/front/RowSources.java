package io.skipruntime.sql.front;

import io.skipruntime.sql.catalog.SqlException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.Litmus;
import org.jspecify.annotations.Nullable;

/** The functions that give rows, and DISTINCT ON, as what the validator knows. */
final class RowSources {

  /** The function whose rows are the elements of an array with their numbers. */
  private static final String EXPANDED = "_pg_expandarray";

  /** The name of the rows of a function in SELECT. */
  private static final String TABLE = "$rows";

  /** The functions that give rows. */
  private static final Set<String> ROWS =
      Set.of(
          "unnest",
          "generate_series",
          "jsonb_array_elements",
          "json_array_elements",
          "jsonb_array_elements_text",
          "json_array_elements_text",
          "jsonb_object_keys",
          "json_object_keys",
          "regexp_split_to_table",
          "string_to_table",
          EXPANDED);

  /** The functions that the parser makes other expressions of. */
  private static final Set<String> CHOICES = Set.of("coalesce", "nullif");

  private RowSources() {}

  /** Their names. */
  static Set<String> names() {
    return ROWS;
  }

  /** Whether a name is that of such a function, beside {@code unnest}, which the parser knows. */
  static boolean isName(String name) {
    return ROWS.contains(name) && !name.equals("unnest");
  }

  private static boolean givesRows(SqlNode node) {
    return node instanceof SqlCall call
        && ROWS.contains(call.getOperator().getName().toLowerCase(Locale.ROOT))
        && call.getKind() != SqlKind.UNNEST;
  }

  /** The elements of what a function gives, which stands in FROM, as rows. */
  static SqlNode rows(SqlCall call) {
    if (call.operandCount() == 1 && call.operand(0) instanceof SqlCall source) {
      requireRows(source);
    }
    return call.operandCount() == 1 && givesRows(call.operand(0))
        ? unnested(call.operand(0))
        : call;
  }

  private static void requireRows(SqlCall source) {
    String name = source.getOperator().getName();
    boolean isKnown =
        Operators.function(name).isPresent()
            || Operators.isAggregate(name)
            || CHOICES.contains(name(source))
            || !(source.getOperator() instanceof SqlUnresolvedFunction);
    if (isKnown && source.getKind() != SqlKind.UNNEST && !ROWS.contains(name(source))) {
      throw noRows(source);
    }
  }

  /** Refuses LATERAL behind a join that keeps rows without a partner on its side. */
  static void requireKept(SqlJoin join) {
    SqlNode right =
        join.getRight().getKind() == SqlKind.AS
            ? ((SqlCall) join.getRight()).operand(0)
            : join.getRight();
    if (right.getKind() == SqlKind.LATERAL && join.getJoinType().generatesNullsOnLeft()) {
      SqlParserPos at = right.getParserPosition();
      throw SqlException.at(
          at.getLineNum(),
          at.getColumnNum(),
          SqlException.UNSUPPORTED,
          "LATERAL stands behind LEFT JOIN, INNER JOIN, CROSS JOIN or a comma",
          null);
    }
  }

  private static SqlException noRows(SqlCall source) {
    SqlParserPos at = source.getParserPosition();
    return SqlException.at(
        at.getLineNum(),
        at.getColumnNum(),
        SqlException.UNSUPPORTED,
        "the function "
            + name(source)
            + " gives no rows and does not stand in FROM; write (SELECT "
            + name(source)
            + "(…))",
        null);
  }

  private static SqlNode unnested(SqlCall call) {
    boolean isArray = call.getOperator().getName().equalsIgnoreCase("unnest");
    return SqlStdOperatorTable.UNNEST.createCall(
        call.getParserPosition(), isArray ? call.operand(0) : call);
  }

  /** Rows of one column with a name have a column of that name. */
  static SqlNode aliased(SqlCall call) {
    if (call.operand(0).getKind() != SqlKind.UNNEST || call.operandCount() != 2) {
      return call;
    }
    return SqlStdOperatorTable.AS.createCall(
        call.getParserPosition(), call.operand(0), call.operand(1), call.operand(1));
  }

  /**
   * SELECT with the function that gives rows, if there is one, in FROM. Calls that are alike give
   * the same rows.
   */
  static SqlSelect withRows(SqlSelect select) {
    SqlNodeList items = new SqlNodeList(select.getSelectList().getParserPosition());
    SqlCall rows = null;
    for (SqlNode item : select.getSelectList()) {
      boolean hasAlias = item.getKind() == SqlKind.AS;
      SqlNode value = hasAlias ? ((SqlCall) item).operand(0) : item;
      SqlCall call = source(value);
      if (call == null) {
        items.add(item);
        continue;
      }
      SqlParserPos at = call.getParserPosition();
      if ((rows != null && !rows.equalsDeep(call, Litmus.IGNORE)) || select.getGroup() != null) {
        throw SqlException.at(
            at.getLineNum(),
            at.getColumnNum(),
            SqlException.UNSUPPORTED,
            "a function that gives rows stands alone in SELECT, without GROUP BY; write it in FROM",
            null);
      }
      rows = rows == null ? call : rows;
      SqlNode cell = cell(value, call);
      items.add(
          hasAlias
              ? SqlStdOperatorTable.AS.createCall(at, cell, ((SqlCall) item).operand(1))
              : cell);
    }
    if (rows != null) {
      select.setSelectList(items);
      select.setFrom(from(select.getFrom(), rows));
    }
    return select;
  }

  /** The function that gives rows, of which a value is the row or a part of it; null if none. */
  private static @Nullable SqlCall source(SqlNode value) {
    SqlNode of = value.getKind() == SqlKind.DOT ? ((SqlCall) value).operand(0) : value;
    return givesRows(of) ? (SqlCall) of : null;
  }

  private static String name(SqlCall function) {
    return function.getOperator().getName().toLowerCase(Locale.ROOT);
  }

  /** The cell of a row that a function gives, or the part of it that a value is. */
  private static SqlNode cell(SqlNode value, SqlCall function) {
    SqlParserPos at = function.getParserPosition();
    SqlNode cell = new SqlIdentifier(List.of(TABLE, name(function)), at);
    if (value == function) {
      return cell;
    }
    SqlNode part = SqlStdOperatorTable.DOT.createCall(at, cell, ((SqlCall) value).operand(1));
    return name(function).equals(EXPANDED) && ((SqlCall) value).operand(1).toString().equals("n")
        ? SqlStdOperatorTable.CAST.createCall(
            at, part, new SqlDataTypeSpec(new SqlBasicTypeNameSpec(SqlTypeName.INTEGER, at), at))
        : part;
  }

  /** What SELECT is from, with the rows that a function gives. */
  private static SqlNode from(@Nullable SqlNode from, SqlCall function) {
    SqlParserPos at = function.getParserPosition();
    SqlNode rows =
        SqlStdOperatorTable.AS.createCall(
            at,
            unnested(function),
            new SqlIdentifier(TABLE, at),
            new SqlIdentifier(name(function), at));
    return from == null
        ? rows
        : new SqlJoin(
            at,
            from,
            SqlLiteral.createBoolean(false, at),
            JoinType.CROSS.symbol(at),
            rows,
            JoinConditionType.NONE.symbol(at),
            null);
  }

  /** SELECT DISTINCT ON as the first row of each partition; null if it is none. */
  static @Nullable SqlSelect distinct(SqlSelect select, SqlNodeList order) {
    SqlNode first = select.getSelectList().isEmpty() ? null : select.getSelectList().get(0);
    if (!(first instanceof SqlCall on) || !on.getOperator().getName().equals(Marks.DISTINCT_ON)) {
      return null;
    }
    SqlParserPos at = on.getParserPosition();
    SqlNodeList items = new SqlNodeList(select.getSelectList().getParserPosition());
    items.addAll(select.getSelectList().subList(1, select.getSelectList().size()));
    SqlNodeList partition = new SqlNodeList(at);
    on.getOperandList().forEach(each -> partition.add(resolved(each, items)));
    SqlNodeList sorted = new SqlNodeList(at);
    order.forEach(each -> sorted.add(resolved(each, items)));
    SqlWindow window =
        SqlWindow.create(
            null,
            null,
            partition,
            sorted,
            SqlLiteral.createBoolean(false, at),
            null,
            null,
            null,
            at);
    SqlNode number =
        SqlStdOperatorTable.OVER.createCall(
            at, SqlStdOperatorTable.ROW_NUMBER.createCall(at), window);
    SqlNode isFirst =
        SqlStdOperatorTable.EQUALS.createCall(at, number, SqlLiteral.createExactNumeric("1", at));
    select.setSelectList(items);
    select.setQualify(
        select.getQualify() == null
            ? isFirst
            : SqlStdOperatorTable.AND.createCall(at, select.getQualify(), isFirst));
    return select;
  }

  /** What a number or an alias of ORDER BY stands for. */
  private static SqlNode resolved(SqlNode key, SqlNodeList items) {
    if (key instanceof SqlCall call
        && Set.of(SqlKind.DESCENDING, SqlKind.NULLS_FIRST, SqlKind.NULLS_LAST)
            .contains(call.getKind())) {
      return call.getOperator()
          .createCall(call.getParserPosition(), resolved(call.operand(0), items));
    }
    if (key instanceof SqlLiteral literal && literal.getTypeName() == SqlTypeName.DECIMAL) {
      int number = literal.intValue(false);
      if (number >= 1 && number <= items.size()) {
        return unaliased(items.get(number - 1));
      }
    }
    if (key instanceof SqlIdentifier name && name.isSimple()) {
      for (SqlNode item : items) {
        if (item.getKind() == SqlKind.AS
            && ((SqlCall) item).operand(1).toString().equalsIgnoreCase(name.getSimple())) {
          return unaliased(item);
        }
      }
    }
    return key;
  }

  private static SqlNode unaliased(SqlNode item) {
    return item.getKind() == SqlKind.AS ? ((SqlCall) item).operand(0) : item;
  }
}
