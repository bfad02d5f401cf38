package io.skipruntime.benchmarks;

import io.skipruntime.Aggregator;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Mapper;
import io.skipruntime.Reducer;
import io.skipruntime.Reducers;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.benchmarks.measure.Numbers;
import io.skipruntime.benchmarks.measure.Work;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** W3: values fall into groups, and each group's sum or greatest value is kept; one changes. */
final class Sums {

  private static final int SEED = 7;
  private static final long FIRST_VALUE = 1_000_000;

  /** The ways in which the groups are reduced. */
  private enum Form {
    MAP_REDUCE,
    REDUCE
  }

  private final int size;
  private final int groups;

  private Sums(int size, int groups) {
    this.size = size;
    this.groups = groups;
  }

  static List<WorkTask> tasks() {
    List<WorkTask> tasks = new ArrayList<>();
    for (int groups : List.of(1000, 10)) {
      Sums sums = new Sums(100_000, groups);
      for (Form form : Form.values()) {
        String name = form == Form.MAP_REDUCE ? "mapReduce" : "reduce";
        tasks.add(
            sums.task("W3 " + name + " sum", Reducers.sum(), form)
                .withReference("sums", name, "sum", sums.size, groups));
        tasks.add(
            sums.task("W3 " + name + " user sum", new UserSum(), form)
                .withReference("sums", name, "user", sums.size, groups));
      }
      tasks.add(
          new WorkTask(
                  "W3 mapReduce max",
                  sums.sizes(),
                  () -> sums.ours(Reducers.max(), Form.MAP_REDUCE),
                  sums::greatestByHand)
              .withReference("sums", "mapReduce", "max", sums.size, groups));
    }
    return tasks;
  }

  private String sizes() {
    return "N=" + size + " G=" + groups;
  }

  private WorkTask task(String name, Aggregator<Long, ?, Long> aggregator, Form form) {
    return new WorkTask(name, sizes(), () -> ours(aggregator, form), this::byHand);
  }

  record Inputs(EagerCollection<Long, Long> input) {}

  record Shared(EagerCollection<Long, Long> reduced) {}

  record ToGroup(long groups) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      out.emit(key % groups, values.getUnique());
    }
  }

  /** A reducer that an author would write. */
  record UserSum() implements Reducer<Long, Long> {
    @Override
    public Long initial() {
      return 0L;
    }

    @Override
    public Long add(@Nullable Long sum, Long value) {
      return (sum == null ? 0 : sum) + value;
    }

    @Override
    public Long remove(Long sum, Long value) {
      return sum - value;
    }
  }

  /** The service. */
  record Definition(int size, int groups, Aggregator<Long, ?, Long> aggregator, Form form)
      implements SkipService<Inputs, Shared> {

    @Override
    public InitialData initialData() {
      return InitialData.empty()
          .with("input", LongStream.range(0, size).mapToObj(key -> Entry.of(key, key)).toList());
    }

    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty().and("reduced", (shared, context) -> shared.reduced());
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      ToGroup toGroup = new ToGroup(groups);
      return new Shared(
          switch (form) {
            case MAP_REDUCE -> in.input().mapReduce(toGroup, aggregator);
            case REDUCE -> in.input().map(toGroup).reduce(aggregator);
          });
    }
  }

  private Work ours(Aggregator<Long, ?, Long> aggregator, Form form) {
    Service service = new Service(new Definition(size, groups, aggregator, form));
    service.<Long, Long>subscribe(
        "all",
        "reduced",
        new Resources.NoParameters(),
        entry -> entry.key() + entry.values().getFirst());
    service.takeSum();
    Numbers numbers = new Numbers(SEED);
    return new ServiceWork(
        service,
        i ->
            service.update(
                "input", List.of(Entry.of((long) numbers.below(size), FIRST_VALUE + i))));
  }

  private Map<Integer, Long> input() {
    Map<Integer, Long> input = new HashMap<>();
    for (int key = 0; key < size; key++) {
      input.put(key, (long) key);
    }
    return input;
  }

  private Work byHand() {
    Map<Integer, Long> input = input();
    TreeMap<Integer, Long> sums = new TreeMap<>();
    input.forEach((key, value) -> sums.merge(key % groups, value, Long::sum));
    Numbers numbers = new Numbers(SEED);
    return i -> {
      int key = numbers.below(size);
      long value = FIRST_VALUE + i;
      Long before = input.put(key, value);
      long difference = before == null ? value : value - before;
      Map.Entry<Integer, Long> event =
          Map.entry(key % groups, sums.merge(key % groups, difference, Long::sum));
      return event.getKey() + event.getValue();
    };
  }

  private Work greatestByHand() {
    Map<Integer, Long> input = input();
    TreeMap<Integer, TreeMap<Long, Integer>> counts = new TreeMap<>();
    input.forEach((key, value) ->
        counts
            .computeIfAbsent(key % groups, group -> new TreeMap<>())
            .merge(value, 1, Integer::sum));
    Numbers numbers = new Numbers(SEED);
    return i -> {
      int key = numbers.below(size);
      long value = FIRST_VALUE + i;
      Long before = input.put(key, value);
      TreeMap<Long, Integer> group = counts.computeIfAbsent(key % groups, id -> new TreeMap<>());
      if (before != null) {
        group.computeIfPresent(before, (same, count) -> count == 1 ? null : count - 1);
      }
      group.merge(value, 1, Integer::sum);
      Map.Entry<Integer, Long> event = Map.entry(key % groups, group.lastKey());
      return event.getKey() + event.getValue();
    };
  }
}
