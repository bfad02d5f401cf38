package starter;

import io.skipruntime.Command;
import io.skipruntime.CommandContext;
import io.skipruntime.CommandRefusedException;
import io.skipruntime.Commands;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Reducers;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import java.util.List;

/**
 * A poll: each voter has one vote, and may change it. The resource {@code counts} has the number of
 * votes of each choice.
 */
public final class StarterService
    implements SkipService<StarterService.Inputs, StarterService.Shared> {

  private static final List<String> CHOICES = List.of("tea", "coffee", "water");

  /** The choice of each voter, which commands and backends write. */
  public record Inputs(EagerCollection<String, String> votes) {}

  /** The collections that resources are made of. */
  public record Shared(EagerCollection<String, Long> counts) {}

  /** A vote, in place of the one that the voter had. */
  public record Vote(String voter, String choice) implements Command<Inputs, Shared, String> {
    @Override
    public String run(Inputs in, Shared shared, CommandContext context) {
      if (voter.isBlank()) {
        throw CommandRefusedException.invalid("a voter has a name");
      }
      if (!CHOICES.contains(choice)) {
        throw CommandRefusedException.invalid("there is " + String.join(", ", CHOICES));
      }
      context.put(in.votes(), voter, choice);
      return choice;
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
    return Resources.<Shared>empty().and("counts", (shared, context) -> shared.counts());
  }

  @Override
  public Commands<Inputs, Shared> commands() {
    return Commands.of("vote", Vote.class).forAnybody("vote");
  }
}
