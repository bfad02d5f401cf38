package io.skipruntime.frameworks.micronaut;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Mapper;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;

/** Numbers, and a resource that has twice each. */
public final class Doubles implements SkipService<Doubles.Inputs, Doubles.Inputs> {

  /** The numbers by their keys. */
  public record Inputs(EagerCollection<String, Long> numbers) {}

  record Twice() implements Mapper<String, Long, String, Long> {
    @Override
    public void mapEntry(String key, Values<Long> numbers, Emitter<String, Long> out) {
      out.emit(key, 2 * numbers.getUnique());
    }
  }

  @Override
  public Resources<Inputs> resources() {
    return Resources.<Inputs>empty().and("twice", (in, context) -> in.numbers().map(new Twice()));
  }

  @Override
  public Inputs createGraph(Inputs inputs, Context context) {
    return inputs;
  }
}
