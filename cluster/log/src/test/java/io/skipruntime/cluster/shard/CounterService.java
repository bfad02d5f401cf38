package io.skipruntime.cluster.shard;

import io.skipruntime.Command;
import io.skipruntime.CommandContext;
import io.skipruntime.CommandRefusedException;
import io.skipruntime.Commands;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Mapper;
import io.skipruntime.Reducers;
import io.skipruntime.Resources;
import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import io.skipruntime.Values;

/** Counters that commands move, for the tests of commands on nodes of shards. */
public final class CounterService
    implements SkipService<CounterService.Inputs, CounterService.Shared> {

  /** A count that no counter may have. */
  static final long FORBIDDEN = -13;

  /** The counters, which are shared as they are, and notes, which are not. */
  public record Inputs(EagerCollection<Long, Long> counters, EagerCollection<Long, Long> notes) {}

  /** The counters, the sum of all under the key 0, and how many notes each counter has. */
  public record Shared(
      EagerCollection<Long, Long> counters,
      EagerCollection<Long, Long> sums,
      EagerCollection<Long, Long> noted) {}

  private record Together() implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long counter, Values<Long> counts, Emitter<Long, Long> out) {
      if (counts.getUnique() == FORBIDDEN) {
        throw new SkipException("a count that is forbidden");
      }
      out.emit(0L, counts.getUnique());
    }
  }

  private record Noted() implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long note, Values<Long> counters, Emitter<Long, Long> out) {
      out.emit(counters.getUnique(), 1L);
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

  /** Gives a counter the sum of all counters, of which it must not be one. */
  public record Total(long counter) implements Command<Inputs, Shared, Long> {
    @Override
    public Long run(Inputs in, Shared shared, CommandContext context) {
      if (shared.counters().getUnique(counter, Long.MIN_VALUE) != Long.MIN_VALUE) {
        throw CommandRefusedException.conflict("counter " + counter + " is there");
      }
      long sum = shared.sums().getUnique(0L, 0L);
      context.put(in.counters(), counter, sum);
      return sum;
    }
  }

  /** Makes a note, and gives how many notes the counter had. */
  public record Note(long note, long counter) implements Command<Inputs, Shared, Long> {
    @Override
    public Long run(Inputs in, Shared shared, CommandContext context) {
      context.put(in.notes(), note, counter);
      return shared.noted().getUnique(counter, 0L);
    }
  }

  /** Reads a note. */
  public record Look(long note) implements Command<Inputs, Shared, Long> {
    @Override
    public Long run(Inputs in, Shared shared, CommandContext context) {
      return in.notes().getUnique(note);
    }
  }

  @Override
  public Shared createGraph(Inputs in, Context context) {
    return new Shared(
        in.counters(),
        in.counters().mapReduce(new Together(), Reducers.sum()),
        in.notes().mapReduce(new Noted(), Reducers.sum()));
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty()
        .and("counters", (shared, context) -> shared.counters())
        .and("sums", (shared, context) -> shared.sums());
  }

  @Override
  public Commands<Inputs, Shared> commands() {
    return Commands.of("increment", Increment.class)
        .and("total", Total.class)
        .and("note", Note.class)
        .and("look", Look.class);
  }
}
