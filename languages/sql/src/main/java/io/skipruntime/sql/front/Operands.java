package io.skipruntime.sql.front;

import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.SqlType;
import io.skipruntime.sql.expression.AggregateKind;
import io.skipruntime.sql.expression.ArrayFunction;
import io.skipruntime.sql.expression.Expression;
import io.skipruntime.sql.expression.Function;
import io.skipruntime.sql.expression.MathFunction;
import io.skipruntime.sql.expression.Operation;
import io.skipruntime.sql.expression.TimeFunction;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The types that functions and operators take where the parser takes any: for it, a document may
 * stand wherever another value may, and it does not look at some places.
 */
final class Operands {

  /** The types that an operand may have; one of which nothing is known may stand anywhere. */
  private enum Kind {
    ANY,
    NUMBER,
    TRUTH,
    TIME,
    TIME_OR_SPAN,
    NUMBER_OR_TIME,
    NUMBER_OR_SPAN,
    ARRAY;

    boolean accepts(SqlType type) {
      if (type == SqlType.UNKNOWN) {
        return true;
      }
      boolean isTime =
          type == SqlType.TIMESTAMPTZ || type == SqlType.TIMESTAMP || type == SqlType.DATE;
      return switch (this) {
        case ANY -> true;
        case NUMBER -> type.isNumber();
        case TRUTH -> type == SqlType.BOOLEAN;
        case TIME -> isTime;
        case TIME_OR_SPAN -> isTime || type == SqlType.INTERVAL;
        case NUMBER_OR_TIME -> type.isNumber() || isTime;
        case NUMBER_OR_SPAN -> type.isNumber() || type == SqlType.INTERVAL;
        case ARRAY -> type.isArray();
      };
    }
  }

  private static final Set<Operation> OF_NUMBERS =
      Set.of(
          Function.PLUS,
          Function.MINUS,
          Function.TIMES,
          Function.DIVIDE,
          Function.MODULO,
          Function.NEGATE,
          Function.ABS,
          Function.CEIL,
          Function.FLOOR,
          Function.ROUND,
          Function.TRUNCATE,
          Function.SIGN,
          Function.SQRT,
          Function.POWER,
          Function.EXP,
          Function.LN,
          Function.LOG10,
          Function.CHR,
          MathFunction.ABSOLUTE);

  /** The kinds of the operands; of those that follow, that of the last. */
  private static final Map<Operation, List<Kind>> OTHERS =
      Map.ofEntries(
          Map.entry(Function.NOT, List.of(Kind.TRUTH)),
          Map.entry(Function.SUBSTRING, List.of(Kind.ANY, Kind.NUMBER)),
          Map.entry(Function.LEFT, List.of(Kind.ANY, Kind.NUMBER)),
          Map.entry(Function.RIGHT, List.of(Kind.ANY, Kind.NUMBER)),
          Map.entry(Function.REPEAT, List.of(Kind.ANY, Kind.NUMBER)),
          Map.entry(Function.LPAD, List.of(Kind.ANY, Kind.NUMBER, Kind.ANY)),
          Map.entry(Function.RPAD, List.of(Kind.ANY, Kind.NUMBER, Kind.ANY)),
          Map.entry(Function.SPLIT_PART, List.of(Kind.ANY, Kind.ANY, Kind.NUMBER)),
          Map.entry(ArrayFunction.ANY, List.of(Kind.ANY, Kind.ANY, Kind.ARRAY)),
          Map.entry(ArrayFunction.ALL, List.of(Kind.ANY, Kind.ANY, Kind.ARRAY)),
          Map.entry(Function.DATE_TRUNC, List.of(Kind.ANY, Kind.TIME)),
          Map.entry(TimeFunction.EXTRACT, List.of(Kind.ANY, Kind.TIME_OR_SPAN)),
          Map.entry(TimeFunction.DATE_PART, List.of(Kind.ANY, Kind.TIME_OR_SPAN)),
          Map.entry(TimeFunction.TO_CHAR, List.of(Kind.NUMBER_OR_TIME, Kind.ANY)));

