package io.skipruntime.examples.remote;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.Mapper;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.client.Entrypoint;
import io.skipruntime.connect.SkipExternalService;
import java.math.BigDecimal;
import java.util.Map;

/**
 * A service that follows the sums of the service {@code sum}, which runs somewhere else, and says
 * which of them exceed the limits that are written here.
 */
public final class RemoteService
    implements SkipService<RemoteService.Inputs, RemoteService.Shared> {

  public record Inputs(EagerCollection<String, BigDecimal> limits) {}

  public record Shared(
      EagerCollection<String, BigDecimal> sums, EagerCollection<String, BigDecimal> exceeded) {}

  record Exceeding(EagerCollection<String, BigDecimal> limits)
      implements Mapper<String, BigDecimal, String, BigDecimal> {
    @Override
    public void mapEntry(String key, Values<BigDecimal> sums, Emitter<String, BigDecimal> out) {
      BigDecimal sum = sums.getUnique();
      if (sum.compareTo(limits.getUnique(key, sum)) > 0) {
        out.emit(key, sum);
      }
    }
  }

  // region follow
  private final ExternalService sum;

  public RemoteService(Entrypoint entrypoint) {
    this.sum = new SkipExternalService(entrypoint);
  }

  @Override
  public Map<String, ExternalService> externalServices() {
    return Map.of("sum", sum);
  }

  @Override
  public Shared createGraph(Inputs inputs, Context context) {
    EagerCollection<String, BigDecimal> sums =
        context.useExternalResource(
            ExternalResource.of("sum", "add", String.class, BigDecimal.class));
    return new Shared(sums, sums.map(new Exceeding(inputs.limits())));
  }

  // endregion

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty()
        .and("sums", (shared, context) -> shared.sums())
        .and("exceeded", (shared, context) -> shared.exceeded());
  }
}
