package io.skipruntime.sql.live;

import io.skipruntime.Aggregator;
import io.skipruntime.Emitter;
import io.skipruntime.Mapper;
import io.skipruntime.Pair;
import io.skipruntime.Values;
import io.skipruntime.json.Json;
import io.skipruntime.sql.expression.Cells;
import io.skipruntime.sql.expression.Grouped;
import io.skipruntime.sql.expression.SortKey;
import io.skipruntime.sql.plan.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The functions of the collections that plans become: records, so that equal plans share them. */
final class RowFunctions {

  private RowFunctions() {}

  /** A mapper that gives each row to its group, with what it adds to the results of the calls. */
  record ToGroups(Pipeline rows, List<Integer> groups, Grouped calls)
      implements Mapper<Object, Object, Object, List<Object>> {
    @Override
    public void mapEntry(Object key, Values<Object> values, Emitter<Object, List<Object>> out) {
      rows.forEachRow(
          key,
          values,
          (ignored, row) -> {
            List<Object> group = new ArrayList<>(groups.size());
            List<Object> all = Cells.list(row);
            groups.forEach(cell -> group.add(all.get(cell)));
            out.emit(List.copyOf(group), calls.arguments(row));
          });
    }
  }

  /**
   * The arguments of a row as they are: what makes {@link Grouped} one of the framework's own
   * aggregators, whose accumulators are known to be immutable.
   */
  record Unchanged() implements Function<List<Object>, List<Object>> {
    @Override
    public List<Object> apply(List<Object> arguments) {
      return arguments;
    }
  }

  /** A mapper that makes the row of a group: its cells, then the results. */
  record FromGroups() implements Mapper<Object, List<Object>, Object, List<Object>> {
    @Override
    public void mapEntry(
        Object key, Values<List<Object>> results, Emitter<Object, List<Object>> out) {
      List<Object> row = new ArrayList<>((List<?>) key);
      row.addAll(results.getUnique());
      out.emit(key, List.copyOf(row));
    }
  }

  /** The cells by which a row is joined; null if one of them is NULL and must not be. */
  record JoinKey(List<Integer> cells, List<Boolean> matchNull)
      implements Function<List<Object>, @Nullable Object> {
    @Override
    public @Nullable Object apply(List<Object> row) {
      List<Object> key = new ArrayList<>(cells.size());
      for (int i = 0; i < cells.size(); i++) {
        Object cell = row.get(cells.get(i));
        if (cell == Json.NULL && !matchNull.get(i)) {
          return null;
        }
        key.add(Cells.alike(cell));
      }
      return List.copyOf(key);
    }
  }

  /** Two rows as one. */
  record Both() implements BiFunction<List<Object>, List<Object>, List<Object>> {
    @Override
    public List<Object> apply(List<Object> left, List<Object> right) {
      List<Object> both = new ArrayList<>(left.size() + right.size());
      both.addAll(left);
      both.addAll(right);
      return List.copyOf(both);
    }
  }

  /** The key of one side of a pair of joined rows, which is matched. */
  record Matched(boolean isLeft) implements Mapper<Object, List<Object>, Object, Boolean> {
    @Override
    public void mapEntry(Object key, Values<List<Object>> rows, Emitter<Object, Boolean> out) {
      Pair<?, ?> pair = (Pair<?, ?>) key;
      out.emit(isLeft ? pair.first() : pair.second(), true);
    }
  }

  /** A row without partner, with so many NULLs before and behind it, under a key of three parts. */
  record Alone(int before, int after)
      implements Mapper<Object, List<Object>, Object, List<Object>> {
    @Override
    public void mapEntry(Object key, Values<List<Object>> rows, Emitter<Object, List<Object>> out) {
      List<Object> row = new ArrayList<>();
      addNulls(row, before);
      row.addAll(rows.getUnique());
      addNulls(row, after);
      out.emit(
          before == 0 ? List.of(key, Json.NULL, Json.NULL) : List.of(Json.NULL, Json.NULL, key),
          List.copyOf(row));
    }

    private static void addNulls(List<Object> row, int count) {
      for (int i = 0; i < count; i++) {
        row.add(Json.NULL);
      }
    }
  }

  /**
   * A mapper that gives what is made of a row with each element of an array, under the element's
   * number.
   */
  record Elements(Plan.Unnest unnest, Pipeline above)
      implements Mapper<Object, Object, Object, List<Object>> {
    @Override
    public void mapEntry(Object key, Values<Object> rows, Emitter<Object, List<Object>> out) {
      long number = 0;
      for (@Nullable Object[] each : unnest.rows(Cells.array((List<?>) rows.getUnique()))) {
        @Nullable Object[] made = above.applied(each);
        if (made != null) {
          out.emit(List.of(key, number), Cells.list(made));
        }
        number++;
      }
    }
  }

  /** A mapper that puts the number of an input before the key of a row. */
  record Tagged(long input) implements Mapper<Object, List<Object>, Object, List<Object>> {
    @Override
    public void mapEntry(Object key, Values<List<Object>> rows, Emitter<Object, List<Object>> out) {
      out.emit(List.of(input, key), rows.getUnique());
    }
  }

