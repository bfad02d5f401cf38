package io.skipruntime.benchmarks;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Order;
import io.skipruntime.Reducers;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Window;
import io.skipruntime.WindowFunction;
import io.skipruntime.benchmarks.measure.Numbers;
import io.skipruntime.benchmarks.measure.Work;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * W11: one operator over a million rows, each of which belongs to a group; the group has a weight
 * in another collection. Every write changes one row, or one weight, and with it the result.
 */
enum OperatorRows {
  /** A row gets another value, and meets the weight of its group. */
  JOIN_ONE("join of 1", 10_000) {
    @Override
    EagerCollection<Long, Long> result(Inputs in) {
      return joined(in);
    }

    @Override
    Hand byHand() {
      return new HandJoin(this);
    }
  },

  /** A weight changes, and meets the hundred rows of its group. */
  JOIN_HUNDRED("join of 100", 10_000) {
    @Override
    EagerCollection<Long, Long> result(Inputs in) {
      return joined(in);
    }

    @Override
    boolean changesWeights() {
      return true;
    }

    @Override
    Hand byHand() {
      return new HandJoin(this);
    }
  },

  /** The sum of the values of each group. */
  SUM("group sum", 10_000) {
    @Override
    EagerCollection<Long, Long> result(Inputs in) {
      return in.rows().groupBy(Row::group, Reducers.of(Row::value, Reducers.<Long>sum()));
    }

    @Override
    Hand byHand() {
      return new HandSums(this);
    }
  },

  /** The least value of each group of a hundred thousand, which leaves its group and comes back. */
  LEAST("least of 100000", 10) {
    @Override
    EagerCollection<Long, Long> result(Inputs in) {
      return in.rows().groupBy(Row::group, Reducers.of(Row::value, Reducers.<Long>min()));
    }

    @Override
    Change next(int i, Numbers random) {
      long key = i / 2 % groups(); // the first row of a group has its least value
      return new Change(key, i % 2 == 0 ? FIRST_VALUE + i : valueOf(key));
    }

    @Override
    Hand byHand() {
      return new HandLeast(this);
    }
  },

  /** The distance from the row before, in each group by value. */
  LAG("lag", 10_000) {
    @Override
    EagerCollection<Long, Long> result(Inputs in) {
      return in.rows()
          .window(
              Window.by(Row::group, Order.by(Row::value)),
              WindowFunction.lag(
                  1,
                  (row, before) ->
                      before.map(known -> row.value() - known.value()).orElse(row.value())));
    }

    @Override
    Hand byHand() {
      return new HandLag(this);
    }
  },

  /** The different values of each group of four, of eight that there are. */
  DISTINCT("distinct", 250_000) {
    @Override
    EagerCollection<Long, Long> result(Inputs in) {
      return in.rows().keyBy(Row::group).mapValues(Row::value).distinct();
    }

    @Override
    long valueOf(long key) {
      return key % VALUES;
    }

    @Override
    Change next(int i, Numbers random) {
      return new Change(random.below(SIZE), random.below(VALUES));
    }

    @Override
    Hand byHand() {
      return new HandDistinct(this);
    }
  };

  private static final int SEED = 7;
  private static final int SIZE = 1_000_000;
  private static final int VALUES = 8;
  private static final long FIRST_VALUE = 10_000_000;

  private final String description;
  private final int groups;

  OperatorRows(String description, int groups) {
    this.description = description;
    this.groups = groups;
  }

  record Row(long group, long value) {}

  record Inputs(EagerCollection<Long, Row> rows, EagerCollection<Long, Long> weights) {}

  record Shared(EagerCollection<Long, Long> result) {}

  /** A row, or a weight, that gets another value. */
  record Change(long key, long value) {}

  /** The same by hand: gives the sum of the keys and values of what changed. */
  abstract static class Hand implements Work {
    private final OperatorRows operator;
    private final Numbers random = new Numbers(SEED);
    final Map<Long, Long> values = new HashMap<>();

    Hand(OperatorRows operator) {
      this.operator = operator;
    }

    /** Takes each row in; the constructor of a subclass calls it when its own state is there. */
    final void fill() {
      for (long key = 0; key < SIZE; key++) {
        put(key, operator.valueOf(key));
      }
    }

    final long groupOf(long key) {
      return key % operator.groups;
    }

    final int groups() {
      return operator.groups;
    }

    abstract long put(long key, long value);

    @Override
    public final long run(int i) {
      Change change = operator.next(i, random);
      return put(change.key(), change.value());
    }
  }

  private static final class HandJoin extends Hand {
    private final Map<Long, Long> weights = new HashMap<>();
    private final Map<Long, List<Long>> members = new HashMap<>();
    private final Map<Long, Long> results = new HashMap<>();
    private final boolean changesWeights;

    HandJoin(OperatorRows operator) {
      super(operator);
      for (long group = 0; group < groups(); group++) {
        weights.put(group, group);
      }
      for (long key = 0; key < SIZE; key++) {
        values.put(key, operator.valueOf(key));
        members.computeIfAbsent(groupOf(key), group -> new ArrayList<>()).add(key);
        joined(key);
      }
      changesWeights = operator.changesWeights();
    }

    private long joined(long key) {
      long result = values.getOrDefault(key, 0L) + weights.getOrDefault(groupOf(key), 0L);
      results.put(key, result);
      return key + result;
    }

    @Override
    long put(long key, long value) {
      if (!changesWeights) {
        values.put(key, value);
        return joined(key);
      }
      weights.put(key, value);
      long sum = 0;
      for (long member : members.getOrDefault(key, List.of())) {
        sum += joined(member);
      }
      return sum;
    }
  }

