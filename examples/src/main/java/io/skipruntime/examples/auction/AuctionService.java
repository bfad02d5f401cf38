package io.skipruntime.examples.auction;

import io.skipruntime.Command;
import io.skipruntime.CommandContext;
import io.skipruntime.CommandRefusedException;
import io.skipruntime.Commands;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Reducers;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import java.util.UUID;

/** The highest amount that was bid for each item, and a command whose bids must beat it. */
public final class AuctionService
    implements SkipService<AuctionService.Inputs, AuctionService.Shared> {

  public record Bid(String item, long amount) {}

  public record Inputs(EagerCollection<String, Bid> bids) {}

  public record Shared(EagerCollection<String, Long> highest) {}

  @Override
  public Shared createGraph(Inputs in, Context context) {
    return new Shared(
        in.bids()
            .mapReduce(
                (id, bids, out) -> bids.forEach(bid -> out.emit(bid.item(), bid.amount())),
                Reducers.max()));
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty().and("highest", (shared, context) -> shared.highest());
  }

  /** The number of an accepted bid. */
  public record Accepted(String bid) {}

  /** Bids for an item, if that beats all bids so far. */
  public record PlaceBid(String item, long amount) implements Command<Inputs, Shared, Accepted> {
    @Override
    public Accepted run(Inputs in, Shared shared, CommandContext context) {
      long highest = shared.highest().getUnique(item, 0L);
      if (amount <= 0) {
        throw CommandRefusedException.invalid("a bid must be above 0");
      }
      if (amount <= highest) {
        throw CommandRefusedException.conflict("a bid must be above " + highest);
      }
      String id = UUID.randomUUID().toString();
      context.put(in.bids(), id, new Bid(item, amount));
      return new Accepted(id);
    }
  }

  @Override
  public Commands<Inputs, Shared> commands() {
    return Commands.of("place_bid", PlaceBid.class).forAnybody("place_bid");
  }
}
