package io.skipruntime.sql.front;

import io.skipruntime.sql.catalog.SqlException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * The WITH RECURSIVE that stand in subqueries. What they name becomes a view of the schema, by a
 * name that no other query has, and the subquery reads it.
 */
final class NestedRecursion extends SqlShuttle {

  private static final String HINT =
      "; WITH RECURSIVE in a subquery refers to nothing of the query around it";

  private static final Set<String> OF_NAMES =
      Set.of(SqlException.UNKNOWN_COLUMN, SqlException.UNKNOWN_TABLE);

  private final RecursiveQuery.Part parts;
  private Schema schema;
  private int count;

  private NestedRecursion(Schema schema, RecursiveQuery.Part parts) {
    this.schema = schema;
    this.parts = parts;
  }

  /**
   * A query without such parts.
   *
   * @param schema what it reads, the views among it
   */
  record Replaced(SqlNode query, Schema schema) {}

  /** The query with views in place of the recursions in its subqueries. */
  static Replaced of(SqlNode parsed, Schema schema, RecursiveQuery.Part parts) {
    NestedRecursion nested = new NestedRecursion(schema, parts);
    SqlNode query = parsed.accept(nested);
    return new Replaced(query == null ? parsed : query, nested.schema);
  }

  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    Optional<RecursiveQuery> recursive = RecursiveQuery.of(call);
    if (recursive.isEmpty()) {
      return super.visit(call);
    }
    Schema within = views(recursive.get());
    SqlNode body = recursive.get().body();
    for (SqlWithItem item : recursive.get().items()) {
      String name = item.name.getSimple();
      Optional<Schema.Relation> view = within.find(List.of(name));
      if (view.isPresent()) {
        String own = name + "@" + ++count;
        schema = schema.shadowed(own, view.get());
        body.accept(new Renaming(name, own));
      }
    }
    return body.accept(this);
  }

  private Schema views(RecursiveQuery recursive) {
    try {
      return recursive.views(schema, parts);
    } catch (CalciteContextException e) {
      SqlException refusal = Refusals.of(e, schema, "");
      throw OF_NAMES.contains(refusal.state())
          ? SqlException.at(
              refusal.line(), refusal.column(), refusal.state(), refusal.reason() + HINT, e)
          : e;
    }
  }

  /** The replacement of a name of a table in FROM, which keeps it as the alias. */
  private static final class Renaming extends SqlBasicVisitor<@Nullable Void> {
    private final String name;
    private final String own;

    Renaming(String name, String own) {
      this.name = name;
      this.own = own;
    }

    @Override
    public @Nullable Void visit(SqlCall call) {
      if (call instanceof SqlWith with
          && with.withList.stream()
              .anyMatch(each -> ((SqlWithItem) each).name.getSimple().equalsIgnoreCase(name))) {
        return null; // it has another query of that name
      }
      if (call instanceof SqlSelect select && select.getFrom() != null) {
        select.setFrom(source(select.getFrom()));
      } else if (call.getKind() == SqlKind.EXPLICIT_TABLE && isNamed(call.operand(0))) {
        call.setOperand(0, table(call.operand(0)));
      }
      return super.visit(call);
    }

    private SqlNode source(SqlNode from) {
      if (from instanceof SqlJoin join) {
        join.setLeft(source(join.getLeft()));
        join.setRight(source(join.getRight()));
      } else if (from.getKind() == SqlKind.AS && isNamed(((SqlCall) from).operand(0))) {
        ((SqlCall) from).setOperand(0, table(((SqlCall) from).operand(0)));
      } else if (isNamed(from)) {
        return SqlStdOperatorTable.AS.createCall(
            from.getParserPosition(),
            table(from),
            new SqlIdentifier(name, from.getParserPosition()));
      }
      return from;
    }

    private boolean isNamed(SqlNode source) {
      return source instanceof SqlIdentifier table
          && table.isSimple()
          && table.getSimple().equalsIgnoreCase(name);
    }

    private SqlIdentifier table(SqlNode named) {
      return new SqlIdentifier(own, named.getParserPosition());
    }
  }
}
