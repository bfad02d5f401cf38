package io.skipruntime.sql.front;

import io.skipruntime.sql.catalog.SqlType;
import io.skipruntime.sql.expression.ArrayFunction;
import io.skipruntime.sql.expression.Expression;
import io.skipruntime.sql.expression.Function;
import io.skipruntime.sql.expression.JsonFunction;
import io.skipruntime.sql.expression.Operation;
import io.skipruntime.sql.expression.TimeFunction;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlBasicFunction;
import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * The operators {@code + - * / ||}, which take times, intervals, documents and arrays beside what
 * the parser knows.
 */
final class Arithmetic implements SqlOperandTypeChecker {

  /**
   * The meaning of an operator for arguments of two types.
   *
   * @param operation the function
   * @param isTurned whether it takes the second argument first
   * @param isNegated whether the second argument is negated
   * @param left the type that the left argument is cast to
   * @param right the type that the right argument is cast to
   * @param type the type of the result
   */
  private record Meaning(
      Operation operation,
      boolean isTurned,
      boolean isNegated,
      SqlType left,
      SqlType right,
      SqlType type) {
    static Meaning of(Operation operation, SqlType left, SqlType right, SqlType type) {
      return new Meaning(operation, false, false, left, right, type);
    }
  }

  private final SqlBinaryOperator usual;

  private Arithmetic(SqlBinaryOperator usual) {
    this.usual = usual;
  }

  /** The operators for the parser. */
  static List<SqlOperator> operators() {
    return List.of(
        of(SqlStdOperatorTable.PLUS),
        of(SqlStdOperatorTable.MINUS),
        of(SqlStdOperatorTable.MULTIPLY),
        of(SqlStdOperatorTable.DIVIDE),
        SqlBasicFunction.create(
            "||",
            binding -> Types.of(joined(binding).type(), true, binding.getTypeFactory()),
            OperandTypes.variadic(SqlOperandCountRanges.of(2))));
  }

  private static SqlOperator of(SqlBinaryOperator usual) {
    Arithmetic own = new Arithmetic(usual);
    return new SqlBinaryOperator(
        usual.getName(),
        usual.getKind(),
        usual.getLeftPrec(),
        true,
        own::type,
        (binding, type, operands) ->
            OwnFunction.inferred(
                binding, operands, index -> beside(Types.of(operand(binding, 1 - index)))),
        own);
  }

  private static RelDataType operand(SqlCallBinding binding, int index) {
    return binding
        .getValidator()
        .deriveType(Objects.requireNonNull(binding.getScope()), binding.operand(index));
  }

  /** The type of a parameter beside an operand of some type. */
  private static SqlType beside(SqlType other) {
    return other == SqlType.INTERVAL ? SqlType.TIMESTAMPTZ : other;
  }

  private RelDataType type(SqlOperatorBinding binding) {
    return meaning(binding)
        .map(each -> Types.of(each.type, true, binding.getTypeFactory()))
        .orElseGet(() -> usual.inferReturnType(binding));
  }

  private Optional<Meaning> meaning(SqlOperatorBinding binding) {
    RelDataType left = binding.getOperandType(0);
    RelDataType right = binding.getOperandType(1);
    if (left.getSqlTypeName() == SqlTypeName.UNKNOWN
        || right.getSqlTypeName() == SqlTypeName.UNKNOWN) {
      return Optional.empty();
    }
    SqlType one = Types.of(left);
    SqlType other = Types.of(right);
    boolean hasDocument = one == SqlType.JSON || other == SqlType.JSON;
    return !hasDocument && (isColumnOfTexts(left) || isColumnOfTexts(right))
        ? Optional.empty()
        : meaning(usual.getName(), one, other);
  }

  /** Whether a type is that of texts which are no constants, and so are texts and nothing else. */
  private static boolean isColumnOfTexts(RelDataType type) {
    return type.getSqlTypeName() == SqlTypeName.VARCHAR;
  }

  private static Optional<Meaning> meaning(String operator, SqlType a, SqlType b) {
    Meaning meaning =
        switch (operator) {
          case "+" -> plus(a, b);
          case "-" -> minus(a, b);
          case "*" -> times(a, b);
          default ->
              a == SqlType.INTERVAL && b.isNumber()
                  ? Meaning.of(TimeFunction.DIVIDE, a, b, SqlType.INTERVAL)
                  : null;
        };
    return Optional.ofNullable(meaning);
  }

  private static @Nullable Meaning plus(SqlType a, SqlType b) {
    boolean isSpan = b == SqlType.INTERVAL || b == SqlType.TEXT;
    if (a.isTime() && isSpan) {
      SqlType type = a == SqlType.DATE ? SqlType.TIMESTAMP : a;
      return Meaning.of(TimeFunction.PLUS_INTERVAL, a, SqlType.INTERVAL, type);
    }
    if (a == SqlType.INTERVAL && b.isTime()) {
      SqlType type = b == SqlType.DATE ? SqlType.TIMESTAMP : b;
      return new Meaning(TimeFunction.PLUS_INTERVAL, true, false, a, b, type);
    }
    if (a == SqlType.INTERVAL && isSpan) {
      return Meaning.of(TimeFunction.ADD, a, SqlType.INTERVAL, a);
    }
    if (a == SqlType.DATE && b.isWhole()) {
      return Meaning.of(TimeFunction.PLUS_DAYS, a, b, a);
    }
    return a.isWhole() && b == SqlType.DATE
        ? new Meaning(TimeFunction.PLUS_DAYS, true, false, a, b, b)
        : null;
  }

