package io.skipruntime.sql.front;

import io.skipruntime.sql.catalog.SqlType;
import io.skipruntime.sql.expression.Expression;
import io.skipruntime.sql.expression.Function;
import io.skipruntime.sql.expression.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The types that a function takes and gives, as {@link Operation#signature} says them. Beside those
 * of SQL there are {@code any}, {@code array}, all arrays of a call with like elements, {@code
 * element}, what such elements are, and {@code time}.
 *
 * @param name the name
 * @param arguments the types of the arguments
 * @param least how many arguments there are at least
 * @param isVariadic whether there may be any number more of the last
 * @param result the type of the result
 */
record Signature(
    String name, List<String> arguments, int least, boolean isVariadic, String result) {

  private static final int MANY = 1_000;

  /** The types of arguments that are not one type of SQL. */
  private static final Set<String> OPEN = Set.of("any", "array", "element");

  static List<Signature> of(Operation operation) {
    return operation.signature().lines().map(Signature::parsed).toList();
  }

  private static Signature parsed(String line) {
    int open = line.indexOf('(');
    int close = line.lastIndexOf(')');
    List<String> arguments = new ArrayList<>();
    int least = -1;
    boolean isVariadic = false;
    for (String each : line.substring(open + 1, close).split(",", -1)) {
      isVariadic = each.endsWith("...");
      least = (each.endsWith("?") || isVariadic) && least < 0 ? arguments.size() : least;
      arguments.add(each.replace("?", "").replace("...", ""));
    }
    return new Signature(
        line.substring(0, open),
        arguments,
        least < 0 ? arguments.size() : least,
        isVariadic,
        line.substring(close + 1).strip());
  }

  int most() {
    return isVariadic ? MANY : arguments.size();
  }

  String argument(int index) {
    return arguments.get(Math.min(index, arguments.size() - 1));
  }

  /**
   * Whether arguments of some types are taken.
   *
   * @param isConstant which of them are constants, whose text becomes what it has to be
   */
  boolean accepts(List<SqlType> types, List<Boolean> isConstant) {
    if (types.size() < least || types.size() > most()) {
      return false;
    }
    if (isOfElements() && types.stream().anyMatch(SqlType::isArray)) {
      return false; // there are no arrays of arrays
    }
    SqlType array = array(types);
    for (int i = 0; i < types.size(); i++) {
      if (!accepts(argument(i), types.get(i), isConstant.get(i), array)) {
        return false;
      }
    }
    return true;
  }

  /** The first of some types that is that of an argument that has to be an array. */
  private SqlType array(List<SqlType> types) {
    return IntStream.range(0, types.size())
        .filter(index -> argument(index).equals("array") && types.get(index).isArray())
        .mapToObj(types::get)
        .findFirst()
        .orElse(SqlType.UNKNOWN);
  }

  private static boolean accepts(String wanted, SqlType type, boolean isConstant, SqlType array) {
    if (type == SqlType.UNKNOWN || wanted.equals("any")) {
      return true;
    }
    if (type == SqlType.TEXT && isConstant) {
      return !wanted.equals("array");
    }
    return switch (wanted) {
      case "array" -> type.isArray() && areAlike(type.element(), array.element());
      case "element" ->
          !type.isArray() && (array == SqlType.UNKNOWN || areAlike(type, array.element()));
      case "int", "bigint" -> type.isWhole();
      case "numeric" -> type.isNumber() && type != SqlType.DOUBLE;
      case "double" -> type.isNumber();
      case "time" -> type.isTime();
      default -> type == named(wanted);
    };
  }

  private static boolean areAlike(SqlType one, SqlType other) {
    return one == other || Conversions.areAlike(one, other);
  }

  private static SqlType named(String type) {
    return switch (type) {
      case "int" -> SqlType.INTEGER;
      case "bool" -> SqlType.BOOLEAN;
      case "jsonb" -> SqlType.JSON;
      case "jsonb[]" -> SqlType.JSON_ARRAY;
      case "text[]" -> SqlType.TEXT_ARRAY;
      case "int[]" -> SqlType.INTEGER.array();
      case "time" -> SqlType.TIMESTAMPTZ;
      default -> SqlType.valueOf(type.toUpperCase(Locale.ROOT));
    };
  }

  /** The type of a parameter that is an argument; empty if it may be of any. */
  Optional<SqlType> parameter(int index) {
    String wanted = argument(index);
    return OPEN.contains(wanted) ? Optional.empty() : Optional.of(named(wanted));
  }

  /** Whether the result is an array whose elements are of the type of the arguments. */
  private boolean isOfElements() {
    return result.startsWith("@") && result.endsWith("[]");
  }

  /** The type of the result for arguments of some types. */
  SqlType result(List<SqlType> types) {
    if (!result.startsWith("@")) {
      return named(result);
    }
    SqlType type = types.get(result.charAt(1) - '0');
    if (isOfElements()) {
      return common(types).array();
    }
    return type == SqlType.UNKNOWN ? SqlType.TEXT : type;
  }

  /** The widest of some types of numbers, else the first that is known. */
  private static SqlType common(List<SqlType> types) {
    List<SqlType> known = types.stream().filter(each -> each != SqlType.UNKNOWN).toList();
    if (known.isEmpty()) {
      return SqlType.TEXT;
    }
    return known.stream().allMatch(SqlType::isNumber)
        ? known.stream().max(SqlType::compareTo).orElseThrow()
        : known.getFirst();
  }

  /** The arguments as values of the types that they have to be. */
  List<Expression> converted(List<Expression> given) {
    SqlType array = array(given.stream().map(Expression::type).toList());
    List<Expression> converted = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      Expression each = given.get(i);
      boolean isText = argument(i).equals("element") && each.type() == SqlType.TEXT;
      converted.add(
          isText && array != SqlType.UNKNOWN
              ? as(each, array.element())
              : converted(each, argument(i)));
    }
    return converted;
  }

  private static Expression converted(Expression given, String wanted) {
    SqlType type = given.type();
    if (OPEN.contains(wanted) || type == SqlType.UNKNOWN) {
      return given;
    }
    if (wanted.equals("time") && type != SqlType.TEXT) {
      return given;
    }
    SqlType to = named(wanted);
    return type.isWhole() && to.isWhole() ? given : as(given, to);
  }

  private static Expression as(Expression given, SqlType to) {
    if (given.type() == to) {
      return given;
    }
    return to == SqlType.JSON
        ? new Expression.Call(Function.PARSE_JSON, List.of(given), SqlType.JSON)
        : new Expression.Cast(given, to, -1, 0);
  }
}
