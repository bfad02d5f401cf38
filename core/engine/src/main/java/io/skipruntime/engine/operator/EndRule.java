package io.skipruntime.engine.operator;

import io.skipruntime.engine.operator.WindowPartition.Place;
import io.skipruntime.engine.operator.WindowPartition.Row;
import java.util.NavigableSet;

/**
 * The rule of functions of a row and of the first or last one: all rows are concerned if that one
 * has another value, and else those that were touched.
 *
 * @param isLast whether it is the last one
 */
record EndRule(boolean isLast) implements WindowRule {

  @Override
  public void follow(
      WindowPartition partition,
      NavigableSet<Place> touched,
      Target target,
      JoinSide.Failing failing) {
    if (partition.rows.isEmpty()) {
      return;
    }
    Row end = (isLast ? partition.rows.lastEntry() : partition.rows.firstEntry()).getValue();
    if (!end.value.equals(partition.end)) {
      target.end(partition, end.value);
      partition.rows.values().forEach(row -> target.computed(row, null, end.value));
      return;
    }
    for (Place place : touched) {
      Row row = partition.rows.get(place);
      if (row != null) {
        target.computed(row, null, end.value);
      }
    }
  }
}
