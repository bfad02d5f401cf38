package io.skipruntime.sql.front;

import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.SqlType;
import io.skipruntime.sql.catalog.SystemFunction;
import io.skipruntime.sql.expression.AggregateKind;
import io.skipruntime.sql.expression.ArrayFunction;
import io.skipruntime.sql.expression.Function;
import io.skipruntime.sql.expression.JsonFunction;
import io.skipruntime.sql.expression.MathFunction;
import io.skipruntime.sql.expression.Operation;
import io.skipruntime.sql.expression.TextFunction;
import io.skipruntime.sql.expression.TimeFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.calcite.sql.SqlBasicFunction;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.fun.SqlLibrary;
import org.apache.calcite.sql.fun.SqlLibraryOperatorTableFactory;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeTransforms;
import org.apache.calcite.sql.util.SqlOperatorTables;

/** The functions and operators that queries may have, by the parser's names for them. */
final class Operators {

  /** The name of {@code date_trunc} for the parser, which gives that name a meaning of its own. */
  static final String TRUNCATION = "DATE_FLOOR";

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  private static final Map<String, Operation> FUNCTIONS = new HashMap<>();
  private static final Map<String, List<Signature>> SIGNATURES = new HashMap<>();
  private static final Map<String, AggregateKind> AGGREGATES = new HashMap<>();
  private static final SqlReturnTypeInference NOW =
      binding -> Types.of(SqlType.TIMESTAMPTZ, false, binding.getTypeFactory());
  private static final SqlOperatorTable TABLE;

