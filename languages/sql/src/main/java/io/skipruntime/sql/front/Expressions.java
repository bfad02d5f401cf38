package io.skipruntime.sql.front;

import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.SqlType;
import io.skipruntime.sql.expression.Expression;
import io.skipruntime.sql.expression.Function;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlTrimFunction;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.TimestampString;
import org.jspecify.annotations.Nullable;

/** The parser's expressions as those of plans. */
final class Expressions {

  private final RexBuilder builder;
  private final Set<String> systemFunctions;

  /**
   * Expressions.
   *
   * @param systemFunctions the names of the functions of the system
   */
  Expressions(RexBuilder builder, Set<String> systemFunctions) {
    this.builder = builder;
    this.systemFunctions = systemFunctions;
  }

  List<Expression> of(List<? extends RexNode> nodes) {
    return nodes.stream().map(this::of).toList();
  }

  Expression of(RexNode node) {
    return switch (node) {
      case RexInputRef cell -> new Expression.Cell(cell.getIndex(), Types.of(cell.getType()));
      case RexLiteral literal -> constant(literal);
      case RexDynamicParam parameter ->
          new Expression.Parameter(parameter.getIndex(), Types.of(parameter.getType()));
      case RexOver window ->
          throw SqlException.unsupported(
              "a window function (OVER) stands in SELECT or QUALIFY; use a subquery here");
      case RexCall call -> call(call);
      default ->
          throw SqlException.unsupported("the expression " + node + " is not supported here");
    };
  }

  private static Expression constant(RexLiteral literal) {
    SqlType type = Types.of(literal.getType());
    return Expression.constant(literal.isNull() ? null : value(literal, type), type);
  }

  private static @Nullable Object value(RexLiteral literal, SqlType type) {
    return switch (type) {
      case INTEGER, BIGINT, MONTHS, MILLIS ->
          require(literal.getValueAs(BigDecimal.class)).longValue();
      case NUMERIC -> {
        BigDecimal number = require(literal.getValueAs(BigDecimal.class));
        BigDecimal shorter = number.scale() > 100 ? number.stripTrailingZeros() : number;
        yield shorter.scale() < 0 ? shorter.setScale(0) : shorter;
      }
      case DOUBLE -> require(literal.getValueAs(BigDecimal.class)).doubleValue();
      case BOOLEAN -> literal.getValueAs(Boolean.class);
      case TEXT ->
          literal.getTypeName() == SqlTypeName.SYMBOL
              ? String.valueOf(literal.getValue())
              : literal.getValueAs(String.class);
      case UUID -> literal.getValueAs(UUID.class);
      case DATE ->
          new SqlType.Day(require(literal.getValueAs(DateString.class)).getDaysSinceEpoch());
      case TIMESTAMP -> new SqlType.Moment(instant(literal));
      case TIMESTAMPTZ -> instant(literal);
      case JSON, UNKNOWN ->
          throw SqlException.unsupported("the constant " + literal + " is not supported");
    };
  }

  private static Instant instant(RexLiteral literal) {
    TimestampString text = require(literal.getValueAs(TimestampString.class));
    return Instant.parse(text.toString().replace(' ', 'T') + "Z");
  }

  private static <T> T require(@Nullable T value) {
    if (value == null) {
      throw SqlException.unsupported("a constant of an unknown kind");
    }
    return value;
  }

  private Expression call(RexCall call) {
    RelDataType type = call.getType();
    return switch (call.getKind()) {
      case SEARCH -> of(RexUtil.expandSearch(builder, null, call));
      case AND -> new Expression.And(of(call.getOperands()));
      case OR -> new Expression.Or(of(call.getOperands()));
      case IS_NULL -> is(call, Expression.Test.NULL, false);
      case IS_NOT_NULL -> is(call, Expression.Test.NULL, true);
      case IS_TRUE -> is(call, Expression.Test.TRUE, false);
      case IS_NOT_TRUE -> is(call, Expression.Test.TRUE, true);
      case IS_FALSE -> is(call, Expression.Test.FALSE, false);
      case IS_NOT_FALSE -> is(call, Expression.Test.FALSE, true);
      case IS_UNKNOWN -> is(call, Expression.Test.NULL, false);
      case IS_DISTINCT_FROM -> distinct(call, false);
      case IS_NOT_DISTINCT_FROM -> distinct(call, true);
      case CASE -> new Expression.Case(of(call.getOperands()), Types.of(type));
      case COALESCE -> new Expression.Coalesce(of(call.getOperands()), Types.of(type));
      case CAST, SAFE_CAST, REINTERPRET -> cast(call);
      case PLUS_PREFIX -> of(call.getOperands().getFirst());
      case MINUS_PREFIX ->
          new Expression.Call(Function.NEGATE, of(call.getOperands()), Types.of(type));
      case NOT -> new Expression.Call(Function.NOT, of(call.getOperands()), SqlType.BOOLEAN);
      case LIKE -> like(call);
      case TRIM -> trim(call);
      case EXTRACT -> extract(call);
      default -> function(call);
    };
  }

