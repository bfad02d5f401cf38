package starter;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.ExternalService;
import io.skipruntime.Reducers;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.postgres.PostgresOptions;
import io.skipruntime.postgres.PostgresService;
import io.skipruntime.postgres.PostgresTable;
import java.util.Map;

/**
 * A poll whose votes are rows of a table. The resource {@code counts} has the number of votes of
 * each choice, and changes when a transaction is committed.
 */
public final class StarterService
    implements SkipService<StarterService.Inputs, StarterService.Shared> {

  /** Nothing is written to the service itself. */
  public record Inputs() {}

  /** The collections that resources are made of. */
  public record Shared(EagerCollection<String, Long> counts) {}

  /** A row; its key, the voter, is the primary key. */
  public record Vote(String choice) {}

  private final PostgresService database;

  /** A service that follows the table of a database. */
  public StarterService(PostgresOptions options) {
    this.database = new PostgresService(options);
  }

  @Override
  public Map<String, ExternalService> externalServices() {
    return Map.of("database", database);
  }

  @Override
  public Shared createGraph(Inputs in, Context context) {
    EagerCollection<String, Vote> votes =
        context.useExternalResource(
            PostgresTable.of("database", "public.votes", String.class, Vote.class));
    return new Shared(
        votes.mapReduce(
            (voter, vote, out) -> out.emit(vote.getUnique().choice(), 1L), Reducers.<Long>sum()));
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty().and("counts", (shared, context) -> shared.counts());
  }
}
