package io.skipruntime.sql.front;

import io.skipruntime.sql.catalog.Column;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.SqlType;
import io.skipruntime.sql.expression.Expression;
import io.skipruntime.sql.plan.Plan;
import io.skipruntime.sql.plan.Query;
import io.skipruntime.sql.plan.RecursiveStep;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSetOperator;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/**
 * A query that begins with WITH RECURSIVE, or with a WITH that has one in its parts. Each of its
 * named queries becomes a view for those behind it; one that names itself, a {@link
 * Plan.Recursion}.
 *
 * @param items the named queries, in order
 * @param body the query that they are for
 */
record RecursiveQuery(List<SqlWithItem> items, SqlNode body) {

  private static final String STATE = "42P19";

  /** The maker of queries of parts of the text. */
  @FunctionalInterface
  interface Part {

    /** The query of a part that sees the tables of a schema. */
    Query planned(SqlNode part, Schema schema);
  }

  /** The query as one of this kind; empty if it is none. */
  static Optional<RecursiveQuery> of(SqlNode parsed) {
    if (parsed instanceof SqlOrderBy order && order.query instanceof SqlWith with) {
      return of(with)
          .map(inner ->
              new RecursiveQuery(
                  inner.items,
                  new SqlOrderBy(
                      order.getParserPosition(),
                      inner.body,
                      order.orderList,
                      order.offset,
                      order.fetch)));
    }
    return parsed instanceof SqlWith with ? of(with) : Optional.empty();
  }

  private static Optional<RecursiveQuery> of(SqlWith with) {
    List<SqlWithItem> items = new ArrayList<>();
    boolean isRecursive = false;
    for (SqlNode each : with.withList) {
      SqlWithItem item = (SqlWithItem) each;
      items.add(item);
      isRecursive |= item.recursive.booleanValue() || hasRecursion(item.query);
    }
    isRecursive |= hasRecursion(with.body);
    return isRecursive ? Optional.of(new RecursiveQuery(items, with.body)) : Optional.empty();
  }

  /** Whether WITH RECURSIVE stands in a part of the text. */
  private static boolean hasRecursion(SqlNode node) {
    boolean[] isFound = new boolean[1];
    node.accept(
        new SqlBasicVisitor<@Nullable Void>() {
          @Override
          public @Nullable Void visit(SqlCall call) {
            isFound[0] |= call instanceof SqlWithItem item && item.recursive.booleanValue();
            return super.visit(call);
          }
        });
    return isFound[0];
  }

  /** The schema with the named queries as views. */
  Schema views(Schema schema, Part parts) {
    Schema known = schema;
    for (SqlWithItem item : items) {
      known = known.shadowed(item.name.getSimple(), relation(item, known, parts));
    }
    return known;
  }

  private static Schema.Relation relation(SqlWithItem item, Schema schema, Part parts) {
    if (!item.recursive.booleanValue() || !names(item.query, item.name)) {
      Query query = parts.planned(item.query, schema);
      return new Schema.Relation(named(item, query.columns()), query.plan());
    }
    SqlCall union = union(item);
    SqlNode first = union.operand(0);
    if (names(first, item.name) && schema.find(List.of(item.name.getSimple())).isEmpty()) {
      throw refused(
          item,
          STATE,
          "recursive reference to query \"%s\" must not appear within its non-recursive term");
    }
    Query start = parts.planned(first, schema);
    List<Column> columns =
        named(item, start.columns()).stream()
            .map(column -> new Column(column.name(), known(column.type()), true))
            .toList();
    List<SqlType> types = columns.stream().map(Column::type).toList();
    String name = item.name.getSimple() + "@" + Integer.toHexString(item.toString().hashCode());
    Schema within =
        schema.shadowed(
            item.name.getSimple(), new Schema.Relation(columns, new Plan.Working(name, types)));
    Query step = parts.planned(union.operand(1), within);
    boolean isAll = ((SqlSetOperator) union.getOperator()).isAll();
    Plan recursion =
        new Plan.Recursion(
            converted(item, start.plan(), types), converted(item, step.plan(), types), name, isAll);
    try {
      if (RecursiveStep.references(step.plan(), name) == 0) {
        recursion = union((Plan.Recursion) recursion);
      } else {
        RecursiveStep.of((Plan.Recursion) recursion);
      }
    } catch (SqlException e) {
      throw refused(item, e.state(), e.reason().replace("%", "%%"));
    }
    return new Schema.Relation(columns, recursion);
  }

