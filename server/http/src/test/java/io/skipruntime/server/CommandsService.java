package io.skipruntime.server;

import io.skipruntime.Command;
import io.skipruntime.CommandContext;
import io.skipruntime.CommandRefusedException;
import io.skipruntime.Commands;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.ForbiddenException;
import io.skipruntime.InitialData;
import io.skipruntime.Principal;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;

/** Counters that are changed by commands alone. */
final class CommandsService implements SkipService<CommandsService.Inputs, CommandsService.Inputs> {

  record Inputs(EagerCollection<String, Long> counters) {}

  /** The value of a counter. */
  record Count(long count) {}

  /** Adds to a counter, which may not go below zero. */
  record Add(String counter, long more) implements Command<Inputs, Inputs, Count> {
    @Override
    public Count run(Inputs inputs, Inputs shared, CommandContext context) {
      long sum = inputs.counters().getUnique(counter, 0L) + more;
      if (more == 0) {
        throw CommandRefusedException.invalid("zero changes nothing");
      }
      if (sum < 0) {
        throw CommandRefusedException.conflict("there are only " + (sum - more));
      }
      context.put(inputs.counters(), counter, sum);
      return new Count(sum);
    }
  }

  /** Adds one to the counter of the user. */
  record AddMine(Principal user) implements Command<Inputs, Inputs, Count> {
    @Override
    public Count run(Inputs inputs, Inputs shared, CommandContext context) {
      return new Add(user.subject(), 1).run(inputs, shared, context);
    }
  }

  /** The ways not to be carried out. */
  enum End {
    REFUSED,
    FORBIDDEN,
    DEFECT
  }

  /** Is not carried out. */
  record Fail(End end) implements Command<Inputs, Inputs, Commands.NoResult> {
    @Override
    public Commands.NoResult run(Inputs inputs, Inputs shared, CommandContext context) {
      throw switch (end) {
        case REFUSED -> CommandRefusedException.forbidden("only the owner may");
        case FORBIDDEN -> new ForbiddenException("a secret reason");
        case DEFECT -> new IllegalStateException("a secret defect");
      };
    }
  }

  /** Removes all counters that it is for. */
  record Clear() implements Command<Inputs, Inputs, Commands.NoResult> {
    @Override
    public Commands.NoResult run(Inputs inputs, Inputs shared, CommandContext context) {
      context.remove(inputs.counters(), "a");
      return new Commands.NoResult();
    }
  }

  @Override
  public InitialData initialData() {
    return InitialData.of("counters", Entry.of("a", 1L));
  }

  @Override
  public Resources<Inputs> resources() {
    return Resources.<Inputs>empty().and("counters", (shared, context) -> shared.counters());
  }

  @Override
  public Commands<Inputs, Inputs> commands() {
    return Commands.of("add", Add.class)
        .and("add_mine", AddMine.class)
        .and("fail", Fail.class)
        .and("clear", Clear.class)
        .forAnybody("add", "fail");
  }

  @Override
  public Inputs createGraph(Inputs inputs, Context context) {
    return inputs;
  }
}
