package io.skipruntime.postgres;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.ExternalService;
import io.skipruntime.Mapper;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import java.util.Map;

/**
 * A service that shows what a function makes of the posts in a table: its resource {@code posts},
 * of the name of the table.
 *
 * @param function is applied to each post
 * @param <V> what it makes
 */
record PostsService<V>(PostgresService database, Mapper<Long, Post, Long, V> function)
    implements SkipService<PostsService.Inputs, PostsService.Inputs> {

  record Inputs(EagerCollection<Long, Long> unused) {}

  record Post(String title) {}

  record Posts<V>(String table, Mapper<Long, Post, Long, V> function) implements Resource<Inputs> {
    @Override
    public EagerCollection<Long, V> instantiate(Inputs inputs, Context context) {
      return context
          .useExternalResource(PostgresTable.of("database", table, Long.class, Post.class))
          .map(function);
    }
  }

  @Override
  public Resources<Inputs> resources() {
    Mapper<Long, Post, Long, V> applied = function; // the service itself may not be captured
    return Resources.of("posts", String.class, table -> new Posts<>(table, applied));
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