  /** The union of both terms, of which the second has another query of that name. */
  private static Plan union(Plan.Recursion terms) {
    Plan all = new Plan.Union(terms.inputs());
    return terms.isAll()
        ? all
        : new Plan.Aggregate(all, IntStream.range(0, all.width()).boxed().toList(), List.of());
  }

  private static SqlType known(SqlType type) {
    return type == SqlType.UNKNOWN ? SqlType.TEXT : type;
  }

  private static SqlCall union(SqlWithItem item) {
    if (item.query instanceof SqlOrderBy) {
      throw refused(
          item,
          SqlException.UNSUPPORTED,
          "ORDER BY and LIMIT do not stand in the recursive query \"%s\"; put them behind what"
              + " reads it");
    }
    if (item.query.getKind() != SqlKind.UNION) {
      throw refused(
          item,
          STATE,
          "recursive query \"%s\" does not have the form non-recursive-term UNION [ALL]"
              + " recursive-term");
    }
    return (SqlCall) item.query;
  }

  private static SqlException refused(SqlWithItem item, String state, String message) {
    SqlParserPos at = item.name.getParserPosition();
    return SqlException.at(
        at.getLineNum(), at.getColumnNum(), state, message.formatted(item.name.getSimple()), null);
  }

  /** The columns with the names that the text gives them. */
  private static List<Column> named(SqlWithItem item, List<Column> columns) {
    if (item.columnList == null) {
      Set<String> names = new HashSet<>();
      for (Column column : columns) {
        if (!names.add(column.name().toLowerCase(Locale.ROOT))) {
          throw refused(
              item, "42702", "the columns of \"%s\" need different names; list them behind it");
        }
      }
      return columns;
    }
    if (item.columnList.size() > columns.size()) {
      throw refused(
          item,
          "42P10",
          "the query \"%s\" has " + columns.size() + " columns, and more names are given");
    }
    List<Column> named = new ArrayList<>(columns);
    for (int i = 0; i < item.columnList.size(); i++) {
      Column column = columns.get(i);
      String name = ((SqlIdentifier) item.columnList.get(i)).getSimple();
      named.set(i, new Column(name, column.type(), column.isNullable()));
    }
    return named;
  }

  /** The rows of a term with cells of the types of the first term. */
  private static Plan converted(SqlWithItem item, Plan plan, List<SqlType> types) {
    if (plan.width() != types.size()) {
      throw refused(item, "42601", "the terms of \"%s\" must have the same number of columns");
    }
    if (plan.types().equals(types)) {
      return plan;
    }
    List<Expression> cells = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      SqlType given = plan.types().get(i);
      SqlType wanted = types.get(i);
      boolean isNarrower =
          given == SqlType.UNKNOWN
              || (given.isNumber() && wanted.isNumber() && given.compareTo(wanted) < 0);
      if (given != wanted && !isNarrower) {
        throw refused(
            item,
            SqlException.INVALID,
            "recursive query \"%s\" column "
                + (i + 1)
                + " has type "
                + wanted.postgres()
                + " in non-recursive term but type "
                + given.postgres()
                + " overall; cast the output of the non-recursive term to the correct type");
      }
      Expression cell = new Expression.Cell(i, given);
      cells.add(given == wanted ? cell : new Expression.Cast(cell, wanted, -1, 0));
    }
    return new Plan.Project(plan, cells);
  }

  /** Whether a part of the text has a name in FROM. */
  private static boolean names(SqlNode node, SqlIdentifier name) {
    boolean[] isFound = new boolean[1];
    node.accept(
        new SqlBasicVisitor<@Nullable Void>() {
          @Override
          public @Nullable Void visit(SqlCall call) {
            boolean isSelect = call instanceof SqlSelect;
            isFound[0] |= isSelect && isSource(((SqlSelect) call).getFrom(), name);
            isFound[0] |=
                call.getKind() == SqlKind.EXPLICIT_TABLE && isSource(call.operand(0), name);
            return super.visit(call);
          }
        });
    return isFound[0];
  }

  private static boolean isSource(@Nullable SqlNode from, SqlIdentifier name) {
    return switch (from) {
      case SqlIdentifier table ->
          table.isSimple() && table.getSimple().equalsIgnoreCase(name.getSimple());
      case SqlJoin join -> isSource(join.getLeft(), name) || isSource(join.getRight(), name);
      case SqlCall call when call.getKind() == SqlKind.AS -> isSource(call.operand(0), name);
      case null, default -> false;
    };
  }
}
