package io.skipruntime.engine.operator;

import io.skipruntime.Aggregator;
import io.skipruntime.engine.function.NodeFunction;
import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.heap.ValueList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A user's {@link Aggregator}, applied to the values of one key at a time.
 *
 * @param function the function the author wrote
 */
record Accumulation(NodeFunction function) {

  /** The aggregator, for a node that keeps accumulators. */
  @SuppressWarnings("unchecked") // the typed API let it be put over these values
  Aggregator<Object, Object, Object> boundTo(Evaluation evaluation) {
    return (Aggregator<Object, Object, Object>) function.boundTo(evaluation);
  }

  /** The accumulator of all of {@code values}, at least one. */
  static Object fold(
      Aggregator<Object, Object, Object> aggregator, Iterable<? extends List<Object>> values) {
    Object accumulated = aggregator.initial();
    for (List<Object> each : values) {
      for (Object value : each) {
        accumulated = aggregator.add(accumulated, value);
      }
    }
    return Objects.requireNonNull(accumulated, "an aggregator's add returned null");
  }

  /** The accumulator without some values; null if it has to be computed from the values. */
  static @Nullable Object removed(
      Aggregator<Object, Object, Object> aggregator,
      @Nullable Object accumulated,
      List<Object> values) {
    Object left = accumulated;
    for (int i = 0; i < values.size() && left != null; i++) {
      left = aggregator.remove(left, values.get(i));
    }
    return left;
  }

  /** The accumulator with some values more; null if it has to be computed from the values. */
  static @Nullable Object added(
      Aggregator<Object, Object, Object> aggregator,
      @Nullable Object accumulated,
      List<Object> values) {
    Object sum = accumulated;
    for (int i = 0; i < values.size() && sum != null; i++) {
      sum = aggregator.add(sum, values.get(i));
    }
    return sum;
  }

  /** The one value that a key has for what was accumulated. */
  static ValueList result(Aggregator<Object, Object, Object> aggregator, Object accumulated) {
    return ValueList.of(
        Entering.value(
            Objects.requireNonNull(
                aggregator.result(accumulated), "an aggregator's result returned null")));
  }

  /** The accumulator as it is kept: immutable. Those of the framework's aggregators are. */
  Object kept(Object accumulated) {
    return kept(function.user(), accumulated);
  }

  /** As {@link #kept(Object)}, of an aggregator. */
  static Object kept(Object aggregator, Object accumulated) {
    return aggregator.getClass().getPackageName().equals(Aggregator.class.getPackageName())
        ? accumulated
        : Entering.accumulator(accumulated);
  }
}
