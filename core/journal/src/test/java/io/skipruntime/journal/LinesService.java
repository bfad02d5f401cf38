package io.skipruntime.journal;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;

/** Lines of text, as large as a test needs them. */
record LinesService() implements SkipService<LinesService.Inputs, LinesService.Inputs> {

  record Inputs(EagerCollection<Long, String> lines) {}

  @Override
  public Resources<Inputs> resources() {
    return Resources.<Inputs>empty().and("lines", (inputs, context) -> inputs.lines());
  }

  @Override
  public Inputs createGraph(Inputs in, Context context) {
    return in;
  }
}
