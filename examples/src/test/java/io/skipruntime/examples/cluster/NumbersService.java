package io.skipruntime.examples.cluster;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Mapper;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;

/** Numbers, and the double of each: what {@code npm-cluster/service.mjs} is in TypeScript. */
final class NumbersService implements SkipService<NumbersService.Inputs, NumbersService.Shared> {

  record Inputs(EagerCollection<String, Long> numbers) {}

  record Shared(EagerCollection<String, Long> numbers, EagerCollection<String, Long> doubled) {}

  record Doubled() implements Mapper<String, Long, String, Long> {
    @Override
    public void mapEntry(String key, Values<Long> values, Emitter<String, Long> out) {
      for (Long value : values) {
        out.emit(key, 2 * value);
      }
    }
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty().and("doubled", (shared, context) -> shared.doubled());
  }

  @Override
  public Shared createGraph(Inputs inputs, Context context) {
    return new Shared(inputs.numbers(), inputs.numbers().map(new Doubled()));
  }
}
