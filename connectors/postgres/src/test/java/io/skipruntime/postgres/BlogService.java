package io.skipruntime.postgres;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.ExternalService;
import io.skipruntime.Reducers;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The service of docs/postgres.md: how many posts each author has. */
final class BlogService implements SkipService<BlogService.Inputs, BlogService.Shared> {

  record Inputs(EagerCollection<String, String> unused) {}

  // region service
  record Post(String author, Instant createdAt, Optional<String> body) {}

  record Shared(EagerCollection<String, Long> postsByAuthor) {}

  private final PostgresService database;

  BlogService(String url, String user, String password) {
    database = new PostgresService(PostgresOptions.of(url, user, password));
  }

  @Override
  public Map<String, ExternalService> externalServices() {
    return Map.of("database", database);
  }

  @Override
  public Shared createGraph(Inputs inputs, Context context) {
    EagerCollection<Long, Post> posts =
        context.useExternalResource(
            PostgresTable.of("database", "public.posts", Long.class, Post.class));
    return new Shared(
        posts.mapReduce(
            (id, post, out) -> out.emit(post.getUnique().author(), id), Reducers.count()));
  }

  // endregion

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty().and("posts", (shared, context) -> shared.postsByAuthor());
  }

  // region await
  /** Writes to the database, and returns when subscribers can see it. */
  void write(Connection connection, String author) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO posts (author, created_at) VALUES ('" + author + "', now())");
      ResultSet row = statement.executeQuery("SELECT pg_current_wal_insert_lsn()");
      row.next();
      database
          .awaitCommitted(row.getString(1))
          .toCompletableFuture()
          .orTimeout(10, TimeUnit.SECONDS)
          .join();
    }
  }
  // endregion
}
