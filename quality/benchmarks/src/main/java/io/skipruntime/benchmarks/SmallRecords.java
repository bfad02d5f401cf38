package io.skipruntime.benchmarks;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import java.util.ArrayList;
import java.util.List;

/** An input of small records, all of which a resource shows. */
record SmallRecords() implements SkipService<SmallRecords.Inputs, SmallRecords.Inputs> {

  record Small(long number, boolean marked) {}

  record Inputs(EagerCollection<Long, Small> records) {}

  static List<Entry<Long, Small>> entries(long first, int count) {
    List<Entry<Long, Small>> entries = new ArrayList<>(count);
    for (long key = first; key < first + count; key++) {
      entries.add(Entry.of(key, new Small(key, key % 2 == 0)));
    }
    return entries;
  }

  /**
   * Checks that a service has the entries from 0 on, and no others.
   *
   * @throws IllegalStateException if it has not
   */
  static void requireAll(Service service, int count) {
    long next = 0;
    for (Entry<Long, Small> entry : service.instance().<Long, Small>getAll("all")) {
      if (entry.key() != next || entry.values().getFirst().number() != next) {
        throw new IllegalStateException("there is " + entry + " instead of that of " + next);
      }
      next++;
    }
    if (next != count) {
      throw new IllegalStateException("there are " + next + " entries instead of " + count);
    }
  }

  @Override
  public InitialData initialData() {
    return InitialData.empty();
  }

  @Override
  public Resources<Inputs> resources() {
    return Resources.<Inputs>empty().and("all", (inputs, context) -> inputs.records());
  }

  @Override
  public Inputs createGraph(Inputs inputs, Context context) {
    return inputs;
  }
}
