package io.skipruntime.spring.table;

import io.skipruntime.DelegatingService;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.SkipService;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A service some of whose inputs are tables.
 *
 * @param delegate the service as its author defined it
 * @param tables the inputs that are tables
 * @param source describes the tables as resources
 * @param database delivers them
 */
record TableBackedService<I extends Record, S extends Record>(
    SkipService<I, S> delegate,
    List<TableInput> tables,
    TableSource source,
    ExternalService database)
    implements DelegatingService<I, S> {

  /** The name of the external service, which no service of an author is likely to have. */
  private static final String NAME = "skip-tables";

  @Override
  public Map<String, ExternalService> externalServices() {
    Map<String, ExternalService> all = new LinkedHashMap<>(delegate.externalServices());
    all.put(NAME, database);
    return all;
  }

  @Override
  public Map<String, ExternalResource<?, ?>> externalInputs() {
    Map<String, ExternalResource<?, ?>> all = new LinkedHashMap<>(delegate.externalInputs());
    tables.forEach(each -> all.put(each.name(), source.resource(NAME, each)));
    return all;
  }
}
