package io.skipruntime.sql.front;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.fun.SqlCase;

/**
 * The names that PostgreSQL gives to columns without one: those of the functions, types and columns
 * that they are made of. Several columns may have the same.
 */
final class Titles {

  private static final String NONE = "?column?";

  /** The names of what the parser has another name for. */
  private static final Map<String, String> OTHERS =
      Map.of(
          "date_floor", "date_trunc",
          "$at_time_zone", "timezone",
          "to_interval", "interval",
          "trim", "btrim");

  /** The names of types in casts. */
  private static final Map<String, String> TYPES =
      Map.of(
          "integer", "int4",
          "int", "int4",
          "bigint", "int8",
          "smallint", "int2",
          "decimal", "numeric",
          "double", "float8",
          "double precision", "float8",
          "real", "float4",
          "boolean", "bool",
          "character varying", "varchar");

  private static final Set<SqlKind> OF_CALL =
      Set.of(SqlKind.OVER, SqlKind.FILTER, SqlKind.WITHIN_GROUP, SqlKind.RESPECT_NULLS);

  private Titles() {}

  /** The names of the columns of a query that have none, one after the other. */
  static List<String> of(SqlNode query) {
    List<String> names = new ArrayList<>();
    for (SqlNode item : items(query)) {
      if (!(item instanceof SqlIdentifier) && item.getKind() != SqlKind.AS) {
        names.add(name(item));
      }
    }
    return names;
  }

  private static List<SqlNode> items(SqlNode query) {
    return switch (query) {
      case SqlOrderBy order -> items(order.query);
      case SqlWith with -> items(with.body);
      case SqlSelect select -> List.copyOf(select.getSelectList());
      case SqlCall call when SqlKind.SET_QUERY.contains(call.getKind()) -> items(call.operand(0));
      default -> List.of();
    };
  }

  private static String name(SqlNode item) {
    return strong(item).or(() -> weak(item)).orElse(NONE);
  }

  /** The name of a column or a function that a value is. */
  private static Optional<String> strong(SqlNode node) {
    if (node instanceof SqlIdentifier name) {
      return Optional.of(name.names.get(name.names.size() - 1));
    }
    if (!(node instanceof SqlCall call)) {
      return Optional.empty();
    }
    if (!items(call).isEmpty()) {
      return Optional.of(name(items(call).getFirst()));
    }
    String name = call.getOperator().getName().toLowerCase(Locale.ROOT);
    if (OF_CALL.contains(call.getKind()) || isCast(call) || name.equals("item")) {
      return strong(call.operand(0));
    }
    return switch (call.getKind()) {
      case AS -> Optional.of(((SqlIdentifier) call.operand(1)).getSimple());
      case ARRAY_QUERY_CONSTRUCTOR, ARRAY_VALUE_CONSTRUCTOR -> Optional.of("array");
      case EXISTS -> Optional.of("exists");
      case ROW -> Optional.of("row");
      case DOT -> Optional.of(call.operand(1).toString());
      case CASE -> Optional.ofNullable(((SqlCase) call).getElseOperand()).flatMap(Titles::strong);
      default -> called(call, name);
    };
  }

  private static Optional<String> called(SqlCall call, String name) {
    String mark = call.operandCount() == 0 ? null : Marks.mark(call.operand(0));
    if (name.equals("string_agg") && mark != null) {
      return Optional.of(mark);
    }
    String title = OTHERS.getOrDefault(name, name);
    boolean isNamed =
        call.getOperator() instanceof SqlFunction
            && Character.isLetter(title.charAt(0))
            && !Marks.isChain(call);
    return isNamed ? Optional.of(title) : Optional.empty();
  }

  private static boolean isCast(SqlCall call) {
    return call.getKind() == SqlKind.CAST || isReference(call);
  }

  /** Whether a function is one that a cast to a type of references has become. */
  private static boolean isReference(SqlCall call) {
    String name = call.getOperator().getName().toLowerCase(Locale.ROOT);
    return name.matches("to_reg\\w+|reg\\w+_name") && call.operandCount() == 1;
  }

  /** The name of the type or of the choice that a value is. */
  private static Optional<String> weak(SqlNode node) {
    if (node instanceof SqlLiteral || !(node instanceof SqlCall call)) {
      return Optional.empty();
    }
    if (call.getKind() == SqlKind.CAST) {
      String type = call.operand(1).toString().replace("`", "").toLowerCase(Locale.ROOT);
      String bare = type.replaceAll("\\s*\\(.*", "").replace(" array", "");
      return Optional.of(TYPES.getOrDefault(bare, bare));
    }
    if (isReference(call)) {
      String name = call.getOperator().getName().toLowerCase(Locale.ROOT);
      return Optional.of(name.replaceAll("^to_|_name$", ""));
    }
    return call.getKind() == SqlKind.CASE ? Optional.of("case") : Optional.empty();
  }
}
