package io.skipruntime.cluster.flink;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;

/** A service with another plan than that of the clubs. */
public final class OtherService implements SkipService<OtherService.Inputs, OtherService.Inputs> {

  /** The inputs, which are shared as they are. */
  public record Inputs(EagerCollection<String, Long> numbers) {}

  @Override
  public Inputs createGraph(Inputs in, Context context) {
    return in;
  }

  @Override
  public Resources<Inputs> resources() {
    return Resources.<Inputs>empty().and("numbers", (shared, context) -> shared.numbers());
  }
}
