package io.skipruntime.sql.front;

import io.skipruntime.engine.spi.LimitedWork;
import io.skipruntime.json.JsonNumber;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.SqlType;
import io.skipruntime.sql.expression.ArrayFunction;
import io.skipruntime.sql.expression.Expression;
import io.skipruntime.sql.expression.Function;
import io.skipruntime.sql.expression.JsonFunction;
import io.skipruntime.sql.expression.MathFunction;
import io.skipruntime.sql.expression.Operation;
import io.skipruntime.sql.expression.TextFunction;
import io.skipruntime.sql.expression.TimeFunction;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.fun.SqlTrimFunction;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.TimestampString;
import org.jspecify.annotations.Nullable;

/** The parser's expressions as those of plans. */
final class Expressions {

  private static final long MILLIS_OF_DAY = 86_400_000;
  private static final long LOWER_HALF = 0xffff_ffffL;
  private static final int MOST_ELEMENTS = 1_000;
  private static final int MOST_CHARACTERS = 65_536;

  /** What is made of constants when a query is understood, and fails then. */
  private static final Set<Operation> AT_ONCE =
      Set.of(Function.PARSE_JSON, JsonFunction.OF, TimeFunction.INTERVAL);

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
    LimitedWork.check();
    return switch (node) {
      case RexInputRef cell -> new Expression.Cell(cell.getIndex(), Types.of(cell.getType()));
      case RexLiteral literal -> constant(literal);
      case RexDynamicParam parameter ->
          new Expression.Parameter(parameter.getIndex(), Types.of(parameter.getType()));
      case RexOver window ->
          throw SqlException.unsupported(
              "a window function (OVER) stands in SELECT or QUALIFY; use a subquery here");
      case RexCall call -> call(call);
      case RexFieldAccess access when access.getReferenceExpr() instanceof RexCorrelVariable ->
          new Expression.Cell(access.getField().getIndex(), Types.of(access.getType()));
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
      case INTEGER, BIGINT -> require(literal.getValueAs(BigDecimal.class)).longValue();
      case INTERVAL -> interval(literal);
      case NUMERIC -> {
        BigDecimal number = bounded(require(literal.getValueAs(BigDecimal.class)));
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
          LocalDate.ofEpochDay(require(literal.getValueAs(DateString.class)).getDaysSinceEpoch());
      case TIMESTAMP -> LocalDateTime.ofInstant(instant(literal), ZoneOffset.UTC);
      case TIMESTAMPTZ -> instant(literal);
      default -> throw SqlException.unsupported("the constant " + literal + " is not supported");
    };
  }

  private static SqlType.Interval interval(RexLiteral literal) {
    long number = require(literal.getValueAs(BigDecimal.class)).longValue();
    if (SqlTypeName.YEAR_INTERVAL_TYPES.contains(literal.getType().getSqlTypeName())) {
      return new SqlType.Interval(number, 0, 0);
    }
    boolean hasDays = literal.getType().getSqlTypeName().getStartUnit() == TimeUnit.DAY;
    long days = hasDays ? number / MILLIS_OF_DAY : 0;
    return new SqlType.Interval(0, days, (number - days * MILLIS_OF_DAY) * 1_000);
  }

  private static Instant instant(RexLiteral literal) {
    TimestampString text = require(literal.getValueAs(TimestampString.class));
    return Instant.parse(text.toString().replace(' ', 'T') + "Z");
  }

