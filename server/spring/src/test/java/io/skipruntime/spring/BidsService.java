package io.skipruntime.spring;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Reducers;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;

/**
 * A service of bids for items, whose resources are the highest bid of each and all bids for one.
 */
public final class BidsService implements SkipService<BidsService.Inputs, BidsService.Shared> {

  /** A bid. */
  public record Bid(String item, long amount) {}

  /** The inputs: bids by their numbers. */
  public record Inputs(EagerCollection<String, Bid> bids) {}

  /** What resources are built from. */
  public record Shared(EagerCollection<String, Bid> bids, EagerCollection<String, Long> highest) {}

  /** The bids for an item. */
  record BidsFor(String item) implements Resource<Shared> {
    @Override
    public EagerCollection<String, Long> instantiate(Shared shared, Context context) {
      String wanted = item;
      return shared
          .bids()
          .map((id, bids, out) ->
              bids.forEach(bid -> {
                if (bid.item().equals(wanted)) {
                  out.emit(id, bid.amount());
                }
              }));
    }
  }

  @Override
  public Shared createGraph(Inputs in, Context context) {
    return new Shared(
        in.bids(),
        in.bids()
            .mapReduce(
                (id, bids, out) -> bids.forEach(bid -> out.emit(bid.item(), bid.amount())),
                Reducers.max()));
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty()
        .and("highest", (shared, context) -> shared.highest())
        .and("bids_for", BidsFor.class);
  }
}
