package io.skipruntime.client;

import io.skipruntime.Command;
import io.skipruntime.CommandContext;
import io.skipruntime.CommandRefusedException;
import io.skipruntime.Commands;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;

/** Counters that a command adds to; for tests. */
final class CountersService
    implements SkipService<CountersService.Counters, CountersService.Counters> {

  record Counters(EagerCollection<String, Long> counters) {}

  /** The value of a counter. */
  record Count(long count) {}

  /** Adds to a counter, which may not go above ten. */
  record Add(String counter, long more) implements Command<Counters, Counters, Count> {
    @Override
    public Count run(Counters inputs, Counters shared, CommandContext context) {
      long sum = inputs.counters().getUnique(counter, 0L) + more;
      if (sum > 10) {
        throw CommandRefusedException.conflict("ten is the most");
      }
      context.put(inputs.counters(), counter, sum);
      return new Count(sum);
    }
  }

  @Override
  public Resources<Counters> resources() {
    return Resources.<Counters>empty().and("counters", (shared, context) -> shared.counters());
  }

  @Override
  public Commands<Counters, Counters> commands() {
    return Commands.of("add", Add.class);
  }

  @Override
  public Counters createGraph(Counters inputs, Context context) {
    return inputs;
  }
}