  static {
    Map<String, Function> others =
        Map.ofEntries(
            Map.entry("+", Function.PLUS),
            Map.entry("-", Function.MINUS),
            Map.entry("*", Function.TIMES),
            Map.entry("/", Function.DIVIDE),
            Map.entry("/INT", Function.DIVIDE),
            Map.entry("%", Function.MODULO),
            Map.entry("MOD", Function.MODULO),
            Map.entry("CEILING", Function.CEIL),
            Map.entry("TRUNC", Function.TRUNCATE),
            Map.entry("POW", Function.POWER),
            Map.entry("~", Function.MATCHES),
            Map.entry("~*", Function.MATCHES_ANY_CASE),
            Map.entry("!~", Function.DIFFERS_FROM_PATTERN),
            Map.entry("!~*", Function.DIFFERS_ANY_CASE),
            Map.entry("=", Function.EQUAL),
            Map.entry("<>", Function.DIFFERENT),
            Map.entry("<", Function.LESS),
            Map.entry("<=", Function.AT_MOST),
            Map.entry(">", Function.GREATER),
            Map.entry(">=", Function.AT_LEAST),
            Map.entry("CHAR_LENGTH", Function.LENGTH),
            Map.entry("CHARACTER_LENGTH", Function.LENGTH),
            Map.entry("SUBSTR", Function.SUBSTRING),
            Map.entry(TRUNCATION, Function.DATE_TRUNC));
    FUNCTIONS.putAll(others);
    for (Function function : Function.values()) {
      FUNCTIONS.putIfAbsent(function.name(), function);
    }
    Stream.<Operation[]>of(
            JsonFunction.values(),
            ArrayFunction.values(),
            TimeFunction.values(),
            TextFunction.values(),
            MathFunction.values())
        .flatMap(Arrays::stream)
        .forEach(operation -> {
          for (Signature each : Signature.of(operation)) {
            String name = each.name().toUpperCase(Locale.ROOT);
            SIGNATURES.computeIfAbsent(name, absent -> new ArrayList<>()).add(each);
            FUNCTIONS.put(name, operation);
          }
        });
    AGGREGATES.putAll(
        Map.ofEntries(
            Map.entry("COUNT", AggregateKind.COUNT),
            Map.entry("SUM", AggregateKind.SUM),
            Map.entry("$SUM", AggregateKind.SUM),
            Map.entry("$SUM0", AggregateKind.SUM_OR_ZERO),
            Map.entry("AVG", AggregateKind.AVG),
            Map.entry("$AVG", AggregateKind.AVG),
            Map.entry("MIN", AggregateKind.MIN),
            Map.entry("MAX", AggregateKind.MAX),
            Map.entry("ANY_VALUE", AggregateKind.ANY),
            Map.entry("EVERY", AggregateKind.ALL_TRUE),
            Map.entry("BOOL_AND", AggregateKind.ALL_TRUE),
            Map.entry("LOGICAL_AND", AggregateKind.ALL_TRUE),
            Map.entry("SOME", AggregateKind.ANY_TRUE),
            Map.entry("BOOL_OR", AggregateKind.ANY_TRUE),
            Map.entry("LOGICAL_OR", AggregateKind.ANY_TRUE),
            Map.entry("VAR_SAMP", AggregateKind.VAR_SAMPLE),
            Map.entry("VARIANCE", AggregateKind.VAR_SAMPLE),
            Map.entry("VAR_POP", AggregateKind.VAR_POPULATION),
            Map.entry("STDDEV_SAMP", AggregateKind.STDDEV_SAMPLE),
            Map.entry("STDDEV", AggregateKind.STDDEV_SAMPLE),
            Map.entry("STDDEV_POP", AggregateKind.STDDEV_POPULATION),
            Map.entry("STRING_AGG", AggregateKind.TEXTS),
            Map.entry("LISTAGG", AggregateKind.TEXTS),
            Map.entry("ARRAY_AGG", AggregateKind.ARRAY),
            Map.entry("JSON_AGG", AggregateKind.DOCUMENTS),
            Map.entry("JSONB_AGG", AggregateKind.DOCUMENTS),
            Map.entry("JSON_OBJECT_AGG", AggregateKind.MEMBERS),
            Map.entry("JSONB_OBJECT_AGG", AggregateKind.MEMBERS),
            Map.entry("$PERCENTILE_CONT", AggregateKind.PERCENTILE_CONTINUOUS),
            Map.entry("$PERCENTILE_DISC", AggregateKind.PERCENTILE_DISCRETE),
            Map.entry("$MODE", AggregateKind.MODE),
            Map.entry("BIT_AND", AggregateKind.BITS_OF_ALL),
            Map.entry("BIT_OR", AggregateKind.BITS_OF_ANY),
            Map.entry("BIT_XOR", AggregateKind.BITS_OF_ODD),
            Map.entry("CORR", AggregateKind.CORR),
            Map.entry("COVAR_POP", AggregateKind.COVAR_POP),
            Map.entry("COVAR_SAMP", AggregateKind.COVAR_SAMP),
            Map.entry("REGR_SLOPE", AggregateKind.REGR_SLOPE),
            Map.entry("REGR_INTERCEPT", AggregateKind.REGR_INTERCEPT),
            Map.entry("REGR_R2", AggregateKind.REGR_R2),
            Map.entry("REGR_COUNT", AggregateKind.REGR_COUNT),
            Map.entry("REGR_AVGX", AggregateKind.REGR_AVGX),
            Map.entry("REGR_AVGY", AggregateKind.REGR_AVGY),
            Map.entry("REGR_SXX", AggregateKind.REGR_SXX),
            Map.entry("REGR_SYY", AggregateKind.REGR_SYY),
            Map.entry("REGR_SXY", AggregateKind.REGR_SXY),
            Map.entry("SINGLE_VALUE", AggregateKind.SINGLE),
            Map.entry("LITERAL_AGG", AggregateKind.CONSTANT)));
    TABLE =
        SqlOperatorTables.chain(
            SqlOperatorTables.of(own()),
            SqlStdOperatorTable.instance(),
            SqlOperatorTables.of(library()));
  }

  private Operators() {}

  /** The functions that the parser has of PostgreSQL beside those that stand here. */
  private static List<SqlOperator> library() {
    return SqlLibraryOperatorTableFactory.INSTANCE
        .getOperatorTable(EnumSet.of(SqlLibrary.POSTGRESQL))
        .getOperatorList()
        .stream()
        .filter(each -> !SIGNATURES.containsKey(each.getName().toUpperCase(Locale.ROOT)))
        .toList();
  }

  private static SqlFunction function(
      String name, SqlReturnTypeInference type, SqlOperandTypeChecker operands) {
    return SqlBasicFunction.create(name, type.andThen(SqlTypeTransforms.TO_NULLABLE), operands);
  }

