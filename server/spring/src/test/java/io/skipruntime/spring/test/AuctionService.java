package io.skipruntime.spring.test;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Reducers;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import org.springframework.stereotype.Component;

/** A service whose resource is the highest bid for each item. */
// region service
@Component
class AuctionService implements SkipService<AuctionService.Inputs, AuctionService.Shared> {

  record Bid(String item, long amount) {}

  record Inputs(EagerCollection<String, Bid> bids) {}

  record Shared(EagerCollection<String, Long> highest) {}

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
// endregion