  private static BigDecimal bounded(BigDecimal number) {
    if (Math.abs((long) number.precision() - number.scale()) > JsonNumber.MAX_DIGITS) {
      throw SqlException.of(
          SqlException.OUT_OF_RANGE,
          "a number of more than " + JsonNumber.MAX_DIGITS + " digits is out of range");
    }
    return number;
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
      case AND -> new Expression.And(Operands.requireTruths("and", of(call.getOperands())));
      case OR -> new Expression.Or(Operands.requireTruths("or", of(call.getOperands())));
      case IS_NULL -> is(call, Expression.Test.NULL, false);
      case IS_NOT_NULL -> is(call, Expression.Test.NULL, true);
      case IS_TRUE -> is(call, Expression.Test.TRUE, false);
      case IS_NOT_TRUE -> is(call, Expression.Test.TRUE, true);
      case IS_FALSE -> is(call, Expression.Test.FALSE, false);
      case IS_NOT_FALSE -> is(call, Expression.Test.FALSE, true);
      case IS_UNKNOWN -> is(call, Expression.Test.NULL, false);
      case IS_DISTINCT_FROM -> distinct(call, false);
      case IS_NOT_DISTINCT_FROM -> distinct(call, true);
      case CASE -> new Expression.Case(values(call), Types.of(type));
      case COALESCE -> new Expression.Coalesce(values(call), Types.of(type));
      case CAST, SAFE_CAST, REINTERPRET -> cast(call);
      case PLUS_PREFIX -> {
        List<Expression> operand = of(call.getOperands());
        Operands.require(Function.NEGATE, "+", operand);
        yield operand.getFirst();
      }
      case MINUS_PREFIX -> negated(call);
      case ARRAY_VALUE_CONSTRUCTOR ->
          new Expression.Call(ArrayFunction.CONSTRUCT, of(call.getOperands()), Types.of(type));
      case NOT ->
          new Expression.Call(
              Function.NOT, Operands.requireTruths("not", of(call.getOperands())), SqlType.BOOLEAN);
      case LIKE -> like(call);
      case SIMILAR ->
          checked(TextFunction.SIMILAR, "similar to", of(call.getOperands()), SqlType.BOOLEAN);
      case TRIM -> trim(call);
      default -> function(call);
    };
  }

  private Expression negated(RexCall call) {
    SqlType type = Types.of(call.getType());
    List<Expression> operand = of(call.getOperands());
    if (type == SqlType.INTERVAL) {
      return new Expression.Call(TimeFunction.NEGATE, operand, type);
    }
    Operands.require(Function.NEGATE, "-", operand);
    return new Expression.Call(Function.NEGATE, operand, type);
  }

  private Expression is(RexCall call, Expression.Test test, boolean isNegated) {
    List<Expression> parts = of(call.getOperands());
    if (test != Expression.Test.NULL) {
      Operands.requireTruths(call.getKind().sql.toLowerCase(Locale.ROOT), parts);
    }
    return new Expression.Is(parts.getFirst(), test, isNegated);
  }

  private Expression distinct(RexCall call, boolean isNegated) {
    List<Expression> both = of(call.getOperands());
    return new Expression.Distinct(both.get(0), both.get(1), isNegated);
  }

  /** The parts of a choice; if it is one of documents, its texts are these. */
  private List<Expression> values(RexCall call) {
    List<Expression> parts = of(call.getOperands());
    return Types.of(call.getType()) == SqlType.JSON
        ? parts.stream().map(part -> part.type() == SqlType.TEXT ? document(part) : part).toList()
        : parts;
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
    if (to == SqlType.JSON && of.type() == SqlType.TEXT) {
      return folded(new Expression.Call(Function.PARSE_JSON, List.of(of), SqlType.JSON));
    }
    Operands.requireCast(of.type(), to);
    boolean isNothing = of.type() == to && precision < 0;
    return isNothing ? of : new Expression.Cast(of, to, precision, Types.scale(type));
  }

  private Expression like(RexCall call) {
    boolean isAnyCase = call.getOperator().getName().toUpperCase(Locale.ROOT).contains("ILIKE");
    Function function = isAnyCase ? Function.ILIKE : Function.LIKE;
    return checked(function, isAnyCase ? "~~*" : "~~", of(call.getOperands()), SqlType.BOOLEAN);
  }

  private static Expression checked(
      Operation function, String name, List<Expression> operands, SqlType type) {
    Operands.require(function, name, operands);
    return new Expression.Call(function, operands, type);
  }

  private Expression trim(RexCall call) {
    Object flag = ((RexLiteral) call.getOperands().getFirst()).getValue();
    Function function =
        flag == SqlTrimFunction.Flag.LEADING
            ? Function.LTRIM
            : flag == SqlTrimFunction.Flag.TRAILING ? Function.RTRIM : Function.BTRIM;
    List<Expression> parts = of(call.getOperands().subList(1, call.getOperands().size()));
    return checked(function, "btrim", parts.reversed(), SqlType.TEXT);
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
    Optional<Expression> arithmetic = Arithmetic.call(name, parts);
    if (arithmetic.isPresent()) {
      return arithmetic.get();
    }
    Operation function =
        Operators.function(name)
            .orElseThrow(() ->
                SqlException.unsupported(
                    "the function "
                        + name
                        + " is not supported"
                        + Hints.forFunction(name).map(hint -> "; " + hint).orElse("")));
    List<Signature> signatures = Operators.signatures(name);
    if (!signatures.isEmpty()) {
      List<Expression> converted = converted(function, name, signatures, parts);
      Operands.require(function, name, converted);
      return folded(new Expression.Call(function, converted, type));
    }
    Operands.require(function, name, parts);
    if (parts.size() == 2 && type == SqlType.BOOLEAN) {
      compareAsJson(parts);
    }
    Expression result = new Expression.Call(function, List.copyOf(parts), type);
    return isAlwaysDouble(function, type) ? new Expression.Cast(result, type, -1, 0) : result;
  }

  private static boolean isAlwaysDouble(Operation function, SqlType type) {
    return type == SqlType.NUMERIC
        && (function == Function.POWER || function == Function.EXP || function == Function.LN);
  }

  private static boolean isClock(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return upper.equals("NOW") || upper.equals("CURRENT_DATE") || upper.equals("LOCALTIMESTAMP");
  }

  private static List<Expression> converted(
      Operation function, String name, List<Signature> signatures, List<Expression> parts) {
    List<SqlType> types = parts.stream().map(Expression::type).toList();
    List<Boolean> isConstant = parts.stream().map(part -> true).toList();
    Signature signature =
        OwnFunction.matching(signatures, types, isConstant).orElse(signatures.getFirst());
    List<Expression> converted = new ArrayList<>(signature.converted(parts));
    if (name.matches("(?i)\\$a(ny|ll)")) {
      Operands.requireElement("=", converted.get(1).type(), converted.get(2).type());
      SqlType array = converted.get(1).type().array();
      converted.set(2, as(converted.get(2), array));
    } else if (List.of("@>", "<@", "&&").contains(name)) {
      converted.set(0, alike(converted.get(0), converted.get(1).type()));
      converted.set(1, alike(converted.get(1), converted.get(0).type()));
      Operands.requireContainers(name, converted.get(0).type(), converted.get(1).type());
    } else if (function == TextFunction.TO_HEX && types.getFirst() == SqlType.INTEGER) {
      converted.set(0, lowerHalf(converted.getFirst()));
    }
    return List.copyOf(converted);
  }

  /** The bits of an integer as a number, which is not negative. */
  private static Expression lowerHalf(Expression integer) {
    Expression bits = Expression.constant(LOWER_HALF, SqlType.BIGINT);
    return new Expression.Call(MathFunction.BIT_AND, List.of(integer, bits), SqlType.BIGINT);
  }

  /** A text as what is on the other side of an operator of arrays and documents. */
  private static Expression alike(Expression part, SqlType other) {
    return part.type() == SqlType.TEXT && other != SqlType.TEXT ? as(part, other) : part;
  }

  private static Expression as(Expression part, SqlType type) {
    if (part.type() != SqlType.TEXT) {
      return part;
    }
    return type == SqlType.JSON
        ? new Expression.Call(Function.PARSE_JSON, List.of(part), type)
        : new Expression.Cast(part, type, -1, 0);
  }

  /**
   * The value of a call of constants, which is the same for all rows; the call if it has none.
   *
   * @throws SqlException if a constant is no value of its type
   */
  private static Expression folded(Expression.Call call) {
    try {
      return evaluated(call);
    } catch (SqlException e) {
      if (AT_ONCE.contains(call.function())) {
        throw e;
      }
      return call;
    }
  }

  private static Expression evaluated(Expression.Call call) {
    if (call.parts().isEmpty()
        || !call.parts().stream().allMatch(part -> part instanceof Expression.Constant)) {
      return call;
    }
    Object value = call.evaluate(new Object[0]);
    return isLarge(value) ? call : Expression.constant(value, call.type());
  }

  /** Whether a value is too large to be a part of a plan, which is kept. */
  private static boolean isLarge(@Nullable Object value) {
    return switch (value) {
      case List<?> array -> array.size() > MOST_ELEMENTS;
      case String text -> text.length() > MOST_CHARACTERS;
      case null, default -> false;
    };
  }

  /** Makes both sides of a comparison documents, if one is. */
  private static void compareAsJson(List<Expression> sides) {
    for (int i = 0; i < 2; i++) {
      if (sides.get(i).type() == SqlType.JSON && sides.get(1 - i).type() != SqlType.JSON) {
        sides.set(1 - i, document(sides.get(1 - i)));
      }
    }
  }

  /** A value as a document: a constant that is the text of one is it. */
  private static Expression document(Expression side) {
    if (side instanceof Expression.Constant constant
        && constant.type() == SqlType.TEXT
        && constant.value().isPresent()) {
      try {
        return evaluated(new Expression.Call(Function.PARSE_JSON, List.of(side), SqlType.JSON));
      } catch (SqlException e) {
        return new Expression.Cast(side, SqlType.JSON, -1, 0); // the text of a JSON text
      }
    }
    return new Expression.Cast(side, SqlType.JSON, -1, 0);
  }
}
