package io.skipruntime.sql.front;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSelectKeyword;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.util.Litmus;
import org.jspecify.annotations.Nullable;

/**
 * The way of a subquery that aggregates, and refers to the query around it in SELECT or HAVING,
 * into one that the validator takes: the groups become a query in FROM, and what is made of them
 * stands above it. Only references with the name of a table are found.
 */
final class OuterReferences extends SqlShuttle {

  private static final String GROUPS = "$groups";

  private static final Set<String> AGGREGATES =
      Operators.table(List.of()).getOperatorList().stream()
          .filter(SqlOperator::isAggregator)
          .map(operator -> operator.getName().toUpperCase(Locale.ROOT))
          .collect(Collectors.toUnmodifiableSet());

  private static final Set<SqlKind> AROUND =
      Set.of(SqlKind.FILTER, SqlKind.WITHIN_GROUP, SqlKind.WITHIN_DISTINCT);

  private static final Set<SqlKind> SETS =
      Set.of(SqlKind.ROLLUP, SqlKind.CUBE, SqlKind.GROUPING_SETS);

  private final List<SqlNode> cells;

  private OuterReferences(List<SqlNode> groups) {
    cells = new ArrayList<>(groups);
  }

  /** The query with its groups in FROM; null if it is not of this kind. */
  static @Nullable SqlSelect above(SqlSelect select) {
    SqlNode from = select.getFrom();
    if (from == null || !hasPlainGroups(select) || !refersOutside(select, from)) {
      return null;
    }
    SqlNodeList groups = select.getGroup();
    OuterReferences above = new OuterReferences(groups == null ? List.of() : List.copyOf(groups));
    SqlNodeList list = new SqlNodeList(select.getSelectList().getParserPosition());
    for (SqlNode item : select.getSelectList()) {
      SqlNode changed = above.changed(item);
      list.add(
          item instanceof SqlIdentifier name && changed != item
              ? as(changed, name.names.get(name.names.size() - 1))
              : changed);
    }
    SqlNode having = select.getHaving() == null ? null : above.changed(select.getHaving());
    SqlNodeList distinct =
        select.isDistinct()
            ? SqlNodeList.of(SqlSelectKeyword.DISTINCT.symbol(SqlParserPos.ZERO))
            : null;
    SqlNode grouped = as(above.grouped(select), GROUPS);
    return above.cells.isEmpty()
        ? null
        : new SqlSelect(
            select.getParserPosition(),
            distinct,
            list,
            grouped,
            having,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null);
  }

  private static boolean hasPlainGroups(SqlSelect select) {
    SqlNodeList groups = select.getGroup();
    return select.getQualify() == null
        && (groups == null
            || groups.stream()
                .noneMatch(group -> group instanceof SqlLiteral || SETS.contains(group.getKind())));
  }

  /** The groups of a query and what is aggregated. */
  private SqlSelect grouped(SqlSelect select) {
    SqlParserPos at = select.getParserPosition();
    SqlNodeList inner = new SqlNodeList(at);
    for (int i = 0; i < cells.size(); i++) {
      inner.add(as(cells.get(i), "c" + i));
    }
    return new SqlSelect(
        at,
        null,
        inner,
        select.getFrom(),
        select.getWhere(),
        select.getGroup(),
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private static SqlNode as(SqlNode node, String name) {
    SqlParserPos at = node.getParserPosition();
    return SqlStdOperatorTable.AS.createCall(at, node, new SqlIdentifier(name, at));
  }

  private SqlNode changed(SqlNode node) {
    if (node instanceof SqlBasicCall call && call.getKind() == SqlKind.AS) {
      return as(changed(call.operand(0)), ((SqlIdentifier) call.operand(1)).getSimple());
    }
    return Objects.requireNonNull(node.accept(this));
  }

  /** The cell that an expression of the query is; null if it is none. */
  private @Nullable SqlNode known(SqlNode node) {
    int index = indexOf(node, cells);
    return index < 0 ? null : cell(index, node);
  }

  private static int indexOf(SqlNode node, List<SqlNode> all) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).equalsDeep(node, Litmus.IGNORE)) {
        return i;
      }
    }
    return -1;
  }

  private static SqlNode cell(int index, SqlNode in) {
    return new SqlIdentifier(List.of(GROUPS, "c" + index), in.getParserPosition());
  }

  @Override
  public @Nullable SqlNode visit(SqlIdentifier name) {
    SqlNode known = known(name);
    return known == null ? name : known;
  }

  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    SqlNode known = known(call);
    if (known != null) {
      return known;
    }
    if (isAggregate(call)) {
      cells.add(call);
      return cell(cells.size() - 1, call);
    }
    return super.visit(call);
  }

  private static boolean isAggregate(SqlNode node) {
    if (!(node instanceof SqlCall call)) {
      return false;
    }
    return AROUND.contains(call.getKind())
        ? isAggregate(call.operand(0))
        : AGGREGATES.contains(call.getOperator().getName().toUpperCase(Locale.ROOT));
  }

  /** Whether SELECT or HAVING names a table that is not in FROM, beside what is aggregated. */
  private static boolean refersOutside(SqlSelect select, SqlNode from) {
    Set<String> own = new HashSet<>();
    addNames(from, own);
    SqlNodeList groups = select.getGroup();
    Search search = new Search(own, groups == null ? List.of() : List.copyOf(groups));
    for (SqlNode item : select.getSelectList()) {
      item.accept(search);
    }
    if (select.getHaving() != null) {
      select.getHaving().accept(search);
    }
    return search.hasOuter && !search.isOther && (search.hasAggregate || select.getGroup() != null);
  }

  private static void addNames(SqlNode from, Set<String> names) {
    switch (from) {
      case SqlIdentifier table -> names.add(lower(table.names.get(table.names.size() - 1)));
      case SqlJoin join -> {
        addNames(join.getLeft(), names);
        addNames(join.getRight(), names);
      }
      case SqlCall call when call.getKind() == SqlKind.AS ->
          names.add(lower(((SqlIdentifier) call.operand(1)).getSimple()));
      default -> {}
    }
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** A search for what SELECT and HAVING have, without what is aggregated. */
  private static final class Search extends SqlBasicVisitor<@Nullable Void> {
    private final Set<String> own;
    private final List<SqlNode> groups;
    private boolean hasOuter;
    private boolean hasAggregate;
    private boolean isOther;

    private Search(Set<String> own, List<SqlNode> groups) {
      this.own = own;
      this.groups = groups;
    }

    @Override
    public @Nullable Void visit(SqlIdentifier name) {
      hasOuter |=
          name.names.size() == 2
              && !name.isStar()
              && !own.contains(lower(name.names.get(0)))
              && indexOf(name, groups) < 0;
      isOther |= name.isStar();
      return null;
    }

    @Override
    public @Nullable Void visit(SqlCall call) {
      if (isAggregate(call)) {
        hasAggregate = true;
        return null;
      }
      if (indexOf(call, groups) >= 0) {
        return null;
      }
      if (call.getKind() == SqlKind.AS) {
        return call.operand(0).accept(this);
      }
      isOther |= call instanceof SqlSelect || call.getKind() == SqlKind.OVER;
      return super.visit(call);
    }
  }
}
