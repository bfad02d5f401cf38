package io.skipruntime.sql.front;

import io.skipruntime.sql.catalog.SqlException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/**
 * A search for the first subquery that refers to the query around it: in a query that was
 * validated, where each column has the name of its table before it.
 */
final class Correlations extends SqlBasicVisitor<@Nullable Void> {

  /** Why such a subquery is refused. */
  static final String REASON =
      "a subquery that refers to the query around it in this way is not supported; write it as a"
          + " join";

  private final Deque<Set<String>> tables = new ArrayDeque<>();
  private final Deque<SqlParserPos> places = new ArrayDeque<>();
  private @Nullable SqlParserPos found;

  private Correlations() {}

  /** The refusal of such a subquery with the place of the first; as it is if it is of others. */
  static SqlException placed(SqlException refusal, SqlNode query) {
    if (refusal.line() > 0 || !refusal.reason().equals(REASON)) {
      return refusal;
    }
    Correlations search = new Correlations();
    query.accept(search);
    SqlParserPos at = search.found;
    return at == null ? refusal : refusal.at(at.getLineNum(), at.getColumnNum());
  }

  @Override
  public @Nullable Void visit(SqlIdentifier name) {
    if (found == null && name.names.size() > 1 && tables.size() > 1) {
      String table = name.names.get(0).toLowerCase(Locale.ROOT);
      boolean isOuter =
          !tables.getFirst().contains(table)
              && tables.stream().skip(1).anyMatch(each -> each.contains(table));
      found = isOuter ? places.getFirst() : null;
    }
    return null;
  }

  @Override
  public @Nullable Void visit(SqlCall call) {
    if (!(call instanceof SqlSelect select)) {
      return super.visit(call);
    }
    Set<String> own = new HashSet<>();
    addNames(select.getFrom(), own);
    tables.push(own);
    places.push(select.getParserPosition());
    super.visit(select);
    tables.pop();
    places.pop();
    return null;
  }

  private static void addNames(@Nullable SqlNode from, Set<String> names) {
    switch (from) {
      case SqlIdentifier table ->
          names.add(table.names.get(table.names.size() - 1).toLowerCase(Locale.ROOT));
      case SqlJoin join -> {
        addNames(join.getLeft(), names);
        addNames(join.getRight(), names);
      }
      case SqlCall call when call.getKind() == SqlKind.AS -> addNames(call.operand(1), names);
      case SqlCall call when call.getKind() == SqlKind.LATERAL -> addNames(call.operand(0), names);
      case null, default -> {
        // has no name
      }
    }
  }
}
