package io.skipruntime.sql.front;

import io.skipruntime.engine.spi.LimitedWork;
import io.skipruntime.engine.spi.WorkLimitException;
import io.skipruntime.sql.catalog.Column;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.plan.Folding;
import io.skipruntime.sql.plan.JoinOrder;
import io.skipruntime.sql.plan.Plan;
import io.skipruntime.sql.plan.Query;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.config.CalciteConnectionConfig;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.parser.babel.SqlBabelParserImpl;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql2rel.RelDecorrelator;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.sql2rel.StandardConvertletTable;
import org.apache.calcite.tools.RelBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The planner: it makes a {@link Query} of a text. The text is parsed and validated, subqueries
 * become joins, and filters move to where they leave out the most. What takes long asks {@link
 * LimitedWork} whether it may go on. Thread-safe; a call keeps nothing.
 */
public final class Planner {

  private static final int MOST_CHARACTERS = 65_536;
  private static final int MOST_CAUSES = 100;

  private static final Rules SUBQUERIES =
      new Rules(
          List.of(
              CoreRules.FILTER_SUB_QUERY_TO_CORRELATE,
              CoreRules.PROJECT_SUB_QUERY_TO_CORRELATE,
              CoreRules.JOIN_SUB_QUERY_TO_CORRELATE));

  private static final Rules SIMPLIFICATIONS =
      new Rules(
          List.of(
              CoreRules.FILTER_INTO_JOIN,
              CoreRules.JOIN_CONDITION_PUSH,
              CoreRules.FILTER_PROJECT_TRANSPOSE,
              CoreRules.FILTER_AGGREGATE_TRANSPOSE,
              CoreRules.FILTER_MERGE,
              CoreRules.FILTER_SET_OP_TRANSPOSE,
              CoreRules.PROJECT_MERGE,
              CoreRules.PROJECT_REMOVE,
              CoreRules.AGGREGATE_PROJECT_MERGE,
              CoreRules.JOIN_PUSH_EXPRESSIONS));

  private Planner() {}

  /**
   * The query that a text is.
   *
   * @throws SqlException if it is none, names what is not there, or is not supported
   */
  public static Query plan(String query, Schema schema) {
    if (query.length() > MOST_CHARACTERS) {
      throw SqlException.at(
          1,
          1,
          "54001",
          "a query may have " + MOST_CHARACTERS + " characters, not " + query.length(),
          null);
    }
    if (query.isBlank()) {
      throw SqlException.at(1, 1, SqlException.SYNTAX, "the query is empty", null);
    }
    Text text = TextRewriting.of(query);
    try {
      return planned(text, schema);
    } catch (SqlException e) {
      throw placed(e, text);
    }
  }

  private static Query planned(Text text, Schema schema) {
    try {
      return parsed(text, schema);
    } catch (SqlParseException e) {
      throw unparsed(e, text.query());
    } catch (CalciteContextException e) {
      throw behind(e).orElseGet(() -> Refusals.of(e, schema, text.query()));
    } catch (StackOverflowError e) {
      throw tooDeep();
    } catch (SqlException | WorkLimitException e) {
      throw e;
    } catch (RuntimeException | AssertionError e) {
      throw behind(e).orElseGet(() -> Refusals.unplanned(e));
    }
  }

  /** The refusal of what is no query; the parser knows no place where it failed by itself. */
  private static SqlException unparsed(SqlParseException failure, String query) {
    SqlParserPos place = failure.getPos();
    if (place == null) {
      return failure.getCause() instanceof StackOverflowError
          ? tooDeep()
          : Refusals.unparsed(query)
              .orElseGet(() -> SqlException.of(SqlException.SYNTAX, firstLine(failure)));
    }
    return refusal(
        place.getLineNum(),
        place.getColumnNum(),
        SqlException.SYNTAX,
        Refusals.syntax(firstLine(failure)),
        failure);
  }

  /** The same refusal with its place in the text as it was given. */
  private static SqlException placed(SqlException refusal, Text text) {
    if (refusal.line() == 0) {
      return Refusals.placed(refusal, text.original());
    }
    Text.Place place = text.original(refusal.line(), refusal.column());
    return refusal.at(place.line(), place.column());
  }

