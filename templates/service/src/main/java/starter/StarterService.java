package starter;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Reducers;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;

/**
 * A poll: everybody has one vote, and may change it. The resource counts has the votes by choice.
 */
public final class StarterService
    implements SkipService<StarterService.Inputs, StarterService.Shared> {

  /** The choice of each voter, written from outside. */
  public record Inputs(EagerCollection<String, String> votes) {}

  /** The collections that resources are made of. */
  public record Shared(EagerCollection<String, Long> counts) {}

  @Override
  public InitialData initialData() {
    return InitialData.of("votes", Entry.of("ann", "tea"), Entry.of("bob", "coffee"));
  }

  @Override
  public Shared createGraph(Inputs in, Context context) {
    return new Shared(
        in.votes()
            .mapReduce(
                (voter, choice, out) -> out.emit(choice.getUnique(), 1L), Reducers.<Long>sum()));
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty().and("counts", (shared, context) -> shared.counts());
  }
}
