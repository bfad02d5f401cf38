package io.skipruntime.spring.test;

import io.skipruntime.spring.SkipInput;
import io.skipruntime.spring.SkipResource;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** A bean that uses the service. */
// region beans
@Component
class Auction {

  private final SkipInput<String, AuctionService.Bid> bids;
  private final SkipResource<String, Long> highest;

  Auction(SkipInput<String, AuctionService.Bid> bids, SkipResource<String, Long> highest) {
    this.bids = bids;
    this.highest = highest;
  }

  @Transactional
  public void bid(String item, long amount) {
    List<Long> before = highest.get(item);
    if (!before.isEmpty() && before.getFirst() >= amount) {
      throw new IllegalArgumentException("a bid must be above " + before.getFirst());
    }
    bids.put(UUID.randomUUID().toString(), new AuctionService.Bid(item, amount));
  }
}
// endregion
