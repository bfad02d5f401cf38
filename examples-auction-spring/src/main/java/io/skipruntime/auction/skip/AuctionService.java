package io.skipruntime.auction.skip;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Mapper;
import io.skipruntime.Order;
import io.skipruntime.Principal;
import io.skipruntime.Reducers;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.json.Tuple;
import io.skipruntime.spring.SkipTable;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Collections that pages follow, computed from the tables: {@code lots} are all lots with their
 * prices, {@code offers} the five highest bids of a lot, {@code mine} the highest bids of the user
 * who asks.
 */
@Component
class AuctionService implements SkipService<AuctionService.Inputs, AuctionService.Shared> {

  private static final int OFFERS = 5;

  record Lot(String title, String about, long least, boolean isClosed) {}

  record Bid(long lot, String bidder, long amount) {}

  record Inputs(
      @SkipTable EagerCollection<Long, Lot> lots, @SkipTable EagerCollection<Long, Bid> bids) {}

  @Tuple
  record Offer(long amount, String bidder) {}

  record Standing(long bids, Offer highest) {}

  /** A lot as pages show it; without bids the price is the least bid, and the leader is empty. */
  record Shown(String title, String about, boolean isClosed, long price, String leader, long bids) {
    static Shown of(Lot lot, Optional<Standing> standing) {
      Offer highest = standing.map(Standing::highest).orElse(new Offer(lot.least(), ""));
      long bids = standing.map(Standing::bids).orElse(0L);
      return new Shown(
          lot.title(), lot.about(), lot.isClosed(), highest.amount(), highest.bidder(), bids);
    }
  }

  @Tuple
  record Share(String bidder, long lot) {}

  record Stake(long amount, boolean isLeading) {}

  record Shared(
      EagerCollection<Long, Shown> lots,
      EagerCollection<Long, Bid> offers,
      EagerCollection<Share, Stake> stakes) {}

  record Stakes(EagerCollection<Long, Shown> lots) implements Mapper<Share, Long, Share, Stake> {
    @Override
    public void mapEntry(Share share, Values<Long> amount, Emitter<Share, Stake> out) {
      boolean isLeading = lots.getUnique(share.lot()).leader().equals(share.bidder());
      out.emit(share, new Stake(amount.getUnique(), isLeading));
    }
  }

  record Offers(long lot) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Bid> instantiate(Shared shared, Context context) {
      return shared.offers().slice(lot, lot);
    }
  }

  record Mine(Principal user) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Stake> instantiate(Shared shared, Context context) {
      return shared.stakes().slicePrefix(user.subject()).keyBy((share, stake) -> share.lot());
    }
  }

  // region graph
  @Override
  public Shared createGraph(Inputs in, Context context) {
    EagerCollection<Long, Standing> standings =
        in.bids()
            .groupBy(
                Bid::lot,
                Reducers.both(
                    Reducers.count(),
                    Reducers.of(bid -> new Offer(bid.amount(), bid.bidder()), Reducers.max()),
                    Standing::new));
    EagerCollection<Long, Shown> lots = in.lots().leftJoin(standings, Shown::of);
    return new Shared(
        lots,
        in.bids().topBy(Bid::lot, OFFERS, Order.by(Bid::amount).descending()).keyBy(Bid::lot),
        in.bids()
            .groupBy(
                bid -> new Share(bid.bidder(), bid.lot()),
                Reducers.of(Bid::amount, Reducers.<Long>max()))
            .map(new Stakes(lots)));
  }

  // endregion

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty()
        .and("lots", (shared, context) -> shared.lots())
        .and("offers", Offers.class)
        .and("mine", Mine.class);
  }
}
