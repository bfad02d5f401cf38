package io.skipruntime.benchmarks;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.LazyCollection;
import io.skipruntime.LazyCompute;
import io.skipruntime.Mapper;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.benchmarks.measure.Work;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** W5: a chain of cells, each one more than the one before; the first or the last is changed. */
final class Cells {

  private final int length;

  private Cells(int length) {
    this.length = length;
  }

  static List<WorkTask> tasks() {
    List<WorkTask> tasks = new ArrayList<>();
    for (int length : List.of(10, 200, 10_000, 100_000)) {
      Cells cells = new Cells(length);
      String size = "L=" + length;
      WorkTask head =
          new WorkTask("W5 head", size, () -> cells.ours(0), () -> cells.byHand(0))
              .checkedTimes(length > 1000 ? 4 : 64);
      // more crashes the reference
      tasks.add(length > 1000 ? head : head.withReference("cells", length, 0));
    }
    Cells cells = new Cells(200);
    tasks.add(
        new WorkTask("W5 tail", "L=200", () -> cells.ours(199), () -> cells.byHand(199))
            .withReference("cells", 200, 199));
    return tasks;
  }

  private static String key(int position) {
    return "c%06d".formatted(position);
  }

  /** A number, and the cell that it is added to, if any. */
  record Cell(String before, long number) {}

  private static final String NONE = "";

  private Cell initial(int position) {
    return position == 0 ? new Cell(NONE, 0) : new Cell(key(position - 1), 1);
  }

  record Inputs(EagerCollection<String, Cell> cells) {}

  record Shared(EagerCollection<String, Long> computed) {}

  record Compute(EagerCollection<String, Cell> cells) implements LazyCompute<String, Long> {
    @Override
    public Iterable<Long> compute(LazyCollection<String, Long> self, String key) {
      Cell cell = cells.getUnique(key);
      long before = cell.before().equals(NONE) ? 0 : self.getUnique(cell.before());
      return List.of(before + cell.number());
    }
  }

  record Ask(LazyCollection<String, Long> lazy) implements Mapper<String, Cell, String, Long> {
    @Override
    public void mapEntry(String key, Values<Cell> values, Emitter<String, Long> out) {
      out.emit(key, lazy.getUnique(key));
    }
  }

  /** The service. */
  record Definition(Cells cells) implements SkipService<Inputs, Shared> {
    @Override
    public InitialData initialData() {
      List<Entry<String, Cell>> entries = new ArrayList<>();
      for (int position = 0; position < cells.length; position++) {
        entries.add(Entry.of(key(position), cells.initial(position)));
      }
      return InitialData.empty().with("cells", entries);
    }

    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty().and("computed", (shared, context) -> shared.computed());
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      LazyCollection<String, Long> lazy = context.createLazyCollection(new Compute(in.cells()));
      return new Shared(in.cells().map(new Ask(lazy)));
    }
  }

  private Work ours(int changed) {
    Service service = new Service(new Definition(this));
    service.<String, Long>subscribe(
        "all",
        "computed",
        new Resources.NoParameters(),
        entry -> entry.key().hashCode() + entry.values().getFirst());
    service.takeSum();
    String key = key(changed);
    String before = initial(changed).before();
    return new ServiceWork(
        service, i -> service.update("cells", List.of(Entry.of(key, new Cell(before, 2 + i)))));
  }

  private Work byHand(int changed) {
    Map<String, Cell> cells = new HashMap<>();
    Map<String, String> next = new HashMap<>();
    TreeMap<String, Long> computed = new TreeMap<>();
    for (int position = 0; position < length; position++) {
      cells.put(key(position), initial(position));
      computed.put(key(position), (long) position);
      if (position > 0) {
        next.put(key(position - 1), key(position));
      }
    }
    String first = key(changed);
    String before = initial(changed).before();
    return i -> {
      cells.put(first, new Cell(before, 2 + i));
      List<Map.Entry<String, Long>> event = new ArrayList<>();
      for (String key = first; key != null; key = next.get(key)) {
        Cell cell = cells.getOrDefault(key, new Cell(NONE, 0));
        long value = cell.number() + computed.getOrDefault(cell.before(), 0L);
        computed.put(key, value);
        event.add(Map.entry(key, value));
      }
      long sum = 0;
      for (Map.Entry<String, Long> entry : event) {
        sum += entry.getKey().hashCode() + entry.getValue();
      }
      return sum;
    };
  }
}