  private Expression is(RexCall call, Expression.Test test, boolean isNegated) {
    return new Expression.Is(of(call.getOperands().getFirst()), test, isNegated);
  }

  private Expression distinct(RexCall call, boolean isNegated) {
    List<Expression> both = of(call.getOperands());
    return new Expression.Distinct(both.get(0), both.get(1), isNegated);
  }

  private Expression cast(RexCall call) {
    RelDataType type = call.getType();
    SqlType to = Types.of(type);
    Expression of = of(call.getOperands().getFirst());
    int precision = -1;
    if (to == SqlType.NUMERIC && !Types.isAnyDecimal(type)) {
      precision = type.getPrecision();
    } else if (to == SqlType.TEXT && type.getPrecision() > 0) {
      precision = type.getPrecision();
    }
    boolean isNothing = of.type() == to && precision < 0;
    return isNothing ? of : new Expression.Cast(of, to, precision, Types.scale(type));
  }

  private Expression like(RexCall call) {
    boolean isAnyCase = call.getOperator().getName().toUpperCase(Locale.ROOT).contains("ILIKE");
    Function function = isAnyCase ? Function.ILIKE : Function.LIKE;
    return new Expression.Call(function, of(call.getOperands()), SqlType.BOOLEAN);
  }

  private Expression trim(RexCall call) {
    Object flag = ((RexLiteral) call.getOperands().getFirst()).getValue();
    Function function =
        flag == SqlTrimFunction.Flag.LEADING
            ? Function.LTRIM
            : flag == SqlTrimFunction.Flag.TRAILING ? Function.RTRIM : Function.BTRIM;
    List<Expression> parts = of(call.getOperands().subList(1, call.getOperands().size()));
    return new Expression.Call(function, parts.reversed(), SqlType.TEXT);
  }

  private Expression extract(RexCall call) {
    Object unit = ((RexLiteral) call.getOperands().getFirst()).getValue();
    String name = unit instanceof TimeUnitRange range ? range.name() : String.valueOf(unit);
    Expression part =
        new Expression.Call(
            Function.EXTRACT,
            List.of(Expression.constant(name, SqlType.TEXT), of(call.getOperands().getLast())),
            SqlType.NUMERIC);
    Expression whole = new Expression.Call(Function.FLOOR, List.of(part), SqlType.NUMERIC);
    return new Expression.Cast(whole, Types.of(call.getType()), -1, 0);
  }

  private Expression function(RexCall call) {
    String name = call.getOperator().getName();
    List<Expression> parts = new ArrayList<>(of(call.getOperands()));
    SqlType type = Types.of(call.getType());
    String systemName = name.toLowerCase(Locale.ROOT);
    if (systemFunctions.contains(systemName)) {
      return new Expression.SystemCall(systemName, parts, type);
    }
    if (isClock(name)) {
      return new Expression.Now(type);
    }
    if (parts.size() == 2
        && call.getKind() != SqlKind.TIMES
        && isInterval(parts.get(1))
        && !isInterval(parts.get(0))) {
      return shifted(call, parts, type);
    }
    Function function =
        Operators.function(name)
            .orElseThrow(
                () -> SqlException.unsupported("the function " + name + " is not supported"));
    if (parts.size() == 2 && type == SqlType.BOOLEAN) {
      compareAsJson(parts);
    }
    Expression result = new Expression.Call(function, List.copyOf(parts), type);
    return function == Function.EXTRACT || isAlwaysDouble(function, type)
        ? new Expression.Cast(result, type, -1, 0)
        : result;
  }

  private static boolean isAlwaysDouble(Function function, SqlType type) {
    return type == SqlType.NUMERIC
        && (function == Function.POWER || function == Function.EXP || function == Function.LN);
  }

  private static boolean isClock(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return upper.equals("NOW") || upper.equals("CURRENT_DATE") || upper.equals("LOCALTIMESTAMP");
  }

  private static boolean isInterval(Expression expression) {
    return expression.type() == SqlType.MONTHS || expression.type() == SqlType.MILLIS;
  }

  /** A time and an interval later or, behind a minus, before. */
  private static Expression shifted(RexCall call, List<Expression> parts, SqlType type) {
    boolean isBack =
        call.getKind() == SqlKind.MINUS || call.getOperator().getName().startsWith("-");
    Expression amount = parts.get(1);
    Function function = amount.type() == SqlType.MONTHS ? Function.ADD_MONTHS : Function.ADD_MILLIS;
    if (isBack) {
      amount = new Expression.Call(Function.NEGATE, List.of(amount), SqlType.BIGINT);
    }
    return new Expression.Call(function, List.of(parts.get(0), amount), type);
  }

  /** Makes both sides of a comparison documents, if one is. */
  private static void compareAsJson(List<Expression> sides) {
    for (int i = 0; i < 2; i++) {
      if (sides.get(i).type() == SqlType.JSON && sides.get(1 - i).type() != SqlType.JSON) {
        sides.set(1 - i, new Expression.Cast(sides.get(1 - i), SqlType.JSON, -1, 0));
      }
    }
  }
}
