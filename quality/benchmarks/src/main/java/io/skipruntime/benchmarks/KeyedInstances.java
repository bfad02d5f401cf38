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
import java.util.stream.LongStream;

/** W9: many open instances that each slice or look up another key; one key at a time is changed. */
final class KeyedInstances {

  private static final int KEYS = 10_000;

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
    return tasks;
  }

  record Inputs(EagerCollection<Long, Long> numbers, EagerCollection<Long, Long> one) {}

  record Slice(long key) implements Resource<Inputs> {
    @Override
    public EagerCollection<Long, Long> instantiate(Inputs in, Context context) {
      return in.numbers().slice(key, key);
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
      return Resources.<Inputs>empty().and("slice", Slice.class).and("lookUp", LookUp.class);
    }

    @Override
    public Inputs createGraph(Inputs in, Context context) {
      return in;
    }
  }

  private Work ours() {
    Service service = new Service(new Definition());
    for (long key = 0; key < instances; key++) {
      service.<Long, Long>subscribe(
          "stream" + key,
          isSliced ? "slice" : "lookUp",
          isSliced ? new Slice(key) : new LookUp(key),
          entry -> entry.key() + entry.values().getFirst());
    }
    service.takeSum();
    return new ServiceWork(
        service, i -> service.update("numbers", List.of(Entry.of((long) i % instances, 1L + i))));
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
      long changed = (long) i % instances;
      numbers.put(changed, 1L + i);
      long sum = 0;
      for (long key : streams.getOrDefault(changed, List.of())) {
        sum += key + numbers.getOrDefault(key, 0L);
      }
      return sum;
    };
  }
}
