package io.skipruntime.engine.operator;

import io.skipruntime.Aggregator;
import io.skipruntime.Order;
import io.skipruntime.WindowFunction;
import io.skipruntime.engine.operator.WindowPartition.Place;
import io.skipruntime.engine.operator.WindowPartition.Row;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The rule of functions that go from row to row: what a row has is made of the state of the row
 * before. From each touched place it goes on until a row has the state that it had; so it looks at
 * one row more than those whose state changes, and at each touched place.
 *
 * @param steps the way from one state to the next
 */
record ForwardRule(Steps steps) implements WindowRule {

  /** The way from one state to the next. */
  interface Steps {

    /**
     * The state of a row.
     *
     * @param previous the row before; null for the first
     */
    Object state(@Nullable Row previous, Row row);

    /** What a row has in a state. */
    Object computed(Object state);
  }

  @Override
  public void follow(
      WindowPartition partition,
      NavigableSet<Place> touched,
      Target target,
      JoinSide.Failing failing) {
    Place from = touched.isEmpty() ? null : touched.first();
    while (from != null) {
      Place same = followFrom(from, partition, touched, target, failing);
      from = same == null ? null : touched.higher(same);
    }
  }

  /** Goes on until a row has what it had, and says where; null if none has. */
  private @Nullable Place followFrom(
      Place from,
      WindowPartition partition,
      NavigableSet<Place> touched,
      Target target,
      JoinSide.Failing failing) {
    Map.Entry<Place, Row> before = partition.rows.lowerEntry(from);
    Row previous = before == null ? null : before.getValue();
    for (Row row : partition.rows.tailMap(from, true).values()) {
      try {
        Object state = steps.state(previous, row);
        if (row.computed != null && state.equals(row.state) && !touched.contains(row.place)) {
          return row.place;
        }
        target.computed(row, state, steps.computed(state));
      } catch (Throwable e) {
        throw failing.failure(row.place.key(), e);
      }
      previous = row;
    }
    return null;
  }

  /** The steps of rankings: a state is a number and a rank. */
  record Numbers(WindowFunction.Ranking ranking, Order<Object> order) implements Steps {

    private record Ranked(long number, long rank) {}

    @Override
    public Object state(@Nullable Row previous, Row row) {
      if (previous == null || !(previous.state instanceof Ranked before)) {
        return new Ranked(1, 1);
      }
      boolean isEqual = order.compare(previous.place.position(), row.place.position()) == 0;
      return switch (ranking) {
        case ROW_NUMBER -> new Ranked(before.number + 1, before.number + 1);
        case RANK -> new Ranked(before.number + 1, isEqual ? before.rank : before.number + 1);
        case DENSE_RANK -> {
          long rank = isEqual ? before.rank : before.rank + 1;
          yield new Ranked(rank, rank);
        }
      };
    }

    @Override
    public Object computed(Object state) {
      return ((Ranked) state).rank;
    }
  }

  /** The steps of aggregates over all rows so far: a state is an accumulator. */
  record Accumulators(Aggregator<Object, Object, Object> aggregator) implements Steps {

    @Override
    public Object state(@Nullable Row previous, Row row) {
      Object accumulated = previous == null ? aggregator.initial() : previous.state;
      return Accumulation.kept(aggregator, aggregator.add(accumulated, row.value));
    }

    @Override
    public Object computed(Object state) {
      return Objects.requireNonNull(
          aggregator.result(state), "an aggregator's result returned null");
    }
  }
}
