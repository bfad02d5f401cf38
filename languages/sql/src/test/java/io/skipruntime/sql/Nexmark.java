package io.skipruntime.sql;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import java.time.LocalDateTime;

/** A service with the three streams of Nexmark's auctions, and its small table. */
record Nexmark() implements SkipService<Nexmark.Tables, Nexmark.Tables> {

  record PersonKey(long id) {}

  record Person(
      String name,
      String emailAddress,
      String creditCard,
      String city,
      String state,
      LocalDateTime dateTime,
      String extra) {}

  record AuctionKey(long id) {}

  record Auction(
      String itemName,
      String description,
      long initialBid,
      long reserve,
      LocalDateTime dateTime,
      LocalDateTime expires,
      long seller,
      long category,
      String extra) {}

  record BidKey(long key) {}

  record Bid(
      long auction,
      long bidder,
      long price,
      String channel,
      String url,
      LocalDateTime dateTime,
      String extra) {}

  record SideKey(long key) {}

  record Side(String value) {}

  record Tables(
      EagerCollection<PersonKey, Person> person,
      EagerCollection<AuctionKey, Auction> auction,
      EagerCollection<BidKey, Bid> bid,
      EagerCollection<SideKey, Side> side_input) {}

  @Override
  public Resources<Tables> resources() {
    return LiveQuery.offeredBy(Resources.<Tables>empty());
  }

  @Override
  public Tables createGraph(Tables in, Context context) {
    return in;
  }
}
