package io.skipruntime.connect;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.json.Json;
import java.util.Map;

/** A service whose resource {@code rows} is the external resource of that name. */
final class MirrorService implements SkipService<MirrorService.Inputs, MirrorService.Inputs> {

  record Inputs(EagerCollection<String, Long> unused) {}

  record Rows(Json params) implements Resource<Inputs> {
    @Override
    public EagerCollection<String, Long> instantiate(Inputs inputs, Context context) {
      return context.useExternalResource(
          ExternalResource.of("elsewhere", "rows", String.class, Long.class).withParams(params));
    }
  }

  private final ExternalService elsewhere;

  MirrorService(ExternalService elsewhere) {
    this.elsewhere = elsewhere;
  }

  @Override
  public Map<String, ExternalService> externalServices() {
    return Map.of("elsewhere", elsewhere);
  }

  @Override
  public Resources<Inputs> resources() {
    return Resources.of("rows", Json.class, Rows::new);
  }

  @Override
  public Inputs createGraph(Inputs inputs, Context context) {
    return inputs;
  }
}
