package io.skipruntime.postgres;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.ExternalService;
import io.skipruntime.Mapper;
import io.skipruntime.Reducers;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.SourceStatus;
import io.skipruntime.Values;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A service that shows tables of a database: rows as they are, and the sum over two tables. */
record TableService(PostgresService database)
    implements SkipService<TableService.Inputs, TableService.Inputs> {

  record Inputs(EagerCollection<Long, Long> unused) {}

  record Account(long balance) {}

  /** The rows of a table. */
  record Rows(String table) implements Resource<Inputs> {
    @Override
    public EagerCollection<Json, Json> instantiate(Inputs inputs, Context context) {
      return context.useExternalResource(
          PostgresTable.of("database", table, Json.class, Json.class));
    }
  }

  record ToTotal() implements Mapper<Long, Account, String, Long> {
    @Override
    public void mapEntry(Long id, Values<Account> account, Emitter<String, Long> out) {
      out.emit("total", account.getUnique().balance());
    }
  }

  /** The sum of all accounts of the tables {@code checking} and {@code saving}. */
  record Total(String name) implements Resource<Inputs> {
    @Override
    public EagerCollection<String, Long> instantiate(Inputs inputs, Context context) {
      EagerCollection<Long, Account> checking =
          context.useExternalResource(
              PostgresTable.of("database", "checking", Long.class, Account.class));
      EagerCollection<Long, Account> saving =
          context.useExternalResource(
              PostgresTable.of("database", "saving", Long.class, Account.class));
      return checking.map(new ToTotal()).merge(saving.map(new ToTotal())).reduce(Reducers.sum());
    }
  }

  @Override
  public Resources<Inputs> resources() {
    return Resources.<Inputs, String>of("rows", String.class, Rows::new)
        .and("total", String.class, Total::new);
  }

  @Override
  public Map<String, ExternalService> externalServices() {
    return Map.of("database", database);
  }

  @Override
  public Inputs createGraph(Inputs inputs, Context context) {
    return inputs;
  }

  /** The rows of a table that a running service shows, by key. */
  static Map<Json, Json> rows(ServiceInstance service, String table) {
    Map<Json, Json> rows = new TreeMap<>();
    List<Entry<Json, Json>> entries = service.getAll("rows", table);
    for (Entry<Json, Json> entry : entries) {
      rows.put(entry.key(), entry.values().getFirst());
    }
    return rows;
  }

  /** How the source of a table is doing. */
  static SourceStatus status(ServiceInstance service, String table) {
    return service.sourceStatuses().stream()
        .filter(each -> each.identifier().equals(table))
        .findFirst()
        .orElseThrow();
  }
}
