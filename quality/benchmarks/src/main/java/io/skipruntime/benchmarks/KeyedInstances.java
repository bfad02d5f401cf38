package io.skipruntime.benchmarks;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Mapper;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.benchmarks.measure.Work;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * W9: many open instances that each slice or look up another key; one key at a time is changed, or
 * one more instance opened and closed.
 */
final class KeyedInstances {

  private static final int KEYS = 10_000;
  private static final int OPENED = 1_000;

  private final boolean isSliced;
  private final int instances;

  private KeyedInstances(boolean isSliced, int instances) {
    this.isSliced = isSliced;
    this.instances = instances;
  }

  static List<WorkTask> tasks() {
    List<WorkTask> tasks = new ArrayList<>();
    for (boolean isSliced : new boolean[] {true, false}) {
      for (int instances : new int[] {1, 1_000, KEYS}) {
        KeyedInstances keyed = new KeyedInstances(isSliced, instances);
        String workload = isSliced ? "W9 slices" : "W9 lookups";
        tasks.add(new WorkTask(workload, "R=" + instances, keyed::ours, keyed::byHand));
      }
    }
    KeyedInstances all = new KeyedInstances(true, KEYS);
    tasks.add(new WorkTask("W9 open slice", "R=" + KEYS, all::ourOpening, all::openingByHand));
    KeyedInstances none = new KeyedInstances(true, 0);
    tasks.add(new WorkTask("W9 write", "R=0", none::ours, none::byHand));
    return tasks;
  }

  record Inputs(EagerCollection<Long, Long> numbers, EagerCollection<Long, Long> one) {}

  record Slice(long key) implements Resource<Inputs> {
    @Override
    public EagerCollection<Long, Long> instantiate(Inputs in, Context context) {
      return in.numbers().slice(key, key);
    }
  }

  record Range(long from, long to) implements Resource<Inputs> {
    @Override
    public EagerCollection<Long, Long> instantiate(Inputs in, Context context) {
      return in.numbers().slice(from, to);
    }
  }

  record Look(long key, EagerCollection<Long, Long> numbers)
      implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long source, Values<Long> values, Emitter<Long, Long> out) {
      out.emit(key, numbers.getUnique(key));
    }
  }

  record LookUp(long key) implements Resource<Inputs> {
    @Override
    public EagerCollection<Long, Long> instantiate(Inputs in, Context context) {
      return in.one().map(new Look(key, in.numbers()));
    }
  }

  /** The service. */
  record Definition() implements SkipService<Inputs, Inputs> {
    @Override
    public InitialData initialData() {
      List<Entry<Long, Long>> numbers =
          LongStream.range(0, KEYS).mapToObj(key -> Entry.of(key, 0L)).toList();
      return InitialData.of("one", Entry.of(0L, 0L)).with("numbers", numbers);
    }

    @Override
    public Resources<Inputs> resources() {
      return Resources.<Inputs>empty()
          .and("slice", Slice.class)
          .and("lookUp", LookUp.class)
          .and("range", Range.class);
    }

    @Override
    public Inputs createGraph(Inputs in, Context context) {
      return in;
    }
  }

  private Service opened() {
    Service service = new Service(new Definition());
    for (long key = 0; key < instances; key++) {
      service.<Long, Long>subscribe(
          "stream" + key,
          isSliced ? "slice" : "lookUp",
          isSliced ? new Slice(key) : new LookUp(key),
          entry -> entry.key() + entry.values().getFirst());
    }
    service.takeSum();
    return service;
  }

  /** Where there are no instances, any key. */
  private long keyOf(int i) {
    return i % (instances == 0 ? KEYS : instances);
  }

  private Work ours() {
    Service service = opened();
    return new ServiceWork(
        service, i -> service.update("numbers", List.of(Entry.of(keyOf(i), 1L + i))));
  }

  /**
   * Opens one more and closes it. What is idle is collected after a thousand, as a server does that
   * once in a while; the collection goes through all instances.
   */
  private Work ourOpening() {
    Service service = opened();
    return new ServiceWork(
        service,
        i -> {
          long from = keyOf(i);
          service.<Long, Long>subscribe(
              "one more",
              "range",
              new Range(from, from + 1),
              entry -> entry.key() + entry.values().getFirst());
          service.close("one more");
          if (i % OPENED == OPENED - 1) {
            service.collectIdle();
          }
          return service.takeSum();
        });
  }

  private Work byHand() {
    Map<Long, Long> numbers = new HashMap<>();
    Map<Long, List<Long>> streams = new HashMap<>();
    for (long key = 0; key < KEYS; key++) {
      numbers.put(key, 0L);
    }
    for (long key = 0; key < instances; key++) {
      streams.put(key, new ArrayList<>(List.of(key)));
    }
    return i -> {
      long changed = keyOf(i);
      numbers.put(changed, 1L + i);
      long sum = 0;
      for (long key : streams.getOrDefault(changed, List.of())) {
        sum += key + numbers.getOrDefault(key, 0L);
      }
      return sum;
    };
  }

  private Work openingByHand() {
    TreeMap<Long, Long> numbers = new TreeMap<>();
    Map<Long, List<Long>> streams = new HashMap<>();
    for (long key = 0; key < KEYS; key++) {
      numbers.put(key, 0L);
      streams.put(key, new ArrayList<>(List.of(key)));
    }
    return i -> {
      long from = keyOf(i);
      long sum = 0;
      streams.computeIfAbsent(from, key -> new ArrayList<>()).add(from + 1);
      for (Map.Entry<Long, Long> entry : numbers.subMap(from, true, from + 1, true).entrySet()) {
        sum += entry.getKey() + entry.getValue();
      }
      streams.getOrDefault(from, List.of()).removeLast();
      return sum;
    };
  }
}
