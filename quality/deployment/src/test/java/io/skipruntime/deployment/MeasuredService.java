package io.skipruntime.deployment;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.SourceStatus;
import io.skipruntime.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A service all of whose numbers there are: with an input, and a source that is behind. */
final class MeasuredService implements SkipService<MeasuredService.Inputs, MeasuredService.Shared> {

  record Inputs(EagerCollection<String, Long> numbers) {}

  record Shared(EagerCollection<String, Long> numbers, EagerCollection<String, Long> rows) {}

  /** A source of one row, which says that more is to come. */
  private static final class LateSource implements ExternalService {
    @Override
    public CompletionStage<Void> subscribe(
        String instance, String resource, Json params, Callbacks callbacks) {
      callbacks.report(new SourceStatus.Lag(5, "records", Optional.of(Duration.ofSeconds(7))));
      return callbacks.update(List.of(Entry.of("row", 1L)), true);
    }

    @Override
    public void unsubscribe(String instance) {}
  }

  @Override
  public Map<String, ExternalService> externalServices() {
    return Map.of("late", new LateSource());
  }

  @Override
  public Shared createGraph(Inputs in, Context context) {
    return new Shared(
        in.numbers(),
        context.useExternalResource(ExternalResource.of("late", "rows", String.class, Long.class)));
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty().and("numbers", (shared, context) -> shared.numbers());
  }
}
