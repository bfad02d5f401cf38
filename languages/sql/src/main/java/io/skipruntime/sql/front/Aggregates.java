package io.skipruntime.sql.front;

import io.skipruntime.sql.catalog.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlBasicAggFunction;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.util.Optionality;

/** The aggregate functions of PostgreSQL that the parser lacks, or has for fewer types. */
final class Aggregates {

  private Aggregates() {}

  static List<SqlOperator> own() {
    List<SqlOperator> own = new ArrayList<>();
    for (String name : List.of("JSON_AGG", "JSONB_AGG")) {
      own.add(of(name, always(SqlType.JSON), any(1)));
    }
    for (String name : List.of("JSON_OBJECT_AGG", "JSONB_OBJECT_AGG")) {
      own.add(of(name, always(SqlType.JSON), any(2)));
    }
    own.add(
        of(
            "$PERCENTILE_CONT",
            binding ->
                Types.of(
                    Types.of(binding.getOperandType(1)) == SqlType.INTERVAL
                        ? SqlType.INTERVAL
                        : SqlType.DOUBLE,
                    true,
                    binding.getTypeFactory()),
            OperandTypes.family(SqlTypeFamily.NUMERIC, SqlTypeFamily.NUMERIC)
                .or(OperandTypes.family(SqlTypeFamily.NUMERIC, SqlTypeFamily.DATETIME_INTERVAL))));
    own.add(
        of(
            "$PERCENTILE_DISC",
            argument(1),
            OperandTypes.family(SqlTypeFamily.NUMERIC, SqlTypeFamily.ANY)));
    own.add(of("$MODE", argument(0), any(1)));
    own.add(
        SqlBasicAggFunction.create(
            "$SUM", SqlKind.SUM, ReturnTypes.AGG_SUM, OperandTypes.NUMERIC_OR_INTERVAL));
    own.add(
        SqlBasicAggFunction.create(
            "$AVG", SqlKind.AVG, ReturnTypes.AVG_AGG_FUNCTION, OperandTypes.NUMERIC_OR_INTERVAL));
    for (String name : List.of("BIT_AND", "BIT_OR", "BIT_XOR")) {
      own.add(of(name, argument(0), OperandTypes.family(SqlTypeFamily.INTEGER)));
    }
    for (String name :
        List.of(
            "CORR",
            "COVAR_POP",
            "COVAR_SAMP",
            "REGR_SLOPE",
            "REGR_INTERCEPT",
            "REGR_R2",
            "REGR_AVGX",
            "REGR_AVGY",
            "REGR_SXX",
            "REGR_SYY",
            "REGR_SXY")) {
      own.add(of(name, always(SqlType.DOUBLE), OperandTypes.NUMERIC_NUMERIC));
    }
    own.add(
        of(
            "REGR_COUNT",
            binding -> Types.of(SqlType.BIGINT, false, binding.getTypeFactory()),
            OperandTypes.NUMERIC_NUMERIC));
    return own;
  }

  private static SqlOperator of(
      String name, SqlReturnTypeInference type, SqlOperandTypeChecker operands) {
    return SqlBasicAggFunction.create(name, SqlKind.OTHER_FUNCTION, type, operands)
        .withGroupOrder(Optionality.OPTIONAL);
  }

  private static SqlReturnTypeInference always(SqlType type) {
    return binding -> Types.of(type, true, binding.getTypeFactory());
  }

  /** The type of an argument. */
  private static SqlReturnTypeInference argument(int index) {
    return binding ->
        Types.of(Types.of(binding.getOperandType(index)), true, binding.getTypeFactory());
  }

  private static SqlOperandTypeChecker any(int count) {
    return OperandTypes.variadic(SqlOperandCountRanges.of(count));
  }
}