  /** The functions of PostgreSQL that the parser's tables lack, or type otherwise. */
  private static List<SqlOperator> own() {
    SqlOperandTypeChecker text = OperandTypes.family(SqlTypeFamily.CHARACTER);
    SqlOperandTypeChecker texts =
        OperandTypes.family(SqlTypeFamily.CHARACTER, SqlTypeFamily.CHARACTER);
    SqlOperandTypeChecker textAndNumber =
        OperandTypes.family(SqlTypeFamily.CHARACTER, SqlTypeFamily.INTEGER);
    SqlOperandTypeChecker padding =
        textAndNumber.or(
            OperandTypes.family(
                SqlTypeFamily.CHARACTER, SqlTypeFamily.INTEGER, SqlTypeFamily.CHARACTER));
    SqlOperandTypeChecker unitAndTime =
        OperandTypes.family(SqlTypeFamily.CHARACTER, SqlTypeFamily.DATETIME);
    List<SqlOperator> own = new ArrayList<>(Arithmetic.operators());
    SIGNATURES.forEach((name, signatures) -> own.add(OwnFunction.of(name, signatures)));
    own.addAll(Aggregates.own());
    own.addAll(
        List.of(
            matching("~"),
            matching("~*"),
            matching("!~"),
            matching("!~*"),
            function("LENGTH", ReturnTypes.INTEGER, text),
            function("REVERSE", ReturnTypes.VARCHAR, text),
            function("CHR", ReturnTypes.VARCHAR, OperandTypes.family(SqlTypeFamily.INTEGER)),
            function("LEFT", ReturnTypes.VARCHAR, textAndNumber),
            function("RIGHT", ReturnTypes.VARCHAR, textAndNumber),
            function("REPEAT", ReturnTypes.VARCHAR, textAndNumber),
            function("LPAD", ReturnTypes.VARCHAR, padding),
            function("RPAD", ReturnTypes.VARCHAR, padding),
            function("BTRIM", ReturnTypes.VARCHAR, text.or(texts)),
            function("LTRIM", ReturnTypes.VARCHAR, text.or(texts)),
            function("RTRIM", ReturnTypes.VARCHAR, text.or(texts)),
            function("STRPOS", ReturnTypes.INTEGER, texts),
            function("STARTS_WITH", ReturnTypes.BOOLEAN, texts),
            function(
                "SPLIT_PART",
                ReturnTypes.VARCHAR,
                OperandTypes.family(
                    SqlTypeFamily.CHARACTER, SqlTypeFamily.CHARACTER, SqlTypeFamily.INTEGER)),
            function(
                "TRUNC", ReturnTypes.ARG0, OperandTypes.NUMERIC.or(OperandTypes.NUMERIC_INTEGER)),
            function(TRUNCATION, ReturnTypes.ARG1, unitAndTime),
            function("NOW", NOW, OperandTypes.NILADIC)));
    return own;
  }

  private static SqlFunction matching(String name) {
    return function(
        name,
        ReturnTypes.BOOLEAN,
        OperandTypes.family(SqlTypeFamily.CHARACTER, SqlTypeFamily.CHARACTER));
  }

  /** All operators, and the functions of the system. */
  static SqlOperatorTable table(Collection<SystemFunction.Signature> functions) {
    if (functions.isEmpty()) {
      return TABLE;
    }
    List<SqlOperator> all = new ArrayList<>();
    for (SystemFunction.Signature each : functions) {
      SqlOperandCountRange count = SqlOperandCountRanges.between(each.least(), each.most());
      all.add(
          SqlBasicFunction.create(
              each.name(),
              binding -> Types.of(each.type(), true, binding.getTypeFactory()),
              OperandTypes.variadic(count)));
    }
    return SqlOperatorTables.chain(SqlOperatorTables.of(all), TABLE);
  }

  /** The function of an operator; empty if there is none. */
  static Optional<Operation> function(String name) {
    return Optional.ofNullable(FUNCTIONS.get(name.toUpperCase(Locale.ROOT)));
  }

  /**
   * The names of the functions that queries may have, in small letters.
   *
   * @param functions those of the system
   */
  static Stream<String> names(Collection<SystemFunction.Signature> functions) {
    return Stream.of(
            TABLE.getOperatorList().stream()
                .map(operator -> operator.getName().toUpperCase(Locale.ROOT))
                .filter(name -> FUNCTIONS.containsKey(name) || AGGREGATES.containsKey(name)),
            functions.stream().map(SystemFunction.Signature::name))
        .flatMap(names -> names)
        .map(name -> name.replace(Marks.MARK, "").toLowerCase(Locale.ROOT))
        .filter(name -> NAME.matcher(name).matches());
  }

  /** The signatures of a function; none if the parser has it by itself. */
  static List<Signature> signatures(String name) {
    return SIGNATURES.getOrDefault(name.toUpperCase(Locale.ROOT), List.of());
  }

  /** Whether a name is that of an aggregate function. */
  static boolean isAggregate(String name) {
    return AGGREGATES.containsKey(name.toUpperCase(Locale.ROOT));
  }

  /** The aggregate function of an operator. */
  static AggregateKind requireAggregate(String name) {
    AggregateKind kind = AGGREGATES.get(name.toUpperCase(Locale.ROOT));
    if (kind == null) {
      throw SqlException.unsupported("the aggregate " + name + " is not supported");
    }
    return kind;
  }
}
