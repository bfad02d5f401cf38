package io.skipruntime.connect;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Resource;
import io.skipruntime.ResourceSink;
import io.skipruntime.Resources;
import io.skipruntime.Sink;
import io.skipruntime.SkipService;
import java.util.Map;

/**
 * A service with texts by number, which go to a webhook.
 *
 * @param sink the webhook
 */
record TextsService(Sink sink) implements SkipService<TextsService.Inputs, TextsService.Inputs> {

  /** The input. */
  record Inputs(EagerCollection<Long, String> texts) {}

  /** All texts. */
  record All() implements Resource<Inputs> {
    @Override
    public EagerCollection<Long, String> instantiate(Inputs in, Context context) {
      return in.texts();
    }
  }

  @Override
  public Resources<Inputs> resources() {
    return Resources.<Inputs>empty().and("all", new All());
  }

  @Override
  public Map<String, ResourceSink> sinks() {
    return Map.of("texts", ResourceSink.of("all", sink));
  }

  @Override
  public Inputs createGraph(Inputs in, Context context) {
    return in;
  }
}
