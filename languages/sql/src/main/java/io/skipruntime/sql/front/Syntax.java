package io.skipruntime.sql.front;

import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.expression.Function;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.fun.SqlQuantifyOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * The parsed text with what only PostgreSQL has as what the validator knows: the operators and
 * aggregates that {@link TextRewriting} has put marks for, functions with rows, DISTINCT ON.
 */
final class Syntax extends SqlShuttle {

  private static final Map<SqlKind, Function> COMPARISONS =
      Map.of(
          SqlKind.EQUALS, Function.EQUAL,
          SqlKind.NOT_EQUALS, Function.DIFFERENT,
          SqlKind.LESS_THAN, Function.LESS,
          SqlKind.LESS_THAN_OR_EQUAL, Function.AT_MOST,
          SqlKind.GREATER_THAN, Function.GREATER,
          SqlKind.GREATER_THAN_OR_EQUAL, Function.AT_LEAST);

  private static final List<String> INTERVAL_PARTS =
      List.of("years", "months", "weeks", "days", "hours", "mins", "secs");

  private Syntax() {}

  /** The query for the validator. */
  static SqlNode of(SqlNode parsed) {
    SqlNode query = parsed;
    if (parsed.getKind() == SqlKind.EXPLICIT_TABLE) {
      SqlParserPos at = parsed.getParserPosition();
      SqlNodeList all = SqlNodeList.of(SqlIdentifier.star(at));
      SqlNode table = ((SqlCall) parsed).operand(0);
      query =
          new SqlSelect(at, null, all, table, null, null, null, null, null, null, null, null, null);
    }
    return visited(query, new Syntax());
  }