  private static @Nullable Meaning minus(SqlType a, SqlType b) {
    if (a.isTime() && b == SqlType.INTERVAL) {
      SqlType type = a == SqlType.DATE ? SqlType.TIMESTAMP : a;
      return new Meaning(TimeFunction.PLUS_INTERVAL, false, true, a, b, type);
    }
    if (a == SqlType.DATE && (b == SqlType.DATE || b == SqlType.TEXT)) {
      return Meaning.of(TimeFunction.DAYS_BETWEEN, a, a, SqlType.INTEGER);
    }
    if (a.isTime() && (b.isTime() || b == SqlType.TEXT)) {
      return Meaning.of(TimeFunction.BETWEEN, a, b == SqlType.TEXT ? a : b, SqlType.INTERVAL);
    }
    if (a == SqlType.INTERVAL && (b == SqlType.INTERVAL || b == SqlType.TEXT)) {
      return Meaning.of(TimeFunction.SUBTRACT, a, SqlType.INTERVAL, a);
    }
    if (a == SqlType.DATE && b.isWhole()) {
      return new Meaning(TimeFunction.PLUS_DAYS, false, true, a, b, a);
    }
    return a == SqlType.JSON && (b == SqlType.TEXT || b.isWhole() || b == SqlType.TEXT_ARRAY)
        ? Meaning.of(JsonFunction.WITHOUT, a, b, a)
        : null;
  }

  private static @Nullable Meaning times(SqlType a, SqlType b) {
    if (a == SqlType.INTERVAL && b.isNumber()) {
      return Meaning.of(TimeFunction.SCALE, a, b, a);
    }
    return a.isNumber() && b == SqlType.INTERVAL
        ? new Meaning(TimeFunction.SCALE, true, false, a, b, b)
        : null;
  }

  private static Meaning joined(SqlOperatorBinding binding) {
    RelDataType left = binding.getOperandType(0);
    RelDataType right = binding.getOperandType(1);
    SqlType a = Types.of(left);
    SqlType b = Types.of(right);
    boolean isArrayOfOthers =
        (isColumnOfTexts(left) && b.isArray() && b != SqlType.TEXT_ARRAY)
            || (isColumnOfTexts(right) && a.isArray() && a != SqlType.TEXT_ARRAY);
    if (isArrayOfOthers) {
      throw Operands.refusal("||", List.of(a, b));
    }
    return joined(a, b);
  }

  private static Meaning joined(SqlType a, SqlType b) {
    if (a.isArray() || b.isArray()) {
      boolean isOther = !b.isArray() && b != SqlType.UNKNOWN && b != SqlType.TEXT;
      boolean isElement =
          a.isArray() && (isOther || (b == SqlType.TEXT && a == SqlType.TEXT_ARRAY));
      SqlType elements = a.isArray() && b.isArray() ? b : a.isArray() ? b.array() : a.array();
      if (!isText(a) && !isText(b) && !Conversions.isImplicit(elements, a.isArray() ? a : b)) {
        throw Operands.refusal("||", List.of(a, b));
      }
      if (isElement) {
        return Meaning.of(ArrayFunction.APPEND, a, b, a);
      }
      return a.isArray()
          ? Meaning.of(ArrayFunction.CAT, a, b == SqlType.TEXT ? a : b, a)
          : Meaning.of(ArrayFunction.PREPEND, a, b, b);
    }
    boolean isDocument = a == SqlType.JSON || b == SqlType.JSON;
    boolean isText = isText(a) || isText(b);
    if (!isText && !(isDocument && a == b)) {
      throw Operands.refusal("||", List.of(a, b));
    }
    if (isDocument) {
      return Meaning.of(JsonFunction.JOINED, SqlType.JSON, SqlType.JSON, SqlType.JSON);
    }
    return Meaning.of(Function.JOIN, a, b, SqlType.TEXT);
  }

  /** Whether what is of a type stands for a text where texts are joined. */
  private static boolean isText(SqlType type) {
    return type == SqlType.TEXT || type == SqlType.UNKNOWN;
  }

  /** The call of one of the operators; empty if it is none, or has its usual meaning. */
  static Optional<Expression> call(String operator, List<Expression> parts) {
    if (parts.size() != 2 || !List.of("+", "-", "*", "/", "||").contains(operator)) {
      return Optional.empty();
    }
    Expression left = parts.get(0);
    Expression right = parts.get(1);
    Optional<Meaning> found =
        operator.equals("||")
            ? Optional.of(joined(left.type(), right.type()))
            : meaning(operator, left.type(), right.type());
    return found.map(meaning -> {
      Expression a = as(left, meaning.left);
      Expression b = as(right, meaning.right);
      if (meaning.isNegated) {
        Operation negation = b.type() == SqlType.INTERVAL ? TimeFunction.NEGATE : Function.NEGATE;
        b = new Expression.Call(negation, List.of(b), b.type());
      }
      List<Expression> both = meaning.isTurned ? List.of(b, a) : List.of(a, b);
      return new Expression.Call(meaning.operation, both, meaning.type);
    });
  }

  private static Expression as(Expression part, SqlType type) {
    if (part.type() == type || part.type() == SqlType.UNKNOWN) {
      return part;
    }
    return type == SqlType.JSON
        ? new Expression.Call(Function.PARSE_JSON, List.of(part), type)
        : new Expression.Cast(part, type, -1, 0);
  }

  @Override
  public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
    return meaning(binding).isPresent() || usual.checkOperandTypes(binding, throwOnFailure);
  }

  @Override
  public SqlOperandCountRange getOperandCountRange() {
    return SqlOperandCountRanges.of(2);
  }

  @Override
  public String getAllowedSignatures(SqlOperator operator, String name) {
    return usual.getAllowedSignatures(name);
  }
}