  /** A mapper that gives a row to one of two sides. */
  record Side(boolean isLeft) implements Mapper<Object, List<Object>, Object, Boolean> {
    @Override
    public void mapEntry(Object key, Values<List<Object>> rows, Emitter<Object, Boolean> out) {
      out.emit(rows.getUnique(), isLeft);
    }
  }

  /** The numbers of a row's occurrences on each side. */
  record Counts(long lefts, long rights) {}

  /** The aggregator that counts the rows of both sides. */
  record Counting() implements Aggregator<Boolean, Counts, Counts> {
    @Override
    public Counts initial() {
      return new Counts(0, 0);
    }

    @Override
    public Counts add(@Nullable Counts counts, Boolean isLeft) {
      return changed(counts == null ? initial() : counts, isLeft, 1);
    }

    @Override
    public Counts remove(Counts counts, Boolean isLeft) {
      return changed(counts, isLeft, -1);
    }

    private static Counts changed(Counts counts, boolean isLeft, int by) {
      return isLeft
          ? new Counts(counts.lefts + by, counts.rights)
          : new Counts(counts.lefts, counts.rights + by);
    }

    @Override
    public Counts result(Counts counts) {
      return counts;
    }
  }

  /** A row as often as an operation says, each time under a key of its own. */
  record Times(boolean isExcept, boolean isAll)
      implements Mapper<Object, Counts, Object, List<Object>> {
    @Override
    public void mapEntry(Object row, Values<Counts> counts, Emitter<Object, List<Object>> out) {
      long times =
          Plan.Match.times(isExcept, isAll, counts.getUnique().lefts, counts.getUnique().rights);
      for (long i = 0; i < times; i++) {
        out.emit(isAll ? List.of(row, i) : row, asRow(row));
      }
    }

    @SuppressWarnings("unchecked") // the key is the row that was counted
    private static List<Object> asRow(Object row) {
      return (List<Object>) row;
    }
  }

  /**
   * A mapper that puts rows into an order: under their position, and the key behind it.
   *
   * @param hasTies whether the cells of the row stand between, so that they decide what is first
   */
  record Placed(List<SortKey> keys, boolean hasTies)
      implements Mapper<Object, List<Object>, Object, List<Object>> {
    @Override
    public void mapEntry(Object key, Values<List<Object>> rows, Emitter<Object, List<Object>> out) {
      List<Object> row = rows.getUnique();
      List<Object> position = new ArrayList<>(SortKey.position(keys, Cells.array(row)));
      if (hasTies) {
        position.add(row);
      }
      position.add(key);
      out.emit(List.copyOf(position), row);
    }
  }

  /** A mapper that arranges rows by cells, none of which is NULL. */
  record Arranged(List<Integer> cells)
      implements Mapper<Object, List<Object>, Object, List<Object>> {
    @Override
    public void mapEntry(Object key, Values<List<Object>> rows, Emitter<Object, List<Object>> out) {
      List<Object> row = rows.getUnique();
      if (cells.stream().noneMatch(cell -> row.get(cell) == Json.NULL)) {
        out.emit(Cells.key(Cells.array(row), cells), List.of(key, row));
      }
    }
  }

  /** A mapper that gives arranged rows, without the cells behind a width, the keys they had. */
  record Restored(int width) implements Mapper<Object, List<Object>, Object, List<Object>> {
    @Override
    public void mapEntry(Object key, Values<List<Object>> rows, Emitter<Object, List<Object>> out) {
      for (List<Object> each : rows) {
        List<?> row = (List<?>) each.get(1);
        out.emit(each.get(0), List.copyOf(row.subList(0, width)));
      }
    }
  }

  /** Nothing of each entry. */
  record Nothing() implements Mapper<Object, Object, Object, List<Object>> {
    @Override
    public void mapEntry(Object key, Values<Object> values, Emitter<Object, List<Object>> out) {}
  }

  /** Rows of constants. */
  record Constants(List<List<Object>> rows)
      implements Mapper<Object, List<Object>, Object, List<Object>> {
    @Override
    public void mapEntry(
        Object key, Values<List<Object>> values, Emitter<Object, List<Object>> out) {
      for (int i = 0; i < rows.size(); i++) {
        out.emit((long) i, rows.get(i));
      }
    }
  }

  /** The rows as objects whose members are named as the columns, under their keys as JSON. */
  record Shown(List<String> columns) implements Mapper<Object, List<Object>, Json, Json> {
    @Override
    public void mapEntry(Object key, Values<List<Object>> rows, Emitter<Json, Json> out) {
      Map<String, Json> members = new HashMap<>();
      @Nullable Object[] cells = Cells.array(rows.getUnique());
      for (int i = 0; i < columns.size(); i++) {
        members.put(columns.get(i), Cells.json(cells[i]));
      }
      out.emit(Json.from(key), Json.object(members));
    }
  }
}
