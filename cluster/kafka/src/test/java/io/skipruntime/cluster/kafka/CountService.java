package io.skipruntime.cluster.kafka;

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

/** Counts by key, and their sums by the last digit. A negative count is rejected by a function. */
public final class CountService implements SkipService<CountService.Inputs, CountService.Shared> {

  /** Counts by key. */
  public record Inputs(EagerCollection<Long, Long> counts) {}

  /** The counts, and their sums by the last digit of the key. */
  public record Shared(EagerCollection<Long, Long> counts, EagerCollection<Long, Long> sums) {}

  private record ByDigit() implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> counts, Emitter<Long, Long> out) {
      if (counts.getUnique() < 0) {
        throw new IllegalArgumentException("a negative count");
      }
      out.emit(key % 10, counts.getUnique());
    }
  }

  /** Adds one, and gives what there was before. */
  public record Increment(long key) implements Command<Inputs, Shared, Long> {
    @Override
    public Long run(Inputs in, Shared shared, CommandContext context) {
      long before = in.counts().getUnique(key, 0L);
      context.put(in.counts(), key, before + 1);
      return before;
    }
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty().and("sums", (shared, context) -> shared.sums());
  }

  @Override
  public Commands<Inputs, Shared> commands() {
    return Commands.of("increment", Increment.class);
  }

  @Override
  public Shared createGraph(Inputs in, Context context) {
    return new Shared(in.counts(), in.counts().mapReduce(new ByDigit(), Reducers.sum()));
  }
}
