package io.skipruntime.examples.auction;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Reducers;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;

/** The highest amount that was bid for each item. */
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
}
