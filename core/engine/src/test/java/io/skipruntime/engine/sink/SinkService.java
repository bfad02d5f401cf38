package io.skipruntime.engine.sink;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Mapper;
import io.skipruntime.Resource;
import io.skipruntime.ResourceSink;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import java.util.Map;

/**
 * A service with numbers by key, and the resources {@code all} and {@code above}, the numbers above
 * a bound, which fails while there is a negative number.
 *
 * @param sinks the sinks, by name
 */
public record SinkService(Map<String, ResourceSink> sinks)
    implements SkipService<SinkService.Inputs, SinkService.Inputs> {

  /** The input. */
  public record Inputs(EagerCollection<Long, Long> numbers) {}

  /** All numbers. */
  record All() implements Resource<Inputs> {
    @Override
    public EagerCollection<Long, Long> instantiate(Inputs in, Context context) {
      return in.numbers();
    }
  }

  /** The numbers above a bound. */
  record Above(long bound) implements Resource<Inputs> {
    @Override
    public EagerCollection<Long, Long> instantiate(Inputs in, Context context) {
      return in.numbers().map(new OnlyAbove(bound));
    }
  }

  record OnlyAbove(long bound) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> numbers, Emitter<Long, Long> out) {
      long number = numbers.getUnique();
      if (number < 0) {
        throw new IllegalArgumentException("a negative number");
      }
      if (number > bound) {
        out.emit(key, number);
      }
    }
  }

  @Override
  public Resources<Inputs> resources() {
    return Resources.<Inputs, Long>of("above", Long.class, Above::new).and("all", new All());
  }

  @Override
  public Inputs createGraph(Inputs in, Context context) {
    return in;
  }
}
