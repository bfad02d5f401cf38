package io.skipruntime.sql.snapshot;

import io.skipruntime.WindowFunction;
import io.skipruntime.json.TableKey;
import io.skipruntime.sql.expression.Cells;
import io.skipruntime.sql.expression.Grouped;
import io.skipruntime.sql.plan.FramedRows;
import io.skipruntime.sql.plan.WindowCall;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The evaluation of a call over windows: it keeps all rows, and then sorts each partition. */
final class Windows {

  private final WindowCall call;
  private final Budget budget;
  private final Map<TableKey, List<Placed>> partitions = new LinkedHashMap<>();

  Windows(WindowCall call, Budget budget) {
    this.call = call;
    this.budget = budget;
  }

  void add(@Nullable Object[] row) {
    budget.keep(row);
    partitions
        .computeIfAbsent(
            TableKey.normal(Cells.key(row, call.partition())), absent -> new ArrayList<>())
        .add(new Placed(call.position(row), row));
  }

  /** Gives all rows, each with the result. */
  void run(RowSink sink) {
    for (List<Placed> partition : partitions.values()) {
      Collections.sort(partition);
      List<@Nullable Object> results = results(partition);
      for (int i = 0; i < results.size(); i++) {
        budget.row();
        @Nullable Object[] row = partition.get(i).row;
        @Nullable Object[] longer = Arrays.copyOf(row, row.length + 1);
        longer[row.length] = results.get(i);
        sink.accept(longer);
      }
    }
  }

  private List<@Nullable Object> results(List<Placed> partition) {
    return switch (call.function()) {
      case WindowCall.Ranked ranked -> numbers(partition, ranked.ranking());
      case WindowCall.Neighbour other -> neighbours(partition, other);
      case WindowCall.End end -> {
        Placed found = end.isLast() ? partition.getLast() : partition.getFirst();
        yield Collections.nCopies(partition.size(), found.row[end.cell()]);
      }
      case WindowCall.Running running -> aggregates(partition, running);
      case WindowCall.Framed framed -> {
        List<@Nullable Object[]> rows = new ArrayList<>();
        partition.forEach(each -> rows.add(each.row));
        yield new FramedRows(rows, call.order(), budget::row).results(framed);
      }
      case WindowCall.Whole whole -> {
        Grouped calls = new Grouped(List.of(whole.aggregation()));
        List<Object> accumulated = calls.initial();
        for (Placed each : partition) {
          accumulated = calls.add(accumulated, calls.arguments(each.row));
        }
        yield Collections.nCopies(partition.size(), Cells.array(calls.result(accumulated))[0]);
      }
    };
  }

  private static List<@Nullable Object> numbers(
      List<Placed> partition, WindowFunction.Ranking ranking) {
    List<@Nullable Object> numbers = new ArrayList<>();
    long rank = 0;
    long dense = 0;
    for (int i = 0; i < partition.size(); i++) {
      boolean isEqual = i > 0 && partition.get(i).position.equals(partition.get(i - 1).position);
      if (!isEqual) {
        rank = i + 1L;
        dense++;
      }
      numbers.add(
          switch (ranking) {
            case ROW_NUMBER -> i + 1L;
            case RANK -> rank;
            case DENSE_RANK -> dense;
          });
    }
    return numbers;
  }

  private static List<@Nullable Object> neighbours(
      List<Placed> partition, WindowCall.Neighbour other) {
    List<@Nullable Object> results = new ArrayList<>();
    for (int i = 0; i < partition.size(); i++) {
      long at = (long) i + (other.isAfter() ? other.rows() : -other.rows());
      if (at >= 0 && at < partition.size()) {
        results.add(partition.get((int) at).row[other.cell()]);
      } else {
        results.add(other.otherwise() < 0 ? null : partition.get(i).row[other.otherwise()]);
      }
    }
    return results;
  }

  private List<@Nullable Object> aggregates(List<Placed> partition, WindowCall.Running running) {
    Grouped calls = new Grouped(List.of(running.aggregation()));
    List<@Nullable Object> results = new ArrayList<>();
    List<Object> accumulated = calls.initial();
    for (int i = 0; i < partition.size(); i++) {
      budget.row();
      accumulated = calls.add(accumulated, calls.arguments(partition.get(i).row));
      if (i >= running.rows()) {
        accumulated =
            calls.remove(accumulated, calls.arguments(partition.get(i - running.rows()).row));
      }
      results.add(Cells.array(calls.result(accumulated))[0]);
    }
    return results;
  }
}
