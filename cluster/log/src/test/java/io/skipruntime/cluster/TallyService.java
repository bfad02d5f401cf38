package io.skipruntime.cluster;

import io.skipruntime.Command;
import io.skipruntime.CommandContext;
import io.skipruntime.CommandRefusedException;
import io.skipruntime.Commands;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Mapper;
import io.skipruntime.Reducers;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;

/**
 * Accounts with amounts, aliases of accounts, and what is computed of both. A write of {@link
 * #FORBIDDEN} is rejected by a function.
 */
public final class TallyService implements SkipService<TallyService.Inputs, TallyService.Shared> {

  static final long FORBIDDEN = 13;

  /** Amounts by account, and accounts by alias. */
  public record Inputs(
      EagerCollection<Long, Long> amounts, EagerCollection<String, Long> aliases) {}

  /** The amounts that are allowed, their sums by the last digit of the account, and by alias. */
  public record Shared(
      EagerCollection<Long, Long> allowed,
      EagerCollection<Long, Long> sums,
      EagerCollection<String, Long> named) {}

  private record Allowed() implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long account, Values<Long> amounts, Emitter<Long, Long> out) {
      if (amounts.getUnique() == FORBIDDEN) {
        throw new IllegalArgumentException("an amount that is forbidden");
      }
      out.emit(account, amounts.getUnique());
    }
  }

  private record ByDigit() implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long account, Values<Long> amounts, Emitter<Long, Long> out) {
      out.emit(account % 10, amounts.getUnique());
    }
  }

  private record Named(EagerCollection<Long, Long> allowed)
      implements Mapper<String, Long, String, Long> {
    @Override
    public void mapEntry(String alias, Values<Long> accounts, Emitter<String, Long> out) {
      out.emit(alias, allowed.getUnique(accounts.getUnique(), -1L));
    }
  }

  private record Above(long least) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long account, Values<Long> amounts, Emitter<Long, Long> out) {
      if (amounts.getUnique() > least) {
        out.emit(account, amounts.getUnique());
      }
    }
  }

  /** The amounts above a bound. */
  public record AmountsAbove(long least) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Long> instantiate(Shared shared, Context context) {
      return shared.allowed().map(new Above(least));
    }
  }

  /** Moves an amount, if there is enough. */
  public record Move(long from, long to, long amount) implements Command<Inputs, Shared, Long> {
    @Override
    public Long run(Inputs in, Shared shared, CommandContext context) {
      long left = in.amounts().getUnique(from, 0L) - amount;
      if (left < 0) {
        throw CommandRefusedException.conflict("account " + from + " would be at " + left);
      }
      context.put(in.amounts(), from, left);
      context.put(in.amounts(), to, in.amounts().getUnique(to, 0L) + amount);
      return left;
    }
  }

  /** Adds one to an account, and gives what there was before. */
  public record Increment(long account) implements Command<Inputs, Shared, Long> {
    @Override
    public Long run(Inputs in, Shared shared, CommandContext context) {
      long before = in.amounts().getUnique(account, 1_000L);
      context.put(in.amounts(), account, before + 1);
      return before;
    }
  }

  @Override
  public InitialData initialData() {
    return InitialData.of("amounts", Entry.of(1L, 100L), Entry.of(2L, 200L));
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared, Long>of("above", Long.class, AmountsAbove::new)
        .and("sums", (shared, context) -> shared.sums());
  }

  @Override
  public Commands<Inputs, Shared> commands() {
    return Commands.of("move", Move.class).and("increment", Increment.class);
  }

  @Override
  public Shared createGraph(Inputs in, Context context) {
    EagerCollection<Long, Long> allowed = in.amounts().map(new Allowed());
    return new Shared(
        allowed,
        allowed.mapReduce(new ByDigit(), Reducers.sum()),
        in.aliases().map(new Named(allowed)));
  }
}