  private static SqlNode visited(SqlNode node, Syntax syntax) {
    SqlNode changed = node.accept(syntax);
    return changed == null ? node : changed;
  }

  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    if (Marks.isChain(call)) {
      return Marks.chain(call, node -> visited(node, this));
    }
    if (call.getKind() == SqlKind.ARRAY_QUERY_CONSTRUCTOR) {
      return visited(ArraySubqueries.of(call), this);
    }
    if (call instanceof SqlJoin join) {
      RowSources.requireKept(join);
    }
    if (call instanceof SqlOrderBy order && order.query instanceof SqlSelect select) {
      SqlNode distinct = RowSources.distinct(select, order.orderList);
      if (distinct != null) {
        return super.visit(
            new SqlOrderBy(
                order.getParserPosition(), distinct, order.orderList, order.offset, order.fetch));
      }
    }
    if (call instanceof SqlSelect select) {
      SqlSelect above = OuterReferences.above(select);
      if (above != null) {
        return super.visit(above);
      }
      SqlSelect distinct = RowSources.distinct(select, SqlNodeList.EMPTY);
      return super.visit(RowSources.withRows(distinct == null ? select : distinct));
    }
    SqlNode changed = super.visit(call);
    return changed instanceof SqlCall other ? replaced(other) : changed;
  }

  private static SqlNode replaced(SqlCall call) {
    SqlParserPos at = call.getParserPosition();
    SqlOperator operator = call.getOperator();
    if (operator instanceof SqlQuantifyOperator quantify
        && call.operand(1) instanceof SqlNodeList list
        && list.size() == 1) {
      return quantified(quantify, call.operand(0), list.get(0), at);
    }
    return switch (operator.getName().toUpperCase(Locale.ROOT)) {
      case "STRING_AGG" -> aggregate(call);
      case "WITHIN GROUP" -> ordered(call);
      case "MAKE_INTERVAL" -> named(call);
      case "EXTRACT", "DATE_PART" -> part(call);
      case "OVER" -> over(call);
      case "DOT" -> field(call);
      case "CAST" -> cast(call);
      case "COUNT" -> count(call);
      case "COALESCE" -> {
        if (call.operandCount() == 0) {
          throw Marks.misplaced(call, "coalesce has one argument or more");
        }
        yield call;
      }
      case "AVG" -> otherwise(call, "$avg");
      case "SUM" -> otherwise(call, "$sum");
      case "TRANSLATE3" -> otherwise(call, "$translate");
      case "REGEXP_COUNT", "REGEXP_LIKE", "REGEXP_SUBSTR", "REGEXP_INSTR", "TRANSLATE", "OVERLAY" ->
          otherwise(call, Marks.MARK + operator.getName().toLowerCase(Locale.ROOT));
      case "<", "<=", ">", ">=" ->
          call.operandCount() == 2
                  && call.operand(0).getKind() == SqlKind.ROW
                  && call.operand(1).getKind() == SqlKind.ROW
              ? compared(call, 0)
              : call;
      case "OVERLAPS" -> overlapping(call);
      case "AS" -> RowSources.aliased(call);
      case "COLLECTION_TABLE", "TABLE" -> RowSources.rows(call);
      case "SUBSTRING" ->
          call.operandCount() == 2 && isText(call.operand(1))
              ? Marks.function("$substring", at, call.getOperandList())
              : call;
      default -> {
        call.getOperandList().forEach(Syntax::requirePlace);
        yield call;
      }
    };
  }

  /** Refuses an argument by its name. */
  private static void requirePlace(@Nullable SqlNode argument) {
    if (argument != null && argument.getKind() == SqlKind.ARGUMENT_ASSIGNMENT) {
      throw SqlException.at(
          argument.getParserPosition().getLineNum(),
          argument.getParserPosition().getColumnNum(),
          SqlException.UNSUPPORTED,
          "arguments by their names are not supported; write them in their order",
          null);
    }
  }

  private static boolean isText(SqlNode node) {
    return node instanceof SqlLiteral literal
        && SqlTypeName.CHAR_TYPES.contains(literal.getTypeName());
  }

  private static SqlNode quantified(
      SqlQuantifyOperator operator, SqlNode value, SqlNode array, SqlParserPos at) {
    Function comparison = COMPARISONS.get(operator.comparisonKind);
    if (comparison == null) {
      throw SqlException.unsupported("ANY and ALL stand behind = <> < <= > >= here");
    }
    String name = operator.getKind() == SqlKind.ALL ? "$all" : "$any";
    SqlNode called = SqlLiteral.createCharString(comparison.name(), at);
    return Marks.function(name, at, List.of(called, value, array));
  }

  /** The call of an aggregate whose mark is the first operand. */
  private static SqlNode aggregate(SqlCall call) {
    String name = Marks.mark(call.operandCount() == 0 ? null : call.operand(0));
    if (name == null) {
      return call;
    }
    List<SqlNode> operands = new ArrayList<>(call.getOperandList().subList(1, call.operandCount()));
    SqlNodeList order =
        !operands.isEmpty() && operands.getLast() instanceof SqlNodeList list ? list : null;
    if (order != null) {
      operands.removeLast();
    }
    SqlParserPos at = call.getParserPosition();
    SqlCall plain = Marks.function(name, at, operands);
    SqlCall quantified =
        new SqlBasicCall(plain.getOperator(), operands, at, call.getFunctionQuantifier());
    return order == null
        ? quantified
        : SqlStdOperatorTable.WITHIN_GROUP.createCall(at, quantified, order);
  }

  /** An aggregate of ordered values, with the value that it is ordered by as an argument, too. */
  private static SqlNode ordered(SqlCall call) {
    SqlCall inner = call.operand(0);
    String name = inner.getOperator().getName().toLowerCase(Locale.ROOT);
    SqlNodeList order = call.operand(1);
    if (!Set.of("percentile_cont", "percentile_disc", "mode").contains(name) || order.size() != 1) {
      return call;
    }
    SqlNode value = order.get(0);
    while (value instanceof SqlCall direction
        && Set.of(SqlKind.DESCENDING, SqlKind.NULLS_FIRST, SqlKind.NULLS_LAST)
            .contains(direction.getKind())) {
      value = direction.operand(0);
    }
    List<SqlNode> operands = new ArrayList<>(inner.getOperandList());
    operands.add(value);
    SqlCall called = Marks.function(Marks.MARK + name, inner.getParserPosition(), operands);
    return SqlStdOperatorTable.WITHIN_GROUP.createCall(call.getParserPosition(), called, order);
  }

  /** A cast to a type that the parser knows of fewer other types. */
  private static SqlNode cast(SqlCall call) {
    String function =
        switch (call.operand(1).toString().replace("`", "").toLowerCase(Locale.ROOT)) {
          case "json", "jsonb" -> "$jsonb";
          case "text" -> "$text";
          default -> null;
        };
    return function == null
        ? call
        : Marks.function(function, call.getParserPosition(), List.of(call.operand(0)));
  }

  /** The call of a function that the parser has for fewer types. */
  private static SqlNode otherwise(SqlCall call, String name) {
    SqlCall other = Marks.function(name, call.getParserPosition(), call.getOperandList());
    return new SqlBasicCall(
        other.getOperator(),
        call.getOperandList(),
        call.getParserPosition(),
        call.getFunctionQuantifier());
  }

  /** A part of a row that is a value: rows are documents. */
  private static SqlNode field(SqlCall call) {
    SqlNode field = call.operand(1);
    SqlNode name =
        SqlLiteral.createCharString(
            field instanceof SqlIdentifier identifier ? identifier.getSimple() : field.toString(),
            field.getParserPosition());
    return Marks.function("->", call.getParserPosition(), List.of(call.operand(0), name));
  }

  /** A part of a time: the text of its unit, and the time. */
  private static SqlNode part(SqlCall call) {
    SqlNode unit = call.operand(0);
    String name =
        unit instanceof SqlIntervalQualifier qualifier
            ? qualifier.timeFrameName != null
                ? qualifier.timeFrameName
                : String.valueOf(qualifier.timeUnitRange)
            : unit instanceof SqlLiteral literal && isText(unit)
                ? String.valueOf(literal.getValueAs(String.class))
                : unit.toString();
    SqlParserPos at = call.getParserPosition();
    boolean isDouble = call.getOperator().getName().equalsIgnoreCase("date_part");
    SqlNode text = SqlLiteral.createCharString(name, at);
    return Marks.function(isDouble ? "$date_part" : "$extract", at, List.of(text, call.operand(1)));
  }

  /** An aggregate with FILTER and OVER as one whose argument is NULL where the filter fails. */
  private static SqlNode over(SqlCall call) {
    if (call.operand(0).getKind() != SqlKind.FILTER) {
      return call;
    }
    SqlCall filter = call.operand(0);
    SqlCall inner = filter.operand(0);
    SqlParserPos at = filter.getParserPosition();
    String name = inner.getOperator().getName().toLowerCase(Locale.ROOT);
    if (name.endsWith("array_agg") || name.startsWith("json")) {
      throw Marks.misplaced(filter, "FILTER with OVER is not supported for " + name);
    }
    List<SqlNode> operands = new ArrayList<>(inner.getOperandList());
    SqlNode value =
        operands.isEmpty() || (operands.getFirst() instanceof SqlIdentifier star && star.isStar())
            ? SqlLiteral.createExactNumeric("1", at)
            : operands.getFirst();
    SqlNode filtered =
        new SqlCase(
            at,
            null,
            SqlNodeList.of(filter.operand(1)),
            SqlNodeList.of(value),
            SqlLiteral.createNull(at));
    if (operands.isEmpty()) {
      operands.add(filtered);
    } else {
      operands.set(0, filtered);
    }
    SqlCall changed =
        new SqlBasicCall(inner.getOperator(), operands, at, inner.getFunctionQuantifier());
    return SqlStdOperatorTable.OVER.createCall(call.getParserPosition(), changed, call.operand(1));
  }

  /** The number of different rows of values, which are documents here. */
  private static SqlNode count(SqlCall call) {
    boolean isOfRows =
        call.operandCount() == 1
            && call.operand(0).getKind() == SqlKind.ROW
            && call.getFunctionQuantifier() != null;
    if (!isOfRows) {
      return call;
    }
    SqlCall row = call.operand(0);
    SqlNode document =
        Marks.function("jsonb_build_array", row.getParserPosition(), row.getOperandList());
    return new SqlBasicCall(
        call.getOperator(),
        List.of(document),
        call.getParserPosition(),
        call.getFunctionQuantifier());
  }

  /** The comparison of two spans, each a row of its begin and its end or length. */
  private static SqlNode overlapping(SqlCall call) {
    List<SqlNode> ends = new ArrayList<>();
    for (SqlNode span : call.getOperandList()) {
      if (span.getKind() != SqlKind.ROW || ((SqlCall) span).operandCount() != 2) {
        throw Marks.misplaced(call, "OVERLAPS compares (begin, end) with (begin, end)");
      }
      ends.addAll(((SqlCall) span).getOperandList());
    }
    return Marks.function("$overlaps", call.getParserPosition(), ends);
  }

  /** The comparison of rows from one of their values on. */
  private static SqlNode compared(SqlCall call, int from) {
    SqlParserPos at = call.getParserPosition();
    List<SqlNode> left = ((SqlCall) call.operand(0)).getOperandList();
    List<SqlNode> right = ((SqlCall) call.operand(1)).getOperandList();
    if (left.size() != right.size()) {
      throw Marks.misplaced(call, "unequal number of entries in row expressions");
    }
    if (from == left.size() - 1) {
      return call.getOperator().createCall(at, left.get(from), right.get(from));
    }
    SqlOperator strict =
        call.getOperator().getName().startsWith("<")
            ? SqlStdOperatorTable.LESS_THAN
            : SqlStdOperatorTable.GREATER_THAN;
    SqlNode same = SqlStdOperatorTable.EQUALS.createCall(at, left.get(from), right.get(from));
    return SqlStdOperatorTable.OR.createCall(
        at,
        strict.createCall(at, left.get(from), right.get(from)),
        SqlStdOperatorTable.AND.createCall(at, same, compared(call, from + 1)));
  }

  /** The arguments with names in their order. */
  private static SqlNode named(SqlCall call) {
    SqlParserPos at = call.getParserPosition();
    List<SqlNode> operands = new ArrayList<>();
    for (int i = 0; i < INTERVAL_PARTS.size(); i++) {
      operands.add(SqlLiteral.createExactNumeric("0", at));
    }
    for (int i = 0; i < call.operandCount(); i++) {
      SqlNode operand = call.operand(i);
      int place = i;
      if (operand.getKind() == SqlKind.ARGUMENT_ASSIGNMENT) {
        SqlCall assignment = (SqlCall) operand;
        place = INTERVAL_PARTS.indexOf(assignment.operand(1).toString().toLowerCase(Locale.ROOT));
        operand = assignment.operand(0);
      }
      if (place < 0 || place >= operands.size()) {
        throw Marks.misplaced(
            operand, "make_interval has the arguments " + String.join(", ", INTERVAL_PARTS));
      }
      operands.set(place, operand);
    }
    return Marks.function("make_interval", at, operands);
  }
}
