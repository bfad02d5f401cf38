package io.skipruntime.auction;

/** The auction by hand. */
final class SqlAuctionTest extends AuctionPageContract {
  SqlAuctionTest() {
    super(Auction.SQL);
  }
}
