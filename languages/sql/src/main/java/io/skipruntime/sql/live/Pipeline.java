package io.skipruntime.sql.live;

import io.skipruntime.Emitter;
import io.skipruntime.Mapper;
import io.skipruntime.Pair;
import io.skipruntime.Values;
import io.skipruntime.sql.catalog.Table;
import io.skipruntime.sql.expression.Cells;
import io.skipruntime.sql.expression.Expression;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A mapper of rows: filters and projections one behind the other, so that nothing between them is
 * kept. The first of a plan reads the rows of a table.
 *
 * <ul>
 *   <li>Each row has a key of its own. Of several values that an entry of a table has, all but the
 *       first get their number beside the key; where the key itself may be a list, all do.
 * </ul>
 *
 * @param table the table whose entries are mapped; empty if they are rows
 * @param steps what is done with each row
 */
record Pipeline(Optional<Table> table, List<Step> steps)
    implements Mapper<Object, Object, Object, List<Object>> {

  /** A step of a pipeline. */
  sealed interface Step {
    /** A filter: it leaves out rows for which a condition does not hold. */
    record Where(Expression condition) implements Step {}

    /** A projection: it makes a row of expressions. */
    record Select(List<Expression> expressions) implements Step {}
  }

  @Override
  public void mapEntry(Object key, Values<Object> values, Emitter<Object, List<Object>> out) {
    forEachRow(key, values, (rowKey, row) -> out.emit(rowKey, Cells.list(row)));
  }

  /** Gives the rows of an entry with their keys. */
  void forEachRow(
      Object key, Values<Object> values, BiConsumer<Object, @Nullable Object[]> action) {
    long index = 0;
    for (Object value : values) {
      @Nullable Object[] row = row(key, value);
      if (row != null) {
        boolean isPlain = table.isEmpty() || (index == 0 && table.get().hasTypedKeys());
        action.accept(isPlain ? key : new Pair<>(key, index), row);
      }
      index++;
    }
  }

  /** The row that becomes of a value of an entry; null if it is left out. */
  @Nullable Object @Nullable [] row(Object key, Object value) {
    return applied(table.isPresent() ? table.get().row(key, value) : Cells.array((List<?>) value));
  }

  /** What the steps make of a row; null if one of them leaves it out. */
  @Nullable Object @Nullable [] applied(@Nullable Object[] given) {
    @Nullable Object[] row = given;
    for (Step step : steps) {
      switch (step) {
        case Step.Where where -> {
          if (!where.condition().holds(row)) {
            return null;
          }
        }
        case Step.Select select -> row = selected(select, row);
      }
    }
    return row;
  }

  private static @Nullable Object[] selected(Step.Select select, @Nullable Object[] row) {
    @Nullable Object[] made = new Object[select.expressions().size()];
    for (int i = 0; i < made.length; i++) {
      made[i] = select.expressions().get(i).evaluate(row);
    }
    return made;
  }
}
