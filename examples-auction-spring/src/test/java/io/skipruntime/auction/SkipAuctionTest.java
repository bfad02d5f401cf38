package io.skipruntime.auction;

/** The auction with Skip. */
final class SkipAuctionTest extends AuctionPageContract {
  SkipAuctionTest() {
    super(Auction.SKIP);
  }
}
