package io.skipruntime.engine;

import io.skipruntime.Command;
import io.skipruntime.CommandContext;
import io.skipruntime.CommandRefusedException;
import io.skipruntime.Commands;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.ForbiddenException;
import io.skipruntime.LazyCollection;
import io.skipruntime.LazyCompute;
import io.skipruntime.Mapper;
import io.skipruntime.Principal;
import io.skipruntime.Reducers;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An auction whose bids must beat the highest, and commands that break a rule each. */
public final class BiddingService
    implements SkipService<BiddingService.Inputs, BiddingService.Shared> {

  /** A bid of an amount. */
  public record Bid(String item, long amount) {}

  /** The bids in their order, and counters by name. */
  public record Inputs(EagerCollection<Long, Bid> bids, EagerCollection<String, Long> counters) {}

  /** The highest amounts, the number of bids, and twice each counter when it is asked for. */
  public record Shared(
      EagerCollection<String, Long> highest,
      EagerCollection<String, Long> positive,
      LazyCollection<String, Long> doubled) {}

  private record ByItem() implements Mapper<Long, Bid, String, Long> {
    @Override
    public void mapEntry(Long id, Values<Bid> bids, Emitter<String, Long> out) {
      out.emit(bids.getUnique().item(), bids.getUnique().amount());
    }
  }

  /** Fails at a negative counter. */
  private record Positive() implements Mapper<String, Long, String, Long> {
    @Override
    public void mapEntry(String name, Values<Long> counts, Emitter<String, Long> out) {
      if (counts.getUnique() < 0) {
        throw new IllegalArgumentException("a counter below zero");
      }
      out.emit(name, counts.getUnique());
    }
  }

  private record Doubled(EagerCollection<String, Long> counters)
      implements LazyCompute<String, Long> {
    @Override
    public List<Long> compute(LazyCollection<String, Long> self, String name) {
      return List.of(2 * counters.getUnique(name, 0L));
    }
  }

  /** The number of a bid, and the amount that it has beaten. */
  public record Accepted(long id, Optional<Long> beaten) {}

  /** Bids, if that beats the highest amount. */
  public record PlaceBid(String item, long amount) implements Command<Inputs, Shared, Accepted> {
    @Override
    public Accepted run(Inputs inputs, Shared shared, CommandContext context) {
      Optional<Long> highest = shared.highest().findUnique(item);
      if (amount <= 0) {
        throw CommandRefusedException.invalid("the amount must be above zero");
      }
      if (highest.isPresent() && amount <= highest.get()) {
        throw CommandRefusedException.conflict("the bid must beat " + highest.get());
      }
      long id = inputs.bids().size();
      context.put(inputs.bids(), id, new Bid(item, amount));
      return new Accepted(id, highest);
    }
  }

  /** Adds one to a counter, and gives what there was before. */
  public record Increment(String counter) implements Command<Inputs, Shared, Long> {
    @Override
    public Long run(Inputs inputs, Shared shared, CommandContext context) {
      long before = inputs.counters().getUnique(counter, 0L);
      context.put(inputs.counters(), counter, before + 1);
      return before;
    }
  }

  /** Takes from one counter what another gets; the graph fails if the first one goes below zero. */
  public record Move(String from, String to, long count) implements Command<Inputs, Shared, Long> {
    @Override
    public Long run(Inputs inputs, Shared shared, CommandContext context) {
      context.put(inputs.counters(), to, inputs.counters().getUnique(to, 0L) + count);
      context.put(inputs.counters(), from, inputs.counters().getUnique(from, 0L) - count);
      return inputs.counters().getUnique(to, 0L);
    }
  }

  /** The ways to break a rule. */
  public enum Fault {
    THROW,
    FORBID,
    FORBID_WITH_REASON,
    RETURN_NULL,
    WRITE_COMPUTED,
    CREATE_COLLECTION,
    EXHAUST_STACK
  }

  /** Writes, and then breaks a rule. */
  public record Break(Fault fault) implements Command<Inputs, Shared, Commands.NoResult> {
    @Override
    @SuppressWarnings("NullAway") // one of the faults
    public Commands.NoResult run(Inputs inputs, Shared shared, CommandContext context) {
      context.put(inputs.counters(), "written", 1L);
      switch (fault) {
        case THROW -> throw new IllegalStateException("a defect");
        case FORBID -> throw new ForbiddenException("not for you");
        case FORBID_WITH_REASON -> throw CommandRefusedException.forbidden("only the owner may");
        case RETURN_NULL -> {
          return null;
        }
        case WRITE_COMPUTED -> context.put(shared.highest(), "vase", 1L);
        case CREATE_COLLECTION -> inputs.counters().take(1);
        case EXHAUST_STACK -> deeper(1);
      }
      return new Commands.NoResult();
    }

    private static int deeper(int depth) {
      return depth > 0 ? deeper(depth + 1) + 1 : 0;
    }
  }

  /** Writes, and gives arrays that are one inside the other. */
  public record Nest(int depth) implements Command<Inputs, Shared, Json> {
    @Override
    public Json run(Inputs inputs, Shared shared, CommandContext context) {
      context.put(inputs.counters(), "written", 1L);
      Json nested = Json.array();
      for (int i = 1; i < depth; i++) {
        nested = Json.array(nested);
      }
      return nested;
    }
  }

  /** What a command sees of the user, the time and a lazy collection. */
  public record Sight(String subject, Instant now, long doubled) {}

  /** Looks, and writes nothing. */
  public record Look(Principal user) implements Command<Inputs, Shared, Sight> {
    @Override
    public Sight run(Inputs inputs, Shared shared, CommandContext context) {
      return new Sight(user.subject(), context.now(), shared.doubled().getUnique("likes"));
    }
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty().and("highest", (shared, context) -> shared.highest());
  }

  @Override
  public Commands<Inputs, Shared> commands() {
    return Commands.of("place_bid", PlaceBid.class)
        .and("increment", Increment.class)
        .and("move", Move.class)
        .and("break", Break.class)
        .and("look", Look.class)
        .and("nest", Nest.class)
        .forAnybody("increment");
  }

  @Override
  public Shared createGraph(Inputs in, Context context) {
    return new Shared(
        in.bids().mapReduce(new ByItem(), Reducers.max()),
        in.counters().map(new Positive()),
        context.createLazyCollection(new Doubled(in.counters())));
  }
}
