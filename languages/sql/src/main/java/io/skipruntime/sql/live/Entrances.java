package io.skipruntime.sql.live;

import io.skipruntime.EagerCollection;
import io.skipruntime.engine.spi.GradualCollection;
import io.skipruntime.engine.spi.GradualOrder;
import io.skipruntime.sql.expression.Cells;
import io.skipruntime.sql.plan.WindowCall;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The ways by which rows come into the operations of a query while it is opened in steps. Where an
 * operation would compute much again with each step, what it is made of comes in when it is
 * complete, and in an order in which little changes that is there already.
 *
 * @param purpose the plan of the query, which shares its nodes with equal ones only
 */
record Entrances(Purpose purpose) {

  /** The entries of a table. */
  EagerCollection<Object, Object> of(EagerCollection<Object, Object> table) {
    return gradual(table).gradually(purpose);
  }

  /** Rows that come in after those of others. */
  <V> EagerCollection<Object, V> after(
      List<? extends EagerCollection<?, ?>> others, EagerCollection<Object, V> rows) {
    return gradual(rows).graduallyAfter(others, purpose);
  }

  /** Entries of which those of one group come in together. */
  EagerCollection<Object, Object> byGroup(
      EagerCollection<Object, Object> entries, Pipeline pipeline, List<Integer> cells) {
    GroupOf group = new GroupOf(pipeline, cells);
    return gradual(entries).gradually(purpose, new GradualOrder<>(group, Optional.empty()));
  }

  /** Rows that come in in the order of a window. */
  EagerCollection<Object, List<Object>> byWindow(
      EagerCollection<Object, List<Object>> rows, WindowCall call) {
    boolean isAtOnce =
        call.function() instanceof WindowCall.Framed
            || (call.function() instanceof WindowCall.End end && end.isLast());
    return gradual(rows)
        .gradually(
            purpose,
            new GradualOrder<>(
                new PartitionOf(call.partition()),
                isAtOnce ? Optional.empty() : Optional.of(new RankOf(call))));
  }

  @SuppressWarnings("unchecked") // the collections of functions are such
  private static <V> GradualCollection<Object, V> gradual(EagerCollection<Object, V> collection) {
    if ((Object) collection instanceof GradualCollection<?, ?> gradual) {
      return (GradualCollection<Object, V>) gradual;
    }
    throw new IllegalArgumentException("the collections of a query are those of a function");
  }

  /** The cells of a group, of the row that becomes of an entry; none if it becomes none. */
  record GroupOf(Pipeline pipeline, List<Integer> cells)
      implements BiFunction<Object, Object, Object> {
    @Override
    public Object apply(Object key, Object value) {
      @Nullable Object @Nullable [] row = pipeline.row(key, value);
      return row == null ? List.of() : Cells.key(row, cells);
    }
  }

  /** The cells of a partition. */
  record PartitionOf(List<Integer> cells) implements BiFunction<Object, List<Object>, Object> {
    @Override
    public Object apply(Object key, List<Object> row) {
      return Cells.key(Cells.array(row), cells);
    }
  }

  /** The place of a row in the order of a call. */
  record RankOf(WindowCall call) implements BiFunction<Object, List<Object>, Object> {
    @Override
    public Object apply(Object key, List<Object> row) {
      return call.position(Cells.array(row));
    }
  }
}
