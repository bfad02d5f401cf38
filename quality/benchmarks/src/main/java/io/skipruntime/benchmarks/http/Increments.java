package io.skipruntime.benchmarks.http;

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
import java.util.stream.LongStream;

/**
 * The service of W6: numbers that are one more than those of the input; {@code all} of them, or
 * {@code one}.
 */
record Increments(int size) implements SkipService<Increments.Inputs, Increments.Shared> {

  /** How many entries all servers of W6 have. */
  static final int SIZE = 1000;

  record Inputs(EagerCollection<Long, Long> input) {}

  record Shared(EagerCollection<Long, Long> incremented) {}

  record Increment() implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      out.emit(key, values.getUnique() + 1);
    }
  }

  record One(long key) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Long> instantiate(Shared shared, Context context) {
      return shared.incremented().slice(key, key);
    }
  }

  @Override
  public InitialData initialData() {
    return InitialData.empty()
        .with("input", LongStream.range(0, size).mapToObj(key -> Entry.of(key, key)).toList());
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.of("one", Long.class, One::new)
        .and("all", (shared, context) -> shared.incremented());
  }

  @Override
  public Shared createGraph(Inputs in, Context context) {
    return new Shared(in.input().map(new Increment()));
  }
}
