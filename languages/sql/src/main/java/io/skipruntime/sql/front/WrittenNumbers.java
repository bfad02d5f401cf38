package io.skipruntime.sql.front;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/**
 * The parser's builder of expressions, with one difference: a constant number that is cast to a
 * decimal of any size keeps the digits that were written. The parser makes a constant of that type
 * of it, with a thousand digits behind the point.
 */
final class WrittenNumbers extends RexBuilder {

  WrittenNumbers(RelDataTypeFactory types) {
    super(types);
  }

  @Override
  public RexNode makeCast(
      SqlParserPos place,
      RelDataType type,
      RexNode of,
      boolean keepsNullability,
      boolean isSafe,
      @Nullable RexLiteral format) {
    boolean isWritten =
        of instanceof RexLiteral number
            && !number.isNull()
            && SqlTypeUtil.isDecimal(number.getType())
            && Types.isAnyDecimal(type);
    return isWritten
        ? makeAbstractCast(place, type, of, isSafe)
        : super.makeCast(place, type, of, keepsNullability, isSafe, format);
  }
}
