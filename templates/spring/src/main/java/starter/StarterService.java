package starter;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Reducers;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;

/**
 * A poll: each voter has one vote, and may change it. The resource {@code counts} has the number of
 * votes of each choice.
 */
public final class StarterService
    implements SkipService<StarterService.Inputs, StarterService.Shared> {

  /** The choice of each voter, which {@link VoteController} writes. */
  public record Inputs(EagerCollection<String, String> votes) {}

  /** The collections that resources are made of. */
  public record Shared(EagerCollection<String, Long> counts) {}

  /** The number of votes of each choice. */
  public record Counts() implements Resource<Shared> {
    @Override
    public EagerCollection<String, Long> instantiate(Shared shared, Context context) {
      return shared.counts();
    }
  }

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
    return Resources.<Shared>empty().and("counts", Counts.class);
  }
}
