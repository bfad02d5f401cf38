package io.skipruntime.journal;

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

/**
 * Counters, and how many of them have each remainder: enough that a function has something to do.
 */
record CountersService(long modulus)
    implements SkipService<CountersService.Inputs, CountersService.Shared> {

  /** A value that the service's function refuses. */
  static final long REFUSED = Long.MIN_VALUE;

  record Inputs(EagerCollection<String, Long> counters) {}

  record Shared(EagerCollection<String, Long> counters, EagerCollection<Long, String> remainders) {}

  record Remainder(long modulus) implements Mapper<String, Long, Long, String> {
    @Override
    public void mapEntry(String key, Values<Long> values, Emitter<Long, String> out) {
      long value = values.getUnique();
      if (value == REFUSED) {
        throw new IllegalArgumentException("the value is refused");
      }
      out.emit(value % modulus, key);
    }
  }

  record All() implements Resource<Shared> {
    @Override
    public EagerCollection<String, Long> instantiate(Shared in, Context context) {
      return in.counters();
    }
  }

  record Remainders() implements Resource<Shared> {
    @Override
    public EagerCollection<Long, String> instantiate(Shared in, Context context) {
      return in.remainders();
    }
  }

  @Override
  public InitialData initialData() {
    return InitialData.of("counters", Entry.of("initial", 1L), Entry.of("deleted", 2L));
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.of("counters", All.class).and("remainders", Remainders.class);
  }

  @Override
  public Shared createGraph(Inputs in, Context context) {
    return new Shared(in.counters(), in.counters().map(new Remainder(modulus)));
  }
}
