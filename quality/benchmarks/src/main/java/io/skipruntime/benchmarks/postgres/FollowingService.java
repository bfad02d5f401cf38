package io.skipruntime.benchmarks.postgres;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.ExternalService;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.postgres.PostgresService;
import io.skipruntime.postgres.PostgresTable;
import java.time.Instant;
import java.util.Map;

/** A service whose resources are the tables of a {@link BenchmarkDatabase}, as records. */
record FollowingService(PostgresService database)
    implements SkipService<FollowingService.Inputs, FollowingService.Inputs> {

  record Inputs(EagerCollection<Long, Long> unused) {}

  record Event(String note) {}

  record Counter(long number) {}

  record Post(String author, String title, Instant createdAt, int votes) {}

  record Events() implements Resource<Inputs> {
    @Override
    public EagerCollection<Long, Event> instantiate(Inputs inputs, Context context) {
      return context.useExternalResource(
          PostgresTable.of("database", "skip_bench.events", Long.class, Event.class));
    }
  }

  record Counters() implements Resource<Inputs> {
    @Override
    public EagerCollection<Long, Counter> instantiate(Inputs inputs, Context context) {
      return context.useExternalResource(
          PostgresTable.of("database", "skip_bench.counters", Long.class, Counter.class));
    }
  }

  record Posts(String table) implements Resource<Inputs> {
    @Override
    public EagerCollection<Long, Post> instantiate(Inputs inputs, Context context) {
      return context.useExternalResource(
          PostgresTable.of("database", "skip_bench." + table, Long.class, Post.class));
    }
  }

  @Override
  public Resources<Inputs> resources() {
    return Resources.<Inputs>empty()
        .and("events", Events.class)
        .and("counters", Counters.class)
        .and("posts", String.class, Posts::new);
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
