package io.skipruntime.examples.demo;

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
import io.skipruntime.json.Tuple;
import java.util.List;
import java.util.UUID;

/**
 * An auction of lots. A lot costs what was bid most for it, and its start price before that.
 *
 * <ul>
 *   <li>{@code lots}: the first lots, each with its price, its leader and its number of bids.
 *   <li>{@code top_bids}: the three highest bids for a lot.
 *   <li>{@code stakes}: what each bidder would have to pay if the auction ended now.
 *   <li>{@code reserves}: how many lots have met their reserve price, and how many have not.
 * </ul>
 */
final class LiveAuctionService
    implements SkipService<LiveAuctionService.Inputs, LiveAuctionService.Shared> {

  private static final int TOP = 3;

  record Bid(String lot, String bidder, long amount) {}

  record Inputs(
      EagerCollection<String, Lot> lots,
      EagerCollection<String, Bidder> bidders,
      EagerCollection<String, Bid> bids) {}

  /** An amount and who offers it; of two, the one of the higher amount is the greater. */
  @Tuple
  record Offer(long amount, String bidder) {}

  /** The place of a bid among those for its lot: the highest comes first. */
  @Tuple
  record Place(String lot, long negatedAmount, String bid) {}

  record Ranked(long amount, String bidder) {}

  /** A lot as pages show it; without a bid it has no leader. */
  record Row(String title, long price, String leader, String bidder, long bids, long reserve) {}

  /** The collections that all resources are built from. */
  record Shared(
      EagerCollection<String, Row> rows,
      EagerCollection<Place, Ranked> ranked,
      EagerCollection<String, Long> stakes,
      EagerCollection<String, Long> reserves,
      EagerCollection<String, Offer> highest,
      EagerCollection<String, Lot> lots,
      EagerCollection<String, Bidder> bidders) {}

  record ToOffer() implements Mapper<String, Bid, String, Offer> {
    @Override
    public void mapEntry(String id, Values<Bid> bids, Emitter<String, Offer> out) {
      Bid bid = bids.getUnique();
      out.emit(bid.lot(), new Offer(bid.amount(), bid.bidder()));
    }
  }

  record ByLot() implements Mapper<String, Bid, String, Long> {
    @Override
    public void mapEntry(String id, Values<Bid> bids, Emitter<String, Long> out) {
      out.emit(bids.getUnique().lot(), 1L);
    }
  }

  /** A bidder has to be known, or the write that brings the bid fails. */
  record ToRow(
      EagerCollection<String, Offer> highest,
      EagerCollection<String, Long> counts,
      EagerCollection<String, Bidder> bidders)
      implements Mapper<String, Lot, String, Row> {
    @Override
    public void mapEntry(String id, Values<Lot> lots, Emitter<String, Row> out) {
      Lot lot = lots.getUnique();
      Offer offer = highest.findUnique(id).orElse(new Offer(lot.start(), ""));
      String leader = offer.bidder().isEmpty() ? "" : bidders.getUnique(offer.bidder()).name();
      long bids = counts.findUnique(id).orElse(0L);
      out.emit(
          id, new Row(lot.title(), offer.amount(), leader, offer.bidder(), bids, lot.reserve()));
    }
  }

  record ToPlace(EagerCollection<String, Bidder> bidders)
      implements Mapper<String, Bid, Place, Ranked> {
    @Override
    public void mapEntry(String id, Values<Bid> bids, Emitter<Place, Ranked> out) {
      Bid bid = bids.getUnique();
      out.emit(
          new Place(bid.lot(), -bid.amount(), id),
          new Ranked(bid.amount(), bidders.getUnique(bid.bidder()).name()));
    }
  }

  record ByLeader() implements Mapper<String, Row, String, Long> {
    @Override
    public void mapEntry(String id, Values<Row> rows, Emitter<String, Long> out) {
      Row row = rows.getUnique();
      if (!row.leader().isEmpty()) {
        out.emit(row.leader(), row.price());
      }
    }
  }

  /** Few bids change what this gives, so that most changes end here. */
  record ReserveMet() implements Mapper<String, Row, String, String> {
    @Override
    public void mapEntry(String id, Values<Row> rows, Emitter<String, String> out) {
      Row row = rows.getUnique();
      out.emit(id, row.price() >= row.reserve() ? "met" : "open");
    }
  }

  record ByState() implements Mapper<String, String, String, Long> {
    @Override
    public void mapEntry(String id, Values<String> states, Emitter<String, Long> out) {
      out.emit(states.getUnique(), 1L);
    }
  }

  record FirstLots(int limit) implements Resource<Shared> {
    @Override
    public EagerCollection<String, Row> instantiate(Shared shared, Context context) {
      return shared.rows().take(limit);
    }
  }

  record TopBids(String lot) implements Resource<Shared> {
    @Override
    public EagerCollection<Place, Ranked> instantiate(Shared shared, Context context) {
      return shared.ranked().slicePrefix(lot).take(TOP);
    }
  }

  @Override
  public InitialData initialData() {
    return InitialData.empty()
        .with("lots", Stock.LOTS)
        .with("bidders", Stock.BIDDERS)
        .with("bids", List.<Entry<String, Bid>>of());
  }

  @Override
  public Shared createGraph(Inputs in, Context context) {
    EagerCollection<String, Offer> highest = in.bids().mapReduce(new ToOffer(), Reducers.max());
    EagerCollection<String, Long> counts = in.bids().mapReduce(new ByLot(), Reducers.count());
    EagerCollection<String, Row> rows = in.lots().map(new ToRow(highest, counts, in.bidders()));
    return new Shared(
        rows,
        in.bids().map(new ToPlace(in.bidders())),
        rows.mapReduce(new ByLeader(), Reducers.sum()),
        rows.map(new ReserveMet()).mapReduce(new ByState(), Reducers.count()),
        highest,
        in.lots(),
        in.bidders());
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty()
        .and("lots", FirstLots.class)
        .and("top_bids", TopBids.class)
        .and("stakes", (shared, context) -> shared.stakes())
        .and("reserves", (shared, context) -> shared.reserves());
  }

  /** The number of an accepted bid. */
  record Accepted(String bid) {}

  /** Bids for a lot, if that beats all bids so far. */
  record PlaceBid(String lot, String bidder, long amount)
      implements Command<Inputs, Shared, Accepted> {
    @Override
    public Accepted run(Inputs in, Shared shared, CommandContext context) {
      long start =
          shared
              .lots()
              .findUnique(lot)
              .orElseThrow(() -> CommandRefusedException.invalid("there is no lot " + lot))
              .start();
      if (shared.bidders().findUnique(bidder).isEmpty()) {
        throw CommandRefusedException.invalid("there is no bidder " + bidder);
      }
      long highest = shared.highest().findUnique(lot).map(Offer::amount).orElse(start);
      if (amount <= highest) {
        throw CommandRefusedException.conflict("a bid must be above " + highest);
      }
      String id = UUID.randomUUID().toString().substring(0, 8);
      context.put(in.bids(), id, new Bid(lot, bidder, amount));
      return new Accepted(id);
    }
  }

  @Override
  public Commands<Inputs, Shared> commands() {
    return Commands.of("place_bid", PlaceBid.class).forAnybody("place_bid");
  }
}
