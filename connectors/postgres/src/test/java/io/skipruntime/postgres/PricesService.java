package io.skipruntime.postgres;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.ExternalService;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import java.util.Map;

/** A service whose rows are records with a column that the server computes. */
record PricesService(PostgresService database)
    implements SkipService<PricesService.Inputs, PricesService.Inputs> {

  record Inputs(EagerCollection<Long, Long> unused) {}

  record Price(long gross) {}

  record Prices(String table) implements Resource<Inputs> {
    @Override
    public EagerCollection<Long, Price> instantiate(Inputs inputs, Context context) {
      return context.useExternalResource(
          PostgresTable.of("database", table, Long.class, Price.class));
    }
  }

  @Override
  public Resources<Inputs> resources() {
    return Resources.of("prices", String.class, Prices::new);
  }

  @Override
  public Map<String, ExternalService> externalServices() {
    return Map.of("database", database);
  }

  @Override
  public Inputs createGraph(Inputs inputs, Context context) {
    return inputs;
  }
}
