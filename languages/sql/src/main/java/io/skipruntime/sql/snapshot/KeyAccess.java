package io.skipruntime.sql.snapshot;

import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.SqlType;
import io.skipruntime.sql.catalog.Table;
import io.skipruntime.sql.expression.Cells;
import io.skipruntime.sql.expression.Expression;
import io.skipruntime.sql.expression.Function;
import io.skipruntime.sql.plan.KeyPath;
import io.skipruntime.sql.plan.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a table that are read for the rows that are wanted: those that begin with one of
 * some keys. Used by one thread.
 *
 * <ul>
 *   <li>Rows come in the order of the keys, as they do if all are read.
 *   <li>A value that has no key, as one that fails, leaves the way unused, so that all rows are
 *       read and the condition fails, or does not, where it stands.
 * </ul>
 */
final class KeyAccess {

  /** So many keys are looked up one by one; for more, all rows are read. */
  private static final int MOST_KEYS = 10_000;

  private final Table table;

  /** The first cells of the wanted keys, in the order of the keys. */
  private final SortedMap<Json, List<Object>> beginnings;

  private final Range range;

  /**
   * The range of the cell behind the beginning: its least value, and when there is no more of it.
   */
  private record Range(Optional<Object> least, List<Predicate<Object>> ends) {
    boolean isBehind(@Nullable Object cell) {
      return cell != null && ends.stream().anyMatch(end -> end.test(cell));
    }
  }

  private KeyAccess(Table table, SortedMap<Json, List<Object>> beginnings, Range range) {
    this.table = table;
    this.beginnings = beginnings;
    this.range = range;
  }

  /** The way to the wanted rows of a table; empty if all are to be read. */
  static Optional<KeyAccess> of(Table table, Wanted wanted) {
    Optional<KeyPath> path = KeyPath.of(table, wanted);
    if (path.isEmpty()) {
      return Optional.empty();
    }
    try {
      SortedMap<Json, List<Object>> beginnings = new TreeMap<>(CanonicalOrder.INSTANCE);
      List<List<Object>> cells = new ArrayList<>();
      for (Wanted.Condition each : path.get().equal()) {
        cells.add(values(each));
      }
      long count = cells.stream().mapToLong(List::size).reduce(1, Math::multiplyExact);
      if (count > MOST_KEYS) {
        return Optional.empty();
      }
      addAll(table, cells, List.of(), beginnings);
      return Optional.of(new KeyAccess(table, beginnings, range(path.get().range())));
    } catch (SqlException | IllegalArgumentException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static void addAll(
      Table table,
      List<List<Object>> cells,
      List<Object> beginning,
      SortedMap<Json, List<Object>> beginnings) {
    if (beginning.size() == cells.size()) {
      beginnings.put(key(table, beginning), beginning);
      return;
    }
    for (Object value : cells.get(beginning.size())) {
      List<Object> longer = new ArrayList<>(beginning);
      longer.add(value);
      addAll(table, cells, List.copyOf(longer), beginnings);
    }
  }

  private static Json key(Table table, List<Object> cells) {
    return cells.isEmpty()
        ? Json.NULL
        : table.keyForm().key(cells.stream().map(cell -> Json.from(cell)).toList());
  }

  /** The values that are not NULL, which nothing is equal to. */
  private static List<Object> values(Wanted.Condition condition) {
    List<Object> values = new ArrayList<>();
    if (condition instanceof Wanted.Condition.OneOf one) {
      one.values().forEach(each -> add(value(each), values));
    } else if (condition instanceof Wanted.Condition.ElementOf element
        && value(element.array()) instanceof List<?> array) {
      array.forEach(each -> add(each == Json.NULL ? null : each, values));
    }
    return values;
  }

  private static void add(@Nullable Object value, List<Object> values) {
    if (value != null) {
      values.add(Cells.alike(value));
    }
  }

  private static @Nullable Object value(Expression free) {
    return free.evaluate(new Object[0]);
  }

  private static Range range(List<Wanted.Condition> conditions) {
    Optional<Object> least = Optional.empty();
    List<Predicate<Object>> ends = new ArrayList<>();
    for (Wanted.Condition condition : conditions) {
      Optional<Object> from = Optional.empty();
      switch (condition) {
        case Wanted.Condition.Compared compared -> {
          Object value = value(compared.value());
          if (value == null) {
            ends.add(cell -> true);
          } else if (compared.comparison() == Function.GREATER
              || compared.comparison() == Function.AT_LEAST) {
            from = Optional.of(value);
          } else {
            ends.add(cell -> isGreater(cell, value));
          }
        }
        case Wanted.Condition.Like like -> {
          String beginning =
              value(like.pattern()) instanceof String pattern ? beginning(pattern) : "";
          if (!beginning.isEmpty()) {
            from = Optional.of(beginning);
            ends.add(
                cell -> isGreater(cell, beginning) && !String.valueOf(cell).startsWith(beginning));
          }
        }
        default -> {}
      }
      if (from.isPresent() && (least.isEmpty() || isGreater(from.get(), least.get()))) {
        least = from;
      }
    }
    return new Range(least, ends);
  }

  private static boolean isGreater(Object cell, Object value) {
    return Boolean.TRUE.equals(Function.GREATER.apply(new Object[] {cell, value}, SqlType.BOOLEAN));
  }

  /** The characters of a pattern before the first that stands for others. */
  private static String beginning(String pattern) {
    int end = 0;
    while (end < pattern.length() && "%_\\".indexOf(pattern.charAt(end)) < 0) {
      end++;
    }
    return pattern.substring(0, end);
  }

  /** Gives the rows. */
  void read(TableReader tables, Budget budget, RowSink sink) {
    beginnings
        .values()
        .forEach(beginning -> {
          budget.row();
          List<Object> first = new ArrayList<>(beginning);
          range.least().ifPresent(first::add);
          tables.readFrom(
              table,
              key(table, first),
              row -> {
                boolean isWanted =
                    beginsWith(row, beginning)
                        && (beginning.size() == table.keys().readers().size()
                            || !range.isBehind(row[beginning.size()]));
                if (isWanted) {
                  sink.accept(row);
                }
                return isWanted;
              });
        });
  }

  private static boolean beginsWith(@Nullable Object[] row, List<Object> beginning) {
    for (int i = 0; i < beginning.size(); i++) {
      Object cell = row[i];
      if (cell == null
          || !Boolean.TRUE.equals(
              Function.EQUAL.apply(new Object[] {cell, beginning.get(i)}, SqlType.BOOLEAN))) {
        return false;
      }
    }
    return true;
  }
}