  private static final Set<AggregateKind> AGGREGATES_OF_NUMBERS =
      EnumSet.range(AggregateKind.VAR_SAMPLE, AggregateKind.STDDEV_POPULATION);

  private static final Set<AggregateKind> AGGREGATES_OF_PAIRS =
      EnumSet.range(AggregateKind.CORR, AggregateKind.REGR_SXY);

  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_ ]*");

  private Operands() {}

  /**
   * Refuses operands of types that a function does not take.
   *
   * @param name how the query names it
   * @throws SqlException if one has such a type
   */
  static void require(Operation function, String name, List<Expression> operands) {
    List<SqlType> types = operands.stream().map(Expression::type).toList();
    if (function == ArrayFunction.SERIES) {
      requireSeries(name, types);
      return;
    }
    List<Kind> kinds =
        OF_NUMBERS.contains(function)
            ? List.of(Kind.NUMBER)
            : function == TimeFunction.TO_TIMESTAMP && types.size() == 1
                ? List.of(Kind.NUMBER)
                : OTHERS.getOrDefault(function, List.of(Kind.ANY));
    require(kinds, name, types);
  }

  private static void requireSeries(String name, List<SqlType> types) {
    boolean isOfTimes = types.stream().limit(2).anyMatch(Kind.TIME::accepts);
    boolean isOfNumbers = types.stream().allMatch(Kind.NUMBER::accepts);
    boolean hasSpan = types.size() == 3 && types.get(2) == SqlType.INTERVAL;
    if (!isOfNumbers && !(isOfTimes && hasSpan)) {
      throw refusal(name, types);
    }
  }

  /**
   * Refuses operands of types that an aggregate does not take.
   *
   * @param name how the query names it
   * @throws SqlException if one has such a type
   */
  static void require(AggregateKind kind, String name, List<SqlType> types) {
    List<Kind> kinds =
        switch (kind) {
          case SUM, SUM_OR_ZERO, AVG -> List.of(Kind.NUMBER_OR_SPAN);
          case ALL_TRUE, ANY_TRUE -> List.of(Kind.TRUTH);
          case BITS_OF_ALL, BITS_OF_ANY, BITS_OF_ODD -> List.of(Kind.NUMBER);
          case PERCENTILE_CONTINUOUS -> List.of(Kind.NUMBER, Kind.NUMBER_OR_SPAN);
          case PERCENTILE_DISCRETE -> List.of(Kind.NUMBER, Kind.ANY);
          default ->
              List.of(
                  AGGREGATES_OF_NUMBERS.contains(kind) || AGGREGATES_OF_PAIRS.contains(kind)
                      ? Kind.NUMBER
                      : Kind.ANY);
        };
    require(kinds, name, types);
  }

  /**
   * Refuses parts of AND, OR and NOT that are not true or false.
   *
   * @throws SqlException if one is
   */
  static List<Expression> requireTruths(String name, List<Expression> parts) {
    require(List.of(Kind.TRUTH), name, parts.stream().map(Expression::type).toList());
    return parts;
  }

  /**
   * Refuses a number of rows that is none.
   *
   * @throws SqlException if it is none
   */
  static void requireNumber(String name, SqlType type) {
    require(List.of(Kind.NUMBER), name, List.of(type));
  }

  private static void require(List<Kind> kinds, String name, List<SqlType> types) {
    for (int i = 0; i < types.size(); i++) {
      if (!kinds.get(Math.min(i, kinds.size() - 1)).accepts(types.get(i))) {
        throw refusal(name, types);
      }
    }
  }

  private static SqlException refusal(String name, List<SqlType> types) {
    String known =
        name.equals(Operators.TRUNCATION)
            ? "date_trunc"
            : name.replace("$", "").toLowerCase(Locale.ROOT);
    List<String> given = types.stream().map(SqlType::postgres).toList();
    String what =
        WORD.matcher(known).matches()
            ? "there is no function " + known + "(" + String.join(", ", given) + ")"
            : "there is no operator " + known + " for " + String.join(" and ", given);
    return SqlException.of(SqlException.UNKNOWN_FUNCTION, what + "; cast what it is given");
  }
}
