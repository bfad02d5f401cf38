package io.skipruntime.sql.front;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.implicit.TypeCoercionImpl;
import org.jspecify.annotations.Nullable;

/**
 * The conversions that a query does not write, which are those of PostgreSQL and not those of the
 * parser: a constant text, a parameter or NULL is of the type that its place wants, a number is one
 * of a wider type, and a date is a time. Beyond PostgreSQL, a text beside a UUID is the UUID that
 * it is, since a UUID has more than one text, and a document stands beside any type.
 */
final class Coercions extends TypeCoercionImpl {

  Coercions(RelDataTypeFactory types, SqlValidator validator) {
    super(types, validator);
  }

  @Override
  public boolean binaryComparisonCoercion(SqlCallBinding binding) {
    requireComparable(binding, binding.collectOperandTypes());
    return super.binaryComparisonCoercion(binding);
  }

  @Override
  public boolean inOperationCoercion(SqlCallBinding binding) {
    List<RelDataType> types = new ArrayList<>(List.of(binding.getOperandType(0)));
    if (binding.operand(1) instanceof SqlNodeList list) {
      for (SqlNode each : list) {
        types.add(validator.deriveType(binding.getScope(), each));
      }
    } else {
      types.add(binding.getOperandType(1));
    }
    requireComparable(binding, types);
    return super.inOperationCoercion(binding);
  }

  /** Refuses a comparison of the first of some types with one of another kind. */
  private static void requireComparable(SqlCallBinding binding, List<RelDataType> types) {
    RelDataType first = types.getFirst();
    for (RelDataType other : types.subList(1, types.size())) {
      if (!Types.areAlike(first, other)) {
        SqlParserPos place = binding.getCall().getParserPosition();
        throw Operands.refusal(compared(binding), List.of(Types.of(first), Types.of(other)))
            .at(Math.max(1, place.getLineNum()), Math.max(1, place.getColumnNum()));
      }
    }
  }

  /** The operator that a comparison is made of. */
  private static String compared(SqlCallBinding binding) {
    SqlKind kind = binding.getCall().getKind();
    return kind == SqlKind.BETWEEN
        ? ">="
        : SqlKind.BINARY_COMPARISON.contains(kind) && !binding.getOperator().getName().contains(" ")
            ? binding.getOperator().getName()
            : "=";
  }

  @Override
  protected boolean booleanEquality(SqlCallBinding binding, RelDataType left, RelDataType right) {
    return false; // 1 is not true
  }

  @Override
  protected boolean binaryArithmeticWithStrings(
      SqlCallBinding binding, RelDataType left, RelDataType right) {
    return Types.areAlike(left, right) && super.binaryArithmeticWithStrings(binding, left, right);
  }

  @Override
  public @Nullable RelDataType implicitCast(@Nullable RelDataType in, SqlTypeFamily expected) {
    if (in == null) {
      return null;
    }
    if (in.getSqlTypeName() == SqlTypeName.CHAR && expected == SqlTypeFamily.BOOLEAN) {
      return expected.getDefaultConcreteType(factory);
    }
    RelDataType cast = super.implicitCast(in, expected);
    return cast == null || Types.isImplicit(in, cast) ? cast : null;
  }

  @Override
  public @Nullable RelDataType commonTypeForBinaryComparison(
      @Nullable RelDataType one, @Nullable RelDataType other) {
    if (one == null || other == null) {
      return null;
    }
    RelDataType uuid = uuid(one, other);
    RelDataType value = besideConstant(one, other);
    RelDataType array = value != null && value.getSqlTypeName() == SqlTypeName.ARRAY ? value : null;
    RelDataType known = uuid == null ? array : uuid;
    return known == null ? super.commonTypeForBinaryComparison(one, other) : known;
  }

  @Override
  public @Nullable RelDataType getWiderTypeForTwo(
      @Nullable RelDataType one, @Nullable RelDataType other, boolean becomesText) {
    if (one == null || other == null || !Types.areAlike(one, other)) {
      return null;
    }
    RelDataType value = besideConstant(one, other);
    return value == null || SqlTypeUtil.isCharacter(value) || SqlTypeUtil.isInterval(value)
        ? super.getWiderTypeForTwo(one, other, becomesText)
        : value;
  }

  /** The type of what stands beside a constant text; null if neither of two types is one's. */
  private static @Nullable RelDataType besideConstant(RelDataType one, RelDataType other) {
    return one.getSqlTypeName() == SqlTypeName.CHAR
        ? other
        : other.getSqlTypeName() == SqlTypeName.CHAR ? one : null;
  }

  /** The type of UUIDs if one of two types is it, and the other one of texts; else null. */
  private @Nullable RelDataType uuid(RelDataType one, RelDataType other) {
    boolean isUuid =
        (one.getSqlTypeName() == SqlTypeName.UUID && SqlTypeUtil.isCharacter(other))
            || (other.getSqlTypeName() == SqlTypeName.UUID && SqlTypeUtil.isCharacter(one));
    return isUuid
        ? factory.createTypeWithNullability(
            factory.createSqlType(SqlTypeName.UUID), one.isNullable() || other.isNullable())
        : null;
  }
}
