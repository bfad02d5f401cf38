package io.skipruntime.sql.front;

import io.skipruntime.engine.spi.LimitedWork;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.SqlType;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeMappingRule;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/**
 * The types of the parser: text of any characters, decimal numbers of any size, and sums and means
 * of the types that PostgreSQL gives them.
 *
 * <ul>
 *   <li>A decimal type without a size has the greatest precision and scale there are, so that the
 *       common type of it and another is without a size, too.
 * </ul>
 */
final class Types extends RelDataTypeSystemImpl {

  /** The precision of a decimal number of any size. */
  private static final int ANY_PRECISION = 2_000;

  /** The scale of a decimal number of any size. */
  private static final int ANY_SCALE = 1_000;

  private static final int SUBSECOND_DIGITS = 9;

  /**
   * A factory of types whose texts may have all characters, and which are mixed as in PostgreSQL.
   */
  static RelDataTypeFactory factory() {
    return new JavaTypeFactoryImpl(new Types()) {
      @Override
      public Charset getDefaultCharset() {
        return StandardCharsets.UTF_8;
      }

      // looks at the time of the query, too, since each step of the parser makes types
      @Override
      public RelDataType createTypeWithNullability(RelDataType type, boolean isNullable) {
        LimitedWork.check();
        return super.createTypeWithNullability(type, isNullable);
      }

      @Override
      public @Nullable RelDataType leastRestrictive(
          List<RelDataType> types, SqlTypeMappingRule rule) {
        RelDataType common = areAllAlike(types) ? super.leastRestrictive(types, rule) : null;
        return common == null || !isMixed(common, types)
            ? common
            : createTypeWithNullability(decimal(this), common.isNullable());
      }
    };
  }

  @Override
  public int getMaxPrecision(SqlTypeName type) {
    return switch (type) {
      case DECIMAL -> ANY_PRECISION;
      case TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> SUBSECOND_DIGITS;
      default -> super.getMaxPrecision(type);
    };
  }

  @Override
  public int getMaxScale(SqlTypeName type) {
    return type == SqlTypeName.DECIMAL ? ANY_SCALE : super.getMaxScale(type);
  }

  @Override
  public int getDefaultPrecision(SqlTypeName type) {
    return switch (type) {
      case DECIMAL -> ANY_PRECISION;
      case TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> SUBSECOND_DIGITS;
      default -> super.getDefaultPrecision(type);
    };
  }

  @Override
  public int getDefaultScale(SqlTypeName type) {
    return type == SqlTypeName.DECIMAL ? ANY_SCALE : super.getDefaultScale(type);
  }

  @Override
  public boolean shouldConvertRaggedUnionTypesToVarying() {
    return true;
  }

  /** The type of decimal numbers of any size. */
  static RelDataType decimal(RelDataTypeFactory factory) {
    return factory.createSqlType(SqlTypeName.DECIMAL, ANY_PRECISION, ANY_SCALE);
  }

  @Override
  public RelDataType deriveSumType(RelDataTypeFactory factory, RelDataType of) {
    RelDataType sum =
        switch (of.getSqlTypeName()) {
          case TINYINT, SMALLINT, INTEGER -> factory.createSqlType(SqlTypeName.BIGINT);
          case BIGINT, DECIMAL -> decimal(factory);
          default -> of;
        };
    return factory.createTypeWithNullability(sum, of.isNullable());
  }

  @Override
  public RelDataType deriveAvgAggType(RelDataTypeFactory factory, RelDataType of) {
    if (SqlTypeUtil.isInterval(of)) {
      return factory.createTypeWithNullability(of, true);
    }
    RelDataType mean =
        SqlTypeUtil.isApproximateNumeric(of)
            ? factory.createSqlType(SqlTypeName.DOUBLE)
            : decimal(factory);
    return factory.createTypeWithNullability(mean, of.isNullable());
  }

  private static @Nullable RelDataType exact(
      RelDataTypeFactory factory, RelDataType one, RelDataType other) {
    boolean isDecimal =
        SqlTypeUtil.isExactNumeric(one)
            && SqlTypeUtil.isExactNumeric(other)
            && (SqlTypeUtil.isDecimal(one) || SqlTypeUtil.isDecimal(other));
    return isDecimal ? decimal(factory) : null;
  }

  @Override
  public @Nullable RelDataType deriveDecimalPlusType(
      RelDataTypeFactory factory, RelDataType one, RelDataType other) {
    return exact(factory, one, other);
  }

  @Override
  public @Nullable RelDataType deriveDecimalMultiplyType(
      RelDataTypeFactory factory, RelDataType one, RelDataType other) {
    return exact(factory, one, other);
  }

  @Override
  public @Nullable RelDataType deriveDecimalDivideType(
      RelDataTypeFactory factory, RelDataType one, RelDataType other) {
    return exact(factory, one, other);
  }

  @Override
  public @Nullable RelDataType deriveDecimalModType(
      RelDataTypeFactory factory, RelDataType one, RelDataType other) {
    return exact(factory, one, other);
  }

  /** Whether a type is one of decimal numbers of any size. */
  static boolean isAnyDecimal(RelDataType type) {
    return type.getSqlTypeName() == SqlTypeName.DECIMAL
        && type.getPrecision() - type.getScale() >= ANY_PRECISION - ANY_SCALE;
  }

  /** The scale that a decimal type of some size declares; 0 if it declares none. */
  static int scale(RelDataType type) {
    return type.getScale() >= ANY_SCALE || type.getScale() < 0 ? 0 : type.getScale();
  }

