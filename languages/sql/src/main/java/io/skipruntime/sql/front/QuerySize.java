package io.skipruntime.sql.front;

import io.skipruntime.sql.catalog.SqlException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.jspecify.annotations.Nullable;

/**
 * The size of a query before it is planned. A named query counts wherever it is used, since a plan
 * has it there each time: of sixteen of them, each of which joins the one before to itself, the
 * last reads 65,536 tables.
 *
 * <ul>
 *   <li>{@code named} has how many tables each named query reads that is known at present.
 * </ul>
 */
final class QuerySize {

  /** To plan so many joins takes about a second; for more it would be the square of that. */
  private static final int MOST_JOINS = 100;

  /** How many tables a query may read, each as often as it is read. */
  static final int MOST_TABLES = 1_000;

  /** How many grouping sets a query may have, as in PostgreSQL. */
  static final int MOST_GROUPING_SETS = 4_096;

  /**
   * How many tables a query may read if each is read for each grouping set above it: the plan has
   * them so often.
   */
  static final int MOST_GROUPED_TABLES = 65_536;

  private static final String TOO_COMPLEX = "54001";

  private final Map<String, Long> named = new HashMap<>();
  private boolean countsSets;

  private int joins;

  /**
   * Refuses a query that would be planned without an end.
   *
   * @throws SqlException if it reads too many tables, or has too many grouping sets
   */
  void require(SqlNode query) {
    tables(query);
    countsSets = true;
    tables(query);
  }

  /**
   * Counts a join, on the way down to it.
   *
   * @throws SqlException if it is one too many
   */
  void join() {
    if (++joins > MOST_JOINS) {
      throw SqlException.of(TOO_COMPLEX, "a query may have " + MOST_JOINS + " joins");
    }
  }

  /** How many tables a part reads. */
  private long tables(@Nullable SqlNode part) {
    long tables =
        switch (part) {
          case SqlWith with -> ofWith(with);
          case SqlSelect select -> ofSelect(select);
          case SqlCall call -> ofAll(call.getOperandList());
          case SqlNodeList list -> ofAll(list.getList());
          case null, default -> 0;
        };
    if (countsSets && tables > MOST_GROUPED_TABLES) {
      throw SqlException.of(
          TOO_COMPLEX,
          "the query reads more than " + MOST_GROUPED_TABLES + " tables for its grouping sets");
    }
    if (!countsSets && tables > MOST_TABLES) {
      throw SqlException.of(
          TOO_COMPLEX,
          "the query reads more than "
              + MOST_TABLES
              + " tables; a query of WITH counts wherever it is used");
    }
    return tables;
  }

  private long ofAll(List<? extends @Nullable SqlNode> parts) {
    long tables = 0;
    for (SqlNode part : parts) {
      tables += tables(part);
    }
    return tables;
  }

  private long ofWith(SqlWith with) {
    Map<String, Long> around = new HashMap<>(named);
    for (SqlNode each : with.withList) {
      SqlWithItem item = (SqlWithItem) each;
      named.put(name(item.name), tables(item.query));
    }
    long tables = tables(with.body);
    named.clear();
    named.putAll(around);
    return tables;
  }

  private static String name(SqlIdentifier identifier) {
    return identifier.getSimple().toLowerCase(Locale.ROOT);
  }

  private long ofSelect(SqlSelect select) {
    long tables = 0;
    for (SqlNode part : select.getOperandList()) {
      if (part == select.getFrom() && part != null) {
        tables += read(part);
      } else {
        tables += tables(part);
      }
    }
    long sets = select.getGroup() == null ? 1 : groupingSets(select.getGroup());
    if (sets > MOST_GROUPING_SETS) {
      throw SqlException.of(
          TOO_COMPLEX, "too many grouping sets present (maximum " + MOST_GROUPING_SETS + ")");
    }
    return countsSets && sets > 1 ? sets * Math.max(1, tables) : tables;
  }

  /** How many tables what stands behind FROM reads. */
  private long read(SqlNode from) {
    return switch (from) {
      case SqlIdentifier table ->
          table.isSimple() ? Math.max(1, named.getOrDefault(name(table), 1L)) : 1;
      case SqlJoin join ->
          read(join.getLeft()) + read(join.getRight()) + tables(join.getCondition());
      case SqlBasicCall call
          when call.getKind() == SqlKind.AS
              || call.getKind() == SqlKind.LATERAL
              || call.getKind() == SqlKind.TABLE_REF ->
          read(call.operand(0));
      default -> tables(from);
    };
  }

  /** How many sets the elements of GROUP BY have together. */
  private static long groupingSets(Iterable<? extends SqlNode> elements) {
    long sets = 1;
    for (SqlNode element : elements) {
      sets = Math.min(sets * setsOf(element), MOST_GROUPING_SETS + 1L);
    }
    return sets;
  }

  private static long setsOf(SqlNode element) {
    if (!(element instanceof SqlCall call)) {
      return 1;
    }
    List<SqlNode> parts = call.getOperandList();
    return switch (call.getKind()) {
      case CUBE -> parts.size() > 12 ? MOST_GROUPING_SETS + 1L : 1L << parts.size();
      case ROLLUP -> parts.size() + 1L;
      case GROUPING_SETS -> parts.stream().mapToLong(QuerySize::setsOf).sum();
      default -> 1;
    };
  }
}
