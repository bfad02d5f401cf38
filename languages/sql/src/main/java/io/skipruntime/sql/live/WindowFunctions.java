package io.skipruntime.sql.live;

import io.skipruntime.Aggregator;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Mapper;
import io.skipruntime.Order;
import io.skipruntime.Reducers;
import io.skipruntime.Values;
import io.skipruntime.Window;
import io.skipruntime.WindowFunction;
import io.skipruntime.engine.spi.LimitedWork;
import io.skipruntime.json.Json;
import io.skipruntime.sql.expression.Cells;
import io.skipruntime.sql.expression.Expression;
import io.skipruntime.sql.expression.Grouped;
import io.skipruntime.sql.expression.SortKey;
import io.skipruntime.sql.plan.FramedRows;
import io.skipruntime.sql.plan.WindowCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The functions of windows over rows: records, so that equal windows share them. */
final class WindowFunctions {

  private WindowFunctions() {}

  /** The rows with the result of a call as a cell more. */
  static EagerCollection<Object, List<Object>> of(
      EagerCollection<Object, List<Object>> rows, WindowCall call) {
    if (call.function() instanceof WindowCall.Framed framed) {
      return rows.mapReduce(new ToPartitions(call), Reducers.<List<Object>>collect())
          .map(new FromPartitions(call.order(), framed));
    }
    return rows.window(
        Window.by(new Partition(call.partition()), Order.by(new Position(call))), function(call));
  }

  private static WindowFunction<List<Object>, List<Object>> function(WindowCall call) {
    return switch (call.function()) {
      case WindowCall.Ranked ranked -> ranked(ranked.ranking());
      case WindowCall.Neighbour other ->
          other.isAfter()
              ? WindowFunction.lead(
                  other.rows(), new NeighbourCell(other.cell(), other.otherwise()))
              : WindowFunction.lag(
                  other.rows(), new NeighbourCell(other.cell(), other.otherwise()));
      case WindowCall.End end ->
          end.isLast()
              ? WindowFunction.last(new EndCell(end.cell()))
              : WindowFunction.first(new EndCell(end.cell()));
      case WindowCall.Running running -> aggregated(running);
      case WindowCall.Framed framed ->
          throw new IllegalArgumentException("a function of a frame takes its partition");
      case WindowCall.Whole whole ->
          throw new IllegalArgumentException("an aggregate of the whole partition is a join");
    };
  }

  private static WindowFunction<List<Object>, List<Object>> ranked(WindowFunction.Ranking ranking) {
    return switch (ranking) {
      case ROW_NUMBER -> WindowFunction.rowNumber(new Numbered());
      case RANK -> WindowFunction.rank(new Numbered());
      case DENSE_RANK -> WindowFunction.denseRank(new Numbered());
    };
  }

  private static WindowFunction<List<Object>, List<Object>> aggregated(WindowCall.Running running) {
    Grouped calls = new Grouped(List.of(running.aggregation()));
    Aggregator<List<Object>, ?, List<Object>> aggregator = Reducers.of(new Arguments(calls), calls);
    return running.rows() == Integer.MAX_VALUE
        ? WindowFunction.running(aggregator, new Aggregated())
        : WindowFunction.rows(running.rows(), aggregator, new Aggregated());
  }

  /** A mapper that gives each row, with its place and its key, to its partition. */
  record ToPartitions(WindowCall call)
      implements Mapper<Object, List<Object>, Object, List<Object>> {
    @Override
    public void mapEntry(Object key, Values<List<Object>> rows, Emitter<Object, List<Object>> out) {
      List<Object> row = rows.getUnique();
      @Nullable Object[] cells = Cells.array(row);
      out.emit(Cells.key(cells, call.partition()), List.of(call.position(cells), key, row));
    }
  }

  /** A mapper that gives the rows of a partition, each with the result of a function. */
  record FromPartitions(List<SortKey> order, WindowCall.Framed function)
      implements Mapper<Object, List<List<Object>>, Object, List<Object>> {
    @Override
    public void mapEntry(
        Object partition, Values<List<List<Object>>> all, Emitter<Object, List<Object>> out) {
      List<List<Object>> placed = all.getUnique();
      List<@Nullable Object[]> rows = new ArrayList<>();
      placed.forEach(each -> rows.add(Cells.array((List<?>) each.get(2))));
      List<@Nullable Object> results =
          new FramedRows(rows, order, LimitedWork::check).results(function);
      for (int i = 0; i < rows.size(); i++) {
        List<Object> row = Cells.list(rows.get(i));
        out.emit(placed.get(i).get(1), longer(row, Expression.stored(results.get(i))));
      }
    }
  }

  private static List<Object> longer(List<Object> row, Object cell) {
    List<Object> longer = new ArrayList<>(row.size() + 1);
    longer.addAll(row);
    longer.add(cell);
    return List.copyOf(longer);
  }

  /** The cells that the rows of a partition have in common. */
  record Partition(List<Integer> cells) implements Function<List<Object>, Object> {
    @Override
    public Object apply(List<Object> row) {
      return Cells.key(Cells.array(row), cells);
    }
  }

  /** The place of a row in the order of a call. */
  record Position(WindowCall call) implements Function<List<Object>, Object> {
    @Override
    public Object apply(List<Object> row) {
      return call.position(Cells.array(row));
    }
  }

  /** The arguments of a row, which it adds to the accumulators of calls. */
  record Arguments(Grouped calls) implements Function<List<Object>, List<Object>> {
    @Override
    public List<Object> apply(List<Object> row) {
      return calls.arguments(Cells.array(row));
    }
  }

  /** A row with its number. */
  record Numbered() implements BiFunction<List<Object>, Long, List<Object>> {
    @Override
    public List<Object> apply(List<Object> row, Long number) {
      return longer(row, number);
    }
  }

  /** A row with a cell of another row, or of its own if there is no other. */
  record NeighbourCell(int cell, int otherwise)
      implements BiFunction<List<Object>, Optional<List<Object>>, List<Object>> {
    @Override
    public List<Object> apply(List<Object> row, Optional<List<Object>> other) {
      Object own = otherwise < 0 ? Json.NULL : row.get(otherwise);
      return longer(row, other.map(found -> found.get(cell)).orElse(own));
    }
  }

  /** A row with a cell of the row at an end. */
  record EndCell(int cell) implements BiFunction<List<Object>, List<Object>, List<Object>> {
    @Override
    public List<Object> apply(List<Object> row, List<Object> end) {
      return longer(row, end.get(cell));
    }
  }

  /** A row with the result of the only call. */
  record Aggregated() implements BiFunction<List<Object>, List<Object>, List<Object>> {
    @Override
    public List<Object> apply(List<Object> row, List<Object> results) {
      return longer(row, results.getFirst());
    }
  }
}