  private static final class HandSums extends Hand {
    private final Map<Long, Long> sums = new HashMap<>();

    HandSums(OperatorRows operator) {
      super(operator);
      fill();
    }

    @Override
    long put(long key, long value) {
      Long before = values.put(key, value);
      return groupOf(key)
          + sums.merge(groupOf(key), value - (before == null ? 0 : before), Long::sum);
    }
  }

  /** Rows by group in the order of their values. */
  private abstract static class HandOrder extends Hand {
    private static final Comparator<Change> ORDER =
        Comparator.comparingLong(Change::value).thenComparingLong(Change::key);

    private final Map<Long, NavigableSet<Change>> orders = new HashMap<>();

    HandOrder(OperatorRows operator) {
      super(operator);
    }

    final NavigableSet<Change> orderOf(long key) {
      return orders.computeIfAbsent(groupOf(key), group -> new TreeSet<>(ORDER));
    }
  }

  private static final class HandLeast extends HandOrder {
    HandLeast(OperatorRows operator) {
      super(operator);
      fill();
    }

    @Override
    long put(long key, long value) {
      NavigableSet<Change> order = orderOf(key);
      Long before = values.put(key, value);
      if (before != null) {
        order.remove(new Change(key, before));
      }
      order.add(new Change(key, value));
      return groupOf(key) + order.first().value();
    }
  }

  private static final class HandLag extends HandOrder {
    private final Map<Long, Long> distances = new HashMap<>();

    HandLag(OperatorRows operator) {
      super(operator);
      fill();
    }

    private long measured(NavigableSet<Change> order, Change row) {
      Change before = order.lower(row);
      long distance = row.value() - (before == null ? 0 : before.value());
      Long known = distances.put(row.key(), distance);
      return known != null && known == distance ? 0 : row.key() + distance;
    }

    @Override
    long put(long key, long value) {
      NavigableSet<Change> order = orderOf(key);
      Long before = values.put(key, value);
      Change after = null;
      if (before != null) {
        Change replaced = new Change(key, before);
        after = order.higher(replaced);
        order.remove(replaced);
      }
      Change row = new Change(key, value);
      order.add(row);
      Set<Change> affected = new HashSet<>();
      affected.add(row);
      if (after != null) {
        affected.add(after);
      }
      Change next = order.higher(row);
      if (next != null) {
        affected.add(next);
      }
      long sum = 0;
      for (Change each : affected) {
        sum += measured(order, each);
      }
      return sum;
    }
  }

  private static final class HandDistinct extends Hand {
    private final Map<Long, int[]> counts = new HashMap<>();

    HandDistinct(OperatorRows operator) {
      super(operator);
      fill();
    }

    @Override
    long put(long key, long value) {
      int[] count = counts.computeIfAbsent(groupOf(key), group -> new int[VALUES]);
      Long before = values.put(key, value);
      boolean isNew = count[(int) value]++ == 0;
      boolean isGone = before != null && --count[before.intValue()] == 0;
      if (!isNew && !isGone) {
        return 0;
      }
      long sum = groupOf(key);
      for (int i = 0; i < VALUES; i++) {
        sum += count[i] > 0 ? i : 0;
      }
      return sum;
    }
  }

  /** The service. */
  record Definition(OperatorRows operator) implements SkipService<Inputs, Shared> {
    @Override
    public InitialData initialData() {
      return InitialData.empty()
          .with(
              "rows",
              LongStream.range(0, SIZE)
                  .mapToObj(key -> Entry.of(key, operator.rowOf(key, operator.valueOf(key))))
                  .toList())
          .with(
              "weights",
              LongStream.range(0, operator.groups).mapToObj(key -> Entry.of(key, key)).toList());
    }

    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty().and("result", (shared, context) -> shared.result());
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      return new Shared(operator.result(in));
    }
  }

  abstract EagerCollection<Long, Long> result(Inputs in);

  abstract Hand byHand();

  /** Whether writes are to the weights, and not to the rows. */
  boolean changesWeights() {
    return false;
  }

  /** The value that a row begins with. */
  long valueOf(long key) {
    return key;
  }

  /** What is written next, as the {@code i}th. */
  Change next(int i, Numbers random) {
    return new Change(random.below(changesWeights() ? groups : SIZE), FIRST_VALUE + i);
  }

  final int groups() {
    return groups;
  }

  private Row rowOf(long key, long value) {
    return new Row(key % groups, value);
  }

  private static EagerCollection<Long, Long> joined(Inputs in) {
    return in.rows().lookup(Row::group, in.weights(), (row, weight) -> row.value() + weight);
  }

  static List<WorkTask> tasks() {
    List<WorkTask> tasks = new ArrayList<>();
    for (OperatorRows operator : values()) {
      tasks.add(
          new WorkTask(
              "W11 " + operator.description,
              "N=" + SIZE + " G=" + operator.groups,
              operator::ours,
              operator::byHand));
    }
    return tasks;
  }

  private static long sumOf(Entry<Long, Long> entry) {
    long sum = entry.key();
    for (long value : entry.values()) {
      sum += value;
    }
    return sum;
  }

  private Work ours() {
    Service service = new Service(new Definition(this));
    service.<Long, Long>subscribe(
        "all", "result", new Resources.NoParameters(), OperatorRows::sumOf);
    service.takeSum();
    Numbers random = new Numbers(SEED);
    return new ServiceWork(
        service,
        i -> {
          Change change = next(i, random);
          Object value = changesWeights() ? change.value() : rowOf(change.key(), change.value());
          return service.update(
              changesWeights() ? "weights" : "rows", List.of(Entry.of(change.key(), value)));
        });
  }
}
