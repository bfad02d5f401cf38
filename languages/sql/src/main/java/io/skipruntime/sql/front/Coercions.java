package io.skipruntime.sql.front;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.implicit.TypeCoercionImpl;
import org.jspecify.annotations.Nullable;

/**
 * The conversions that a query does not write: those of the parser, with a text beside a UUID as
 * the UUID that it is, since a UUID has more than one text, and a constant beside an array as the
 * array that it is.
 */
final class Coercions extends TypeCoercionImpl {

  Coercions(RelDataTypeFactory types, SqlValidator validator) {
    super(types, validator);
  }

  @Override
  public @Nullable RelDataType commonTypeForBinaryComparison(
      @Nullable RelDataType one, @Nullable RelDataType other) {
    if (one == null || other == null) {
      return null;
    }
    RelDataType uuid = uuid(one, other);
    RelDataType array = uuid == null ? array(one, other) : uuid;
    return array == null ? super.commonTypeForBinaryComparison(one, other) : array;
  }

  @Override
  public @Nullable RelDataType getWiderTypeForTwo(
      @Nullable RelDataType one, @Nullable RelDataType other, boolean becomesText) {
    if (one == null || other == null) {
      return null;
    }
    boolean hasConstant =
        one.getSqlTypeName() == SqlTypeName.CHAR || other.getSqlTypeName() == SqlTypeName.CHAR;
    RelDataType uuid = hasConstant ? uuid(one, other) : null;
    return uuid == null ? super.getWiderTypeForTwo(one, other, becomesText) : uuid;
  }

  /** The type of arrays if one of two types is it, and the other one of constants; else null. */
  private @Nullable RelDataType array(RelDataType one, RelDataType other) {
    if (one.getSqlTypeName() == SqlTypeName.CHAR) {
      return other.getSqlTypeName() == SqlTypeName.ARRAY ? other : null;
    }
    return one.getSqlTypeName() == SqlTypeName.ARRAY && other.getSqlTypeName() == SqlTypeName.CHAR
        ? one
        : null;
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
