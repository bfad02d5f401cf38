package io.skipruntime.sql.front;

import io.skipruntime.sql.catalog.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlBasicFunction;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlTypeName;

/** A function with the signatures of one name, for the parser. */
final class OwnFunction implements SqlOperandTypeChecker {

  private final List<Signature> signatures;

  private OwnFunction(List<Signature> signatures) {
    this.signatures = signatures;
  }

  /** The parser's function of some signatures with one name. */
  static SqlFunction of(String name, List<Signature> signatures) {
    OwnFunction own = new OwnFunction(signatures);
    return SqlBasicFunction.create(name, own::type, own)
        .withOperandTypeInference((binding, type, operands) ->
            inferred(
                binding,
                operands,
                index -> signatures.getFirst().parameter(index).orElse(SqlType.TEXT)));
  }

  /** Gives the operands their types, and those that are parameters the types of their places. */
  static void inferred(
      SqlCallBinding binding, RelDataType[] operands, IntFunction<SqlType> parameters) {
    for (int i = 0; i < operands.length; i++) {
      RelDataType known =
          binding
              .getValidator()
              .deriveType(Objects.requireNonNull(binding.getScope()), binding.operand(i));
      operands[i] =
          known.getSqlTypeName() == SqlTypeName.UNKNOWN
              ? Types.of(parameters.apply(i), true, binding.getTypeFactory())
              : known;
    }
  }

  private RelDataType type(SqlOperatorBinding binding) {
    List<SqlType> types = types(binding);
    Signature signature = matching(binding).orElse(signatures.getFirst());
    return Types.of(signature.result(types), true, binding.getTypeFactory());
  }

  private static List<SqlType> types(SqlOperatorBinding binding) {
    List<SqlType> types = new ArrayList<>();
    for (RelDataType each : binding.collectOperandTypes()) {
      types.add(Types.of(each));
    }
    return types;
  }

  private Optional<Signature> matching(SqlOperatorBinding binding) {
    List<Boolean> isConstant = new ArrayList<>();
    for (RelDataType each : binding.collectOperandTypes()) {
      isConstant.add(each.getSqlTypeName() == SqlTypeName.CHAR);
    }
    return matching(signatures, types(binding), isConstant);
  }

  /** The first signature that takes arguments. */
  static Optional<Signature> matching(
      List<Signature> signatures, List<SqlType> types, List<Boolean> isConstant) {
    return signatures.stream().filter(each -> each.accepts(types, isConstant)).findFirst();
  }

  @Override
  public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
    boolean isAccepted = matching(binding).isPresent();
    if (!isAccepted && throwOnFailure) {
      throw binding.newValidationSignatureError();
    }
    return isAccepted;
  }

  @Override
  public Consistency getConsistency() {
    return Consistency.NONE;
  }

  @Override
  public SqlOperandCountRange getOperandCountRange() {
    int least = signatures.stream().mapToInt(Signature::least).min().orElse(0);
    int most = signatures.stream().mapToInt(Signature::most).max().orElse(0);
    return SqlOperandCountRanges.between(least, most);
  }

  @Override
  public String getAllowedSignatures(SqlOperator operator, String name) {
    List<String> allowed = new ArrayList<>();
    for (Signature each : signatures) {
      allowed.add(each.name() + "(" + String.join(", ", each.arguments()) + ")");
    }
    return String.join(", ", allowed);
  }
}
