package io.skipruntime.engine.followed;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.Map;

/**
 * A service with a resource of its own for each external resource that it is given, of its name.
 * There is at least one, and all name their source alike.
 */
record Mirror(ExternalService source, List<ExternalResource<?, ?>> mirrored)
    implements SkipService<Mirror.Inputs, Mirror.Inputs> {

  record Inputs(EagerCollection<Long, Long> unused) {}

  @Override
  public Map<String, ExternalService> externalServices() {
    return Map.of(mirrored.getFirst().service(), source);
  }

  @Override
  public Resources<Inputs> resources() {
    Resources<Inputs> resources = Resources.empty();
    for (ExternalResource<?, ?> each : mirrored) {
      resources =
          resources.and(
              each.identifier(),
              Json.class,
              params -> (Resource<Inputs>) (in, context) -> uses(each, params, context));
    }
    return resources;
  }

  private static EagerCollection<?, ?> uses(
      ExternalResource<?, ?> resource, Json params, Context context) {
    return context.useExternalResource(resource.withParams(params));
  }

  @Override
  public Inputs createGraph(Inputs inputs, Context context) {
    return inputs;
  }
}
