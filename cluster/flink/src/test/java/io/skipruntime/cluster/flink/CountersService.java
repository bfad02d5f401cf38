package io.skipruntime.cluster.flink;

import io.skipruntime.Command;
import io.skipruntime.CommandContext;
import io.skipruntime.Commands;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Mapper;
import io.skipruntime.Reducers;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;

/** Counters that commands move. */
public final class CountersService
    implements SkipService<CountersService.Inputs, CountersService.Shared> {

  /** The counters. */
  public record Inputs(EagerCollection<Long, Long> counters) {}

  /** The counters, and the sum of all under the key 0. */
  public record Shared(EagerCollection<Long, Long> counters, EagerCollection<Long, Long> sums) {}

  private record Together() implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long counter, Values<Long> counts, Emitter<Long, Long> out) {
      out.emit(0L, counts.getUnique());
    }
  }

  /** Adds one to a counter, and gives the count before. */
  public record Increment(long counter) implements Command<Inputs, Shared, Long> {
    @Override
    public Long run(Inputs in, Shared shared, CommandContext context) {
      long before = in.counters().getUnique(counter, 0L);
      context.put(in.counters(), counter, before + 1);
      return before;
    }
  }

  @Override
  public Shared createGraph(Inputs in, Context context) {
    return new Shared(in.counters(), in.counters().mapReduce(new Together(), Reducers.sum()));
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty().and("sums", (shared, context) -> shared.sums());
  }

  @Override
  public Commands<Inputs, Shared> commands() {
    return Commands.of("increment", Increment.class);
  }
}
