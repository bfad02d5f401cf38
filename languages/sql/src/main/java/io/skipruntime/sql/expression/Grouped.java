package io.skipruntime.sql.expression;

import io.skipruntime.Aggregator;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The aggregator of several calls over the rows of one group. What it adds and removes is, for each
 * call, the argument that {@link #arguments} made of a row; its result is a cell for each call.
 */
public record Grouped(List<Aggregation> calls)
    implements Aggregator<List<Object>, List<Object>, List<Object>> {

  /** Copies the list. */
  public Grouped {
    calls = List.copyOf(calls);
  }

  /** What a row adds to the accumulators. */
  public List<Object> arguments(@Nullable Object[] row) {
    List<Object> arguments = new ArrayList<>(calls.size());
    calls.forEach(call -> arguments.add(call.argument(row)));
    return List.copyOf(arguments);
  }

  @Override
  public List<Object> initial() {
    List<Object> initial = new ArrayList<>(calls.size());
    calls.forEach(call -> initial.add(call.initial()));
    return List.copyOf(initial);
  }

  @Override
  public List<Object> add(@Nullable List<Object> accumulated, List<Object> arguments) {
    List<Object> before = Objects.requireNonNull(accumulated);
    List<Object> after = new ArrayList<>(calls.size());
    for (int i = 0; i < calls.size(); i++) {
      after.add(calls.get(i).add(before.get(i), arguments.get(i)));
    }
    return List.copyOf(after);
  }

  @Override
  public List<Object> remove(List<Object> accumulated, List<Object> arguments) {
    List<Object> after = new ArrayList<>(calls.size());
    for (int i = 0; i < calls.size(); i++) {
      after.add(calls.get(i).remove(accumulated.get(i), arguments.get(i)));
    }
    return List.copyOf(after);
  }

  @Override
  public List<Object> result(List<Object> accumulated) {
    List<Object> results = new ArrayList<>(calls.size());
    for (int i = 0; i < calls.size(); i++) {
      results.add(Expression.stored(calls.get(i).result(accumulated.get(i))));
    }
    return List.copyOf(results);
  }
}