  /** What the parser has wrapped: that a stack or the time of the query was at an end. */
  private static Optional<RuntimeException> behind(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; i < MOST_CAUSES && cause != null; i++) {
      if (cause instanceof StackOverflowError) {
        return Optional.of(tooDeep());
      }
      if (cause instanceof WorkLimitException exceeded) {
        return Optional.of(exceeded);
      }
      if (cause instanceof SqlException ended && ended.state().equals(SqlException.CANCELLED)) {
        return Optional.of(ended);
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  private static SqlException tooDeep() {
    return SqlException.of("54001", "the query is nested too deep");
  }

  private static SqlException refusal(
      int line, int column, String state, String message, Throwable cause) {
    return SqlException.at(Math.max(1, line), Math.max(1, column), state, message, cause);
  }

  private static String firstLine(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    return message.lines().findFirst().orElse(message).replaceAll("\\s+at line .*$", "");
  }

  private static Query parsed(Text text, Schema schema) throws SqlParseException {
    QuerySize size = new QuerySize();
    SqlNode parsed =
        Chains.balanced(SqlParser.create(text.query(), parserConfig()).parseStmt(), size);
    size.require(parsed);
    Map<Integer, RelDataType> parameters = new HashMap<>();
    Query query = planned(parsed, schema, parameters);
    return new Query(query.plan(), query.columns(), query.titles(), parameters(text, parameters));
  }

  /** The query of a statement, or of a part of one; adds the types of the parameters in it. */
  private static Query planned(
      SqlNode parsed, Schema schema, Map<Integer, RelDataType> parameters) {
    RecursiveQuery.Part parts = (part, known) -> planned(part, known, parameters);
    Optional<RecursiveQuery> recursive = RecursiveQuery.of(parsed);
    if (recursive.isPresent()) {
      return planned(recursive.get().body(), recursive.get().views(schema, parts), parameters);
    }
    NestedRecursion.Replaced nested = NestedRecursion.of(parsed, schema, parts);
    SqlNode query = Syntax.of(nested.query());
    try {
      return selected(query, Titles.of(parsed), nested.schema(), parameters);
    } catch (SqlException e) {
      throw Correlations.placed(RowValues.placed(e, query), query);
    }
  }

  /**
   * The query that a tree for the validator is.
   *
   * @param names PostgreSQL's names of the columns that have none
   */
  private static Query selected(
      SqlNode parsed, List<String> names, Schema schema, Map<Integer, RelDataType> parameters) {
    requireReading(parsed);
    RelDataTypeFactory types = Types.factory();
    CalciteConnectionConfig config = config();
    CalciteCatalogReader catalog =
        new CalciteCatalogReader(root(schema), searched(schema), types, config);
    SqlValidator validator =
        new Validator(
            Operators.table(schema.functions().values()),
            catalog,
            types,
            SqlValidator.Config.DEFAULT
                .withConformance(new Dialect())
                .withTypeCoercionFactory(Coercions::new)
                .withIdentifierExpansion(true));
    SqlNode valid = validator.validate(parsed);
    addParameters(valid, validator, parameters);
    HepPlanner planner = new LimitedPlanner();
    planner.setExecutor((builder, constants, values) -> values.addAll(constants));
    RelOptCluster cluster = RelOptCluster.create(planner, new WrittenNumbers(types));
    SqlToRelConverter converter =
        new SqlToRelConverter(
            (rowType, view, path, name) -> {
              throw new IllegalStateException("the parser knows no views");
            },
            validator,
            catalog,
            cluster,
            StandardConvertletTable.INSTANCE,
            SqlToRelConverter.config()
                .withExpand(false)
                .withInSubQueryThreshold(Integer.MAX_VALUE)
                .withRemoveSortInSubQuery(true));
    RelRoot root = converter.convertQuery(valid, false, true);
    RelNode simplified = simplified(root.project(true));
    Plan translated = new Translation(schema, cluster.getRexBuilder()).of(simplified);
    References.require(translated);
    Plan plan = JoinOrder.of(Folding.of(translated));
    return new Query(plan, columns(root), titles(root, names), List.of());
  }

  private static void addParameters(
      SqlNode valid, SqlValidator validator, Map<Integer, RelDataType> parameters) {
    valid.accept(
        new SqlBasicVisitor<@Nullable Void>() {
          @Override
          public @Nullable Void visit(SqlDynamicParam parameter) {
            parameters.put(parameter.getIndex(), validator.getValidatedNodeType(parameter));
            return null;
          }
        });
  }

  private static SqlParser.Config parserConfig() {
    return SqlParser.config()
        .withParserFactory(SqlBabelParserImpl.FACTORY)
        .withQuoting(Quoting.DOUBLE_QUOTE)
        .withUnquotedCasing(Casing.UNCHANGED)
        .withQuotedCasing(Casing.UNCHANGED)
        .withCaseSensitive(false)
        .withConformance(new Dialect());
  }

  private static CalciteConnectionConfig config() {
    Properties properties = new Properties();
    properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "false");
    return new CalciteConnectionConfigImpl(properties);
  }

  private static CalciteSchema root(Schema schema) {
    CalciteSchema root = CalciteSchema.createRootSchema(false);
    Map<String, CalciteSchema> parts = new HashMap<>();
    schema
        .relations()
        .forEach((name, relation) -> {
          Named table = new Named(relation.columns());
          int dot = name.indexOf('.');
          if (dot < 0) {
            root.add(name, table);
          }
          String part = dot < 0 ? Schema.PUBLIC : name.substring(0, dot);
          parts
              .computeIfAbsent(part, absent -> root.add(absent, new AbstractSchema()))
              .add(name.substring(dot + 1), table);
        });
    TypeNames.addTo(root);
    return root;
  }

  /** The schema whose name may be left out, beside that of the collections. */
  private static List<String> searched(Schema schema) {
    return schema.functions().isEmpty() ? List.of() : List.of(Schema.SYSTEM);
  }

  /** A table as the parser sees it: the names and types of its columns. */
  private static final class Named extends AbstractTable {
    private final List<Column> columns;

    Named(List<Column> columns) {
      this.columns = columns;
    }

    @Override
    public RelDataType getRowType(RelDataTypeFactory types) {
      RelDataTypeFactory.Builder row = types.builder();
      for (Column column : columns) {
        row.add(column.name(), Types.of(column.type(), column.isNullable(), types));
      }
      return row.build();
    }
  }

  private static void requireReading(SqlNode parsed) {
    Set<SqlKind> reading =
        Set.of(
            SqlKind.SELECT,
            SqlKind.ORDER_BY,
            SqlKind.WITH,
            SqlKind.VALUES,
            SqlKind.UNION,
            SqlKind.INTERSECT,
            SqlKind.EXCEPT);
    if (!reading.contains(parsed.getKind())) {
      throw refusal(
          parsed.getParserPosition().getLineNum(),
          parsed.getParserPosition().getColumnNum(),
          SqlException.READ_ONLY,
          parsed.getKind() + " is refused: SQL reads; write to the inputs of the service",
          new IllegalArgumentException(parsed.getKind().name()));
    }
  }

  private static RelNode simplified(RelNode converted) {
    RelNode joined = OrderedCalls.asArguments(SUBQUERIES.applied(SemiJoins.of(converted)));
    RelNode hidden = Elements.hidden(joined, Planner::decorrelated);
    RelNode decorrelated = OrderedCalls.restored(Elements.restored(decorrelated(hidden)));
    RelNode pushed = SIMPLIFICATIONS.applied(decorrelated);
    RelNode completed = Conditions.of(pushed);
    return completed == pushed ? pushed : SIMPLIFICATIONS.applied(completed);
  }

  private static RelNode decorrelated(RelNode node) {
    RelBuilder builder = RelFactories.LOGICAL_BUILDER.create(node.getCluster(), null);
    return RelDecorrelator.decorrelateQuery(node, builder);
  }

  /** A planner that looks at the time of the query with each rule that it applies. */
  private static final class LimitedPlanner extends HepPlanner {
    LimitedPlanner() {
      super(HepProgram.builder().build());
    }

    @Override
    public void checkCancel() {
      LimitedWork.check();
    }
  }

  /** The names of the columns as PostgreSQL gives them. */
  private static List<String> titles(RelRoot root, List<String> names) {
    List<String> titles = new ArrayList<>();
    int next = 0;
    for (String given : root.fields.rightList()) {
      boolean isNamed = !given.startsWith("EXPR$");
      titles.add(isNamed ? given : next < names.size() ? names.get(next) : "?column?");
      next += isNamed ? 0 : 1;
    }
    return titles;
  }

  /** The columns of the result; a name that comes again gets a number behind it. */
  private static List<Column> columns(RelRoot root) {
    List<Column> columns = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    root.fields.forEach((index, given) -> {
      String name = given.startsWith("EXPR$") ? "column" + (columns.size() + 1) : given;
      String free = name;
      for (int i = 2; !taken.add(free.toLowerCase(Locale.ROOT)); i++) {
        free = name + "_" + i;
      }
      RelDataType type = root.rel.getRowType().getFieldList().get(index).getType();
      columns.add(new Column(free, Types.of(type), type.isNullable()));
    });
    return columns;
  }

  private static List<Query.ParameterType> parameters(Text text, Map<Integer, RelDataType> types) {
    List<Query.ParameterType> parameters = new ArrayList<>();
    for (int i = 0; i < text.parameters().size(); i++) {
      String name = text.parameters().get(i);
      RelDataType type = types.get(i);
      if (type == null || type.getSqlTypeName() == SqlTypeName.UNKNOWN) {
        throw SqlException.of(
            SqlException.UNKNOWN_TYPE, "could not determine the type of parameter " + name);
      }
      parameters.add(new Query.ParameterType(name, Types.of(type)));
    }
    return parameters;
  }
}
