package io.skipruntime.benchmarks;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Mapper;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.benchmarks.measure.Numbers;
import io.skipruntime.benchmarks.measure.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** W2: an input, three maps after each other, and one subscriber of the last. */
final class MapChain {

  private static final int SEED = 7;
  private static final long FIRST_VALUE = 1_000_000;

  private final int size;

  private MapChain(int size) {
    this.size = size;
  }

  static List<WorkTask> tasks() {
    MapChain small = new MapChain(10_000);
    MapChain large = new MapChain(100_000);
    return List.of(
        small.single(),
        large.single(),
        large.batch(100),
        large.batch(10_000).checkedTimes(8),
        large.load().checkedTimes(2),
        large.snapshot().checkedTimes(2));
  }

  private WorkTask single() {
    return new WorkTask("W2 single", "N=" + size, () -> ours(1), () -> byHand(1))
        .withReference("map-chain", "update", size, 1);
  }

  private WorkTask batch(int keys) {
    return new WorkTask("W2 batch " + keys, "N=" + size, () -> ours(keys), () -> byHand(keys))
        .withReference("map-chain", "update", size, keys);
  }

  private WorkTask load() {
    return new WorkTask(
            "W2 load", "N=" + size, this::ourLoad, () -> i -> new Stages(size).tail.size())
        .withReference("map-chain", "load", size);
  }

  private Work ourLoad() {
    return i -> {
      try (Service service = started()) {
        return service.instance().getAll("tail").size();
      }
    };
  }

  /** Loads of so many entries. */
  static Work loading(int size) {
    return new MapChain(size).ourLoad();
  }

  private WorkTask snapshot() {
    return new WorkTask("W2 snapshot", "N=" + size, this::ourSnapshot, this::snapshotByHand)
        .withReference("map-chain", "snapshot", size);
  }

  record Inputs(EagerCollection<Long, Long> input) {}

  record Shared(EagerCollection<Long, Long> tail) {}

  record Increment() implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      out.emit(key, values.getUnique() + 1);
    }
  }

  record Twice() implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      out.emit(key, values.getUnique() * 2);
    }
  }

  /** The service. */
  record Chain(int size) implements SkipService<Inputs, Shared> {
    @Override
    public InitialData initialData() {
      return InitialData.empty()
          .with("input", LongStream.range(0, size).mapToObj(key -> Entry.of(key, key)).toList());
    }

    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty().and("tail", (shared, context) -> shared.tail());
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      return new Shared(in.input().map(new Increment()).map(new Twice()).map(new Increment()));
    }
  }

  /** A service with a chain of maps, to be measured otherwise. */
  static Service service(int size) {
    return new MapChain(size).started();
  }

  private Service started() {
    return new Service(new Chain(size));
  }

  private Work ours(int keys) {
    Service service = started();
    service.<Long, Long>subscribe("tail", "tail", new Resources.NoParameters(), MapChain::valueOf);
    service.takeSum();
    Numbers numbers = new Numbers(SEED);
    long[] value = {FIRST_VALUE};
    return new ServiceWork(
        service,
        i -> {
          long first = numbers.below(size - keys + 1);
          List<Entry<Long, Long>> entries = new ArrayList<>(keys);
          for (int k = 0; k < keys; k++) {
            entries.add(Entry.of(first + k, value[0]++));
          }
          return service.update("input", entries);
        });
  }

  private static long valueOf(Entry<Long, Long> entry) {
    return entry.key() + entry.values().getFirst();
  }

  private Work ourSnapshot() {
    Service service = started();
    return new ServiceWork(
        service,
        i -> {
          List<Entry<Long, Long>> entries = service.instance().getAll("tail");
          long sum = 0;
          for (Entry<Long, Long> entry : entries) {
            sum += valueOf(entry);
          }
          return sum;
        });
  }

  /** The collections of the chain as an expert would keep them. */
  private static final class Stages {
    final TreeMap<Long, Long> input = new TreeMap<>();
    final TreeMap<Long, Long> incremented = new TreeMap<>();
    final TreeMap<Long, Long> doubled = new TreeMap<>();
    final TreeMap<Long, Long> tail = new TreeMap<>();

    Stages(int size) {
      for (long key = 0; key < size; key++) {
        put(key, key);
      }
    }

    long put(long key, long value) {
      input.put(key, value);
      incremented.put(key, value + 1);
      doubled.put(key, (value + 1) * 2);
      long last = (value + 1) * 2 + 1;
      tail.put(key, last);
      return last;
    }
  }

  private Work byHand(int keys) {
    Stages stages = new Stages(size);
    Numbers numbers = new Numbers(SEED);
    long[] value = {FIRST_VALUE};
    return i -> {
      long first = numbers.below(size - keys + 1);
      List<Map.Entry<Long, Long>> event = new ArrayList<>(keys);
      for (long key = first; key < first + keys; key++) {
        event.add(Map.entry(key, stages.put(key, value[0]++)));
      }
      return sum(event);
    };
  }

  private Work snapshotByHand() {
    Stages stages = new Stages(size);
    return i -> {
      List<Map.Entry<Long, Long>> entries = new ArrayList<>(size);
      for (Map.Entry<Long, Long> entry : stages.tail.entrySet()) {
        entries.add(Map.entry(entry.getKey(), entry.getValue()));
      }
      return sum(entries);
    };
  }

  private static long sum(List<Map.Entry<Long, Long>> entries) {
    long sum = 0;
    for (Map.Entry<Long, Long> entry : entries) {
      sum += entry.getKey() + entry.getValue();
    }
    return sum;
  }
}
