package io.skipruntime.sql.front;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.Litmus;
import org.jspecify.annotations.Nullable;

/**
 * {@code ARRAY(SELECT …)} as what the validator knows: the aggregate {@code array_agg} over the
 * rows of the subquery, in its order. What the subquery is ordered by are columns of it, behind the
 * one of the elements; of no rows the array is empty.
 */
final class ArraySubqueries {

  private static final String ROWS = "$elements";
  private static final String ELEMENT = "$element";

  /** The refusal of a subquery of several columns. */
  static final String SEVERAL_COLUMNS = "the subquery of ARRAY(…) has one column";

  /** The function that has an empty array for NULL. */
  private static final String NOT_NULL = "$array";

  private static final Set<SqlKind> DIRECTIONS =
      Set.of(SqlKind.DESCENDING, SqlKind.NULLS_FIRST, SqlKind.NULLS_LAST);

  /** The values that the elements are in the order of, in the list of the subquery's columns. */
  private final List<SqlNode> added = new ArrayList<>();

  private final SqlNodeList order;

  private ArraySubqueries(SqlParserPos at) {
    order = new SqlNodeList(at);
  }

  /** The array of a call. */
  static SqlNode of(SqlCall call) {
    SqlParserPos at = call.getParserPosition();
    return new ArraySubqueries(at).array(call.operand(0), at);
  }

  private SqlNode array(SqlNode subquery, SqlParserPos at) {
    SqlNode rows = withOrder(subquery);
    List<SqlNode> alias = new ArrayList<>(List.of(rows, name(ROWS, at), name(ELEMENT, at)));
    for (int i = 0; i < added.size(); i++) {
      alias.add(name(added(i), at));
    }
    SqlNode element = name(ELEMENT, at);
    SqlNode aggregate =
        order.isEmpty()
            ? SqlLibraryOperators.ARRAY_AGG.createCall(at, element)
            : SqlLibraryOperators.ARRAY_AGG.createCall(at, element, order);
    SqlNode all =
        new SqlSelect(
            at,
            null,
            SqlNodeList.of(aggregate),
            SqlStdOperatorTable.AS.createCall(at, alias),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    return Marks.function(
        NOT_NULL, at, List.of(SqlStdOperatorTable.SCALAR_QUERY.createCall(at, all)));
  }

  private static SqlIdentifier name(String name, SqlParserPos at) {
    return new SqlIdentifier(name, at);
  }

  private static String added(int index) {
    return "$order" + index;
  }

  /** The subquery with what it is ordered by among its columns. */
  private SqlNode withOrder(SqlNode subquery) {
    if (subquery instanceof SqlWith with) {
      return new SqlWith(with.getParserPosition(), with.withList, withOrder(with.body));
    }
    if (!(subquery instanceof SqlOrderBy ordered)) {
      requireOne(subquery);
      return subquery;
    }
    if (ordered.query instanceof SqlWith with) {
      SqlNode body =
          new SqlOrderBy(
              ordered.getParserPosition(),
              with.body,
              ordered.orderList,
              ordered.offset,
              ordered.fetch);
      return new SqlWith(with.getParserPosition(), with.withList, withOrder(body));
    }
    SqlSelect select = ordered.query instanceof SqlSelect simple ? simple : null;
    for (SqlNode key : ordered.orderList) {
      order.add(key(key, select));
    }
    requireOne(ordered.query);
    SqlNode query = select == null || added.isEmpty() ? ordered.query : widened(select);
    return ordered.offset == null && ordered.fetch == null
        ? query
        : new SqlOrderBy(
            ordered.getParserPosition(), query, ordered.orderList, ordered.offset, ordered.fetch);
  }

  private static void requireOne(SqlNode query) {
    if (query instanceof SqlSelect select && select.getSelectList().size() > 1) {
      throw Marks.misplaced(select.getSelectList().get(1), SEVERAL_COLUMNS);
    }
  }

  /** A part of ORDER BY as one of the columns of the subquery. */
  private SqlNode key(SqlNode key, @Nullable SqlSelect select) {
    SqlParserPos at = key.getParserPosition();
    if (key instanceof SqlCall call && DIRECTIONS.contains(call.getKind())) {
      return call.getOperator().createCall(at, key(call.operand(0), select));
    }
    if (select == null || isElement(key, select)) {
      return name(ELEMENT, at);
    }
    added.add(key);
    return name(added(added.size() - 1), at);
  }

  /** Whether a part of ORDER BY is the column of the elements, by its number, name or value. */
  private static boolean isElement(SqlNode key, SqlSelect select) {
    if (key instanceof SqlLiteral literal && literal.getTypeName() == SqlTypeName.DECIMAL) {
      return true;
    }
    SqlNode item = select.getSelectList().get(select.getSelectList().size() - 1);
    boolean hasAlias = item.getKind() == SqlKind.AS;
    boolean isAlias =
        hasAlias
            && key instanceof SqlIdentifier name
            && name.isSimple()
            && name.getSimple()
                .equalsIgnoreCase(((SqlIdentifier) ((SqlCall) item).operand(1)).getSimple());
    SqlNode value = hasAlias ? ((SqlCall) item).operand(0) : item;
    return isAlias || value.equalsDeep(key, Litmus.IGNORE);
  }

  private SqlNode widened(SqlSelect select) {
    SqlSelect widened = (SqlSelect) select.clone(select.getParserPosition());
    SqlNodeList columns = new SqlNodeList(select.getSelectList().getParserPosition());
    columns.addAll(select.getSelectList());
    columns.addAll(added);
    widened.setSelectList(columns);
    return widened;
  }
}
