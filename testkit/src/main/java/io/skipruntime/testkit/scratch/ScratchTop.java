package io.skipruntime.testkit.scratch;

import io.skipruntime.Order;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The first rows of groups, from scratch: all rows of a group are put in order.
 *
 * @param count how many rows of a group there are at most
 */
record ScratchTop(int count, Order<Object> order) {

  /** A value of a key, where an order places it. */
  private record Row(List<Object> position, Object key, int index) {}

  private List<Row> rows(Object key, List<Object> values) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      rows.add(new Row(order.position(values.get(i)), key, i));
    }
    return rows;
  }

  private List<Row> first(List<Row> group) {
    List<Row> sorted = new ArrayList<>(group);
    sorted.sort((one, other) -> order.compare(one.position(), other.position()));
    return sorted.subList(0, Math.min(count, sorted.size()));
  }

  /** Adds the first values of each key, in order. */
  void addOfKeys(Contents from, Contents to) {
    from.entries()
        .forEach((key, values) ->
            first(rows(key, values)).forEach(row -> to.add(key, values.get(row.index()))));
  }

  /** Adds the first values of each group, under their keys. */
  void addOfGroups(Contents from, Function<Object, Object> group, Contents to) {
    Map<Object, List<Row>> groups = new TreeMap<>(CanonicalOrder.INSTANCE);
    from.entries()
        .forEach((key, values) ->
            rows(key, values)
                .forEach(row ->
                    groups
                        .computeIfAbsent(
                            CanonicalKey.of(group.apply(values.get(row.index()))),
                            absent -> new ArrayList<>())
                        .add(row)));
    addOf(groups.values(), from, to);
  }

  private void addOf(Collection<List<Row>> groups, Contents from, Contents to) {
    Set<Row> inside = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Row> all = new ArrayList<>();
    for (List<Row> rows : groups) {
      all.addAll(rows);
      inside.addAll(first(rows));
    }
    all.sort((one, other) -> Integer.compare(one.index(), other.index()));
    for (Row row : all) {
      if (inside.contains(row)) {
        to.add(row.key(), from.get(row.key()).get(row.index()));
      }
    }
  }
}
