package io.skipruntime.engine.operator;

import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.spi.BatchAggregator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A key whose values have changed, for an aggregator that is asked for several ones together. */
final class ReduceStep implements BatchAggregator.Step {

  private final Object key;
  private final ValueList after;
  private @Nullable Object before;
  private final List<Object> removed = new ArrayList<>();
  private List<Object> added = new ArrayList<>();
  private @Nullable Object result;
  private @Nullable Throwable failure;

  /**
   * A step.
   *
   * @param accumulated the accumulator before; null if there is none
   * @param valuesBefore the values that it is of
   */
  ReduceStep(
      Object key, @Nullable Object accumulated, @Nullable ValueList valuesBefore, ValueList after) {
    this.key = key;
    this.after = after;
    boolean isKnown = accumulated != null && valuesBefore != null && valuesBefore.size() > 1;
    if (isKnown) {
      compare(Objects.requireNonNull(valuesBefore));
    }
    if (isKnown && removed.size() + added.size() <= after.size()) {
      before = accumulated;
    } else {
      removed.clear();
      added = all();
    }
  }

  private void compare(ValueList valuesBefore) {
    ValueList.Changes changes = after.changesSince(valuesBefore);
    if (changes == null) {
      ListDifference difference = ListDifference.of(Arrays.asList(valuesBefore.toArray()), all());
      removed.addAll(difference.gone());
      added.addAll(difference.come());
      return;
    }
    while (changes.next()) {
      addAll(changes.before(), removed);
      addAll(changes.after(), added);
    }
  }

  private static void addAll(@Nullable ValueList values, List<Object> all) {
    if (values != null) {
      all.addAll(Arrays.asList(values.toArray()));
    }
  }

  /** The key. */
  Object key() {
    return key;
  }

  /** The accumulator of all values; null if the function has failed. */
  @Nullable Object result() {
    return result;
  }

  /** What the function has failed with; null if it has not. */
  @Nullable Throwable failure() {
    return failure;
  }

  @Override
  public @Nullable Object accumulated() {
    return before;
  }

  @Override
  public List<Object> removed() {
    return removed;
  }

  @Override
  public List<Object> added() {
    return added;
  }

  @Override
  public List<Object> all() {
    return Arrays.asList(after.toArray());
  }

  @Override
  public void accumulated(Object accumulated) {
    result = accumulated;
  }

  @Override
  public void failed(Throwable reason) {
    failure = reason;
  }
}
