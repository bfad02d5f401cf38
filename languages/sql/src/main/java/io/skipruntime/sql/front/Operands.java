package io.skipruntime.sql.front;

import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.SqlType;
import io.skipruntime.sql.expression.AggregateKind;
import io.skipruntime.sql.expression.ArrayFunction;
import io.skipruntime.sql.expression.Expression;
import io.skipruntime.sql.expression.Function;
import io.skipruntime.sql.expression.JsonFunction;
import io.skipruntime.sql.expression.MathFunction;
import io.skipruntime.sql.expression.Operation;
import io.skipruntime.sql.expression.TextFunction;
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
    TEXT,
    KEY,
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
      boolean isTime = type.isTime();
      return switch (this) {
        case ANY -> true;
        case NUMBER -> type.isNumber();
        case TEXT -> type == SqlType.TEXT;
        case KEY -> type == SqlType.TEXT || type.isWhole();
        case TRUTH -> type == SqlType.BOOLEAN;
        case TIME -> isTime;
        case TIME_OR_SPAN -> isTime || type == SqlType.INTERVAL;
        case NUMBER_OR_TIME -> type.isNumber() || isTime;
        case NUMBER_OR_SPAN -> type.isNumber() || type == SqlType.INTERVAL;
        case ARRAY -> type.isArray();
      };
    }
  }

  /** Those that take numbers and nothing else. */
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

  /** Those that take texts and nothing else. */
  private static final Set<Operation> OF_TEXTS =
      Set.of(
          Function.UPPER,
          Function.LOWER,
          Function.INITCAP,
          Function.LENGTH,
          Function.REVERSE,
          Function.BTRIM,
          Function.LTRIM,
          Function.RTRIM,
          Function.REPLACE,
          Function.STRPOS,
          Function.POSITION,
          Function.STARTS_WITH,
          Function.LIKE,
          Function.ILIKE,
          Function.MATCHES,
          Function.MATCHES_ANY_CASE,
          Function.DIFFERS_FROM_PATTERN,
          Function.DIFFERS_ANY_CASE,
          TextFunction.SIMILAR);

  /** The kinds of the operands; of those that follow, that of the last. */
  private static final Map<Operation, List<Kind>> OTHERS =
      Map.ofEntries(
          Map.entry(Function.NOT, List.of(Kind.TRUTH)),
          Map.entry(Function.SUBSTRING, List.of(Kind.TEXT, Kind.NUMBER)),
          Map.entry(Function.LEFT, List.of(Kind.TEXT, Kind.NUMBER)),
          Map.entry(Function.RIGHT, List.of(Kind.TEXT, Kind.NUMBER)),
          Map.entry(Function.REPEAT, List.of(Kind.TEXT, Kind.NUMBER)),
          Map.entry(Function.LPAD, List.of(Kind.TEXT, Kind.NUMBER, Kind.TEXT)),
          Map.entry(Function.RPAD, List.of(Kind.TEXT, Kind.NUMBER, Kind.TEXT)),
          Map.entry(Function.SPLIT_PART, List.of(Kind.TEXT, Kind.TEXT, Kind.NUMBER)),
          Map.entry(JsonFunction.GET, List.of(Kind.ANY, Kind.KEY)),
          Map.entry(JsonFunction.GET_TEXT, List.of(Kind.ANY, Kind.KEY)),
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
    if (function == TimeFunction.INTERVAL || function == JsonFunction.OF) {
      requireCast(
          types.getFirst(), function == TimeFunction.INTERVAL ? SqlType.INTERVAL : SqlType.JSON);
      return;
    }
    require(kinds(function, types.size()), name, types);
  }

  /** The kinds of so many operands of a function; of those that follow, that of the last. */
  private static List<Kind> kinds(Operation function, int operands) {
    boolean isOfSeconds = function == TimeFunction.TO_TIMESTAMP && operands == 1;
    if (OF_NUMBERS.contains(function) || isOfSeconds) {
      return List.of(Kind.NUMBER);
    }
    return OF_TEXTS.contains(function)
        ? List.of(Kind.TEXT)
        : OTHERS.getOrDefault(function, List.of(Kind.ANY));
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
          case TEXTS -> List.of(Kind.TEXT);
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
    for (Expression part : parts) {
      if (!Kind.TRUTH.accepts(part.type())) {
        throw noTruth(name, part.type());
      }
    }
    return parts;
  }

  /** The refusal of a condition of another type. */
  static SqlException noTruth(String name, SqlType type) {
    return SqlException.of(
        SqlException.INVALID,
        name.toUpperCase(Locale.ROOT) + " takes booleans, not " + type.postgres());
  }

  /**
   * Refuses a number of rows that is none.
   *
   * @throws SqlException if it is none
   */
  static void requireNumber(String name, SqlType type) {
    require(List.of(Kind.NUMBER), name, List.of(type));
  }

  /**
   * Refuses two values of which none can have the other within it.
   *
   * @param name how the query names the operator
   * @throws SqlException if they are neither documents nor arrays of like elements
   */
  static void requireContainers(String name, SqlType one, SqlType other) {
    boolean isKnown = one != SqlType.UNKNOWN && other != SqlType.UNKNOWN;
    boolean areDocuments = one == SqlType.JSON && other == SqlType.JSON;
    boolean areArrays = one.isArray() && Conversions.isImplicit(other, one);
    if (isKnown && !areDocuments && !areArrays) {
      throw refusal(name, List.of(one, other));
    }
  }

  /**
   * Refuses a value that no element of an array can be compared with.
   *
   * @param name how the query names the operator
   * @throws SqlException if it is of another type
   */
  static void requireElement(String name, SqlType value, SqlType array) {
    SqlType element = array.element();
    boolean isKnown =
        array.isArray()
            && value != SqlType.UNKNOWN
            && value != SqlType.JSON
            && element != SqlType.JSON;
    if (value.isArray() || (isKnown && !Conversions.areAlike(value, element))) {
      throw refusal(name, List.of(value, element));
    }
  }

  /**
   * Refuses a cast that PostgreSQL does not have.
   *
   * @throws SqlException if a value of one type cannot become one of another
   */
  static void requireCast(SqlType from, SqlType to) {
    if (!Conversions.isCast(from, to)) {
      throw noCast(from, to);
    }
  }

  /** The refusal of a cast. */
  static SqlException noCast(SqlType from, SqlType to) {
    String hint = to == SqlType.JSON ? "; write to_jsonb(…)" : "";
    return SqlException.of(
        SqlException.NO_CAST,
        "cannot cast type " + from.postgres() + " to " + to.postgres() + hint);
  }

  private static void require(List<Kind> kinds, String name, List<SqlType> types) {
    for (int i = 0; i < types.size(); i++) {
      if (!kinds.get(Math.min(i, kinds.size() - 1)).accepts(types.get(i))) {
        throw refusal(name, types);
      }
    }
  }

  /**
   * The refusal of operands of some types.
   *
   * @param name how the query names the function or operator
   */
  static SqlException refusal(String name, List<SqlType> types) {
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