  /** The parser's type of a column. */
  static RelDataType of(SqlType type, boolean isNullable, RelDataTypeFactory factory) {
    RelDataType of =
        switch (type) {
          case INTEGER -> factory.createSqlType(SqlTypeName.INTEGER);
          case BIGINT -> factory.createSqlType(SqlTypeName.BIGINT);
          case NUMERIC -> decimal(factory);
          case DOUBLE -> factory.createSqlType(SqlTypeName.DOUBLE);
          case BOOLEAN -> factory.createSqlType(SqlTypeName.BOOLEAN);
          case TEXT -> factory.createSqlType(SqlTypeName.VARCHAR);
          case UUID -> factory.createSqlType(SqlTypeName.UUID);
          case TIMESTAMPTZ ->
              factory.createSqlType(SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE, SUBSECOND_DIGITS);
          case TIMESTAMP -> factory.createSqlType(SqlTypeName.TIMESTAMP, SUBSECOND_DIGITS);
          case DATE -> factory.createSqlType(SqlTypeName.DATE);
          case JSON -> factory.createSqlType(SqlTypeName.ANY);
          case INTERVAL ->
              factory.createSqlIntervalType(
                  new SqlIntervalQualifier(TimeUnit.DAY, TimeUnit.SECOND, SqlParserPos.ZERO));
          case UNKNOWN -> factory.createSqlType(SqlTypeName.NULL);
          default -> factory.createArrayType(of(type.element(), true, factory), -1);
        };
    return factory.createTypeWithNullability(of, isNullable);
  }

  /**
   * The type of SQL that a type of the parser is.
   *
   * @throws SqlException for types that Skip does not have
   */
  static SqlType of(RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case TINYINT, SMALLINT, INTEGER -> SqlType.INTEGER;
      case BIGINT -> SqlType.BIGINT;
      case DECIMAL -> SqlType.NUMERIC;
      case FLOAT, REAL, DOUBLE -> SqlType.DOUBLE;
      case BOOLEAN -> SqlType.BOOLEAN;
      case CHAR, VARCHAR, SYMBOL -> SqlType.TEXT;
      case UUID -> SqlType.UUID;
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ -> SqlType.TIMESTAMPTZ;
      case TIMESTAMP -> SqlType.TIMESTAMP;
      case DATE -> SqlType.DATE;
      case ANY, VARIANT -> SqlType.JSON;
      case NULL, UNKNOWN -> SqlType.UNKNOWN;
      case INTERVAL_YEAR,
          INTERVAL_YEAR_MONTH,
          INTERVAL_MONTH,
          INTERVAL_DAY,
          INTERVAL_DAY_HOUR,
          INTERVAL_DAY_MINUTE,
          INTERVAL_DAY_SECOND,
          INTERVAL_HOUR,
          INTERVAL_HOUR_MINUTE,
          INTERVAL_HOUR_SECOND,
          INTERVAL_MINUTE,
          INTERVAL_MINUTE_SECOND,
          INTERVAL_SECOND ->
          SqlType.INTERVAL;
      case ARRAY -> array(type);
      case ROW -> throw RowValues.refusal();
      default -> throw SqlException.unsupported("the type " + type + " is not supported");
    };
  }

  /** Whether some types are mixed into one of decimal numbers, which then keep what was written. */
  private static boolean isMixed(RelDataType common, List<RelDataType> types) {
    return common.getSqlTypeName() == SqlTypeName.DECIMAL
        && types.stream()
            .filter(type -> type.getSqlTypeName() != SqlTypeName.NULL)
            .anyMatch(type ->
                type.getSqlTypeName() != SqlTypeName.DECIMAL
                    || type.getScale() != common.getScale()
                    || type.getPrecision() != common.getPrecision());
  }

  /** Whether values of some types can stand in one column, though no cast is written. */
  private static boolean areAllAlike(List<RelDataType> types) {
    List<RelDataType> known = types.stream().filter(type -> !isFree(type)).toList();
    return known.isEmpty() || known.stream().allMatch(type -> areAlike(type, known.getFirst()));
  }

  /**
   * Whether a value of one of two types is taken as one of the other, though no cast is written.
   */
  static boolean areAlike(RelDataType one, RelDataType other) {
    return isImplicit(one, other) || isImplicit(other, one);
  }

  /** Whether a value of a type is taken as one of another, though no cast is written. */
  static boolean isImplicit(RelDataType from, RelDataType to) {
    return isFree(from)
        || !isPlain(from)
        || !isPlain(to)
        || Conversions.isImplicit(of(from), of(to));
  }

  /** Whether a type is that of a constant text, of NULL, of a parameter or of a document. */
  private static boolean isFree(RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case CHAR, NULL, UNKNOWN, ANY, SYMBOL -> true;
      default -> false;
    };
  }

  /** Whether a type is one that values of SQL here may have. */
  private static boolean isPlain(RelDataType type) {
    RelDataType component = type.getComponentType();
    return !type.isStruct()
        && type.getSqlTypeName() != SqlTypeName.MULTISET
        && type.getSqlTypeName() != SqlTypeName.MAP
        && (component == null || (component.getComponentType() == null && isPlain(component)));
  }

  private static SqlType array(RelDataType type) {
    RelDataType component = type.getComponentType();
    SqlType element = component == null ? SqlType.UNKNOWN : of(component);
    if (element.isArray()) {
      throw SqlException.unsupported("ARRAY of ARRAY is not supported; use jsonb");
    }
    return element.array();
  }
}
