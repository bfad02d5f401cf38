package io.skipruntime.auction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What both auctions do, as their users see it. Each test has lots of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AuctionContract {

  private final Auction auction;
  private TestAuction running;

  AuctionContract(Auction auction) {
    this.auction = auction;
  }

  @BeforeAll
  void start() throws IOException {
    running = TestAuction.start(auction);
  }

  @AfterAll
  void end() throws IOException {
    if (running != null) {
      running.close();
    }
  }

  final Auction auction() {
    return auction;
  }

  /** The auction that the tests of the class share. */
  final TestAuction running() {
    return running;
  }

  private Visitor named(String name) throws IOException, InterruptedException {
    return Visitor.named(name, running.address());
  }

  @Test
  void bid_reachesAllPages_andIsThereAfterARestart() throws Exception {
    running.offer(11, "Lens", 10);
    try (Visitor ada = named("ada");
        Visitor visitor = new Visitor(running.address());
        Followed lots = visitor.follow("lots")) {
      lots.untilContains(1, "Brass sextant", "\"leader\":\"\"");
      lots.untilContains(11, "\"price\":10", "\"bids\":0", "\"isClosed\":false");
      assertThat(ada.bid(11, 15).statusCode()).isEqualTo(201);
      lots.untilContains(11, "\"price\":15", "\"bids\":1", "\"leader\":\"ada\"");
    }
    running.restart();
    try (Visitor visitor = new Visitor(running.address());
        Followed lots = visitor.follow("lots")) {
      lots.untilContains(11, "Lens", "\"price\":15", "\"leader\":\"ada\"");
    }
  }

  @Test
  void bidThatDoesNotBeatTheHighest_isRefusedWithTheReason() throws Exception {
    running.offer(12, "Globe", 10);
    try (Visitor ada = named("ada")) {
      assertThat(ada.bid(12, 9).body()).contains("409", "a bid must be at least 10");
      assertThat(ada.bid(12, 10).statusCode()).isEqualTo(201);
      HttpResponse<String> refused = ada.bid(12, 10);
      assertThat(refused.statusCode()).isEqualTo(409);
      assertThat(refused.body()).contains("a bid must be at least 11");
      assertThat(ada.bid(99_999, 10).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void ofEqualBidsAtOnce_oneWins() throws Exception {
    running.offer(13, "Loom", 1);
    int bidders = 8;
    try (Visitor ada = named("ada");
        Followed lots = ada.follow("lots");
        ExecutorService threads = Executors.newFixedThreadPool(bidders)) {
      for (int amount = 1; amount <= 10; amount++) {
        int bid = amount;
        List<Callable<Integer>> bids = new ArrayList<>();
        for (int i = 0; i < bidders; i++) {
          bids.add(() -> ada.bid(13, bid).statusCode());
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> each : threads.invokeAll(bids)) {
          statuses.add(each.get());
        }
        assertThat(statuses).containsOnly(201, 409).containsOnlyOnce(201);
      }
      lots.untilContains(13, "\"price\":10", "\"bids\":10");
    }
  }

  @Test
  void lot_isClosedByTheAuctioneerAlone_andTakesNoBidsThen() throws Exception {
    running.offer(14, "Anvil", 10);
    try (Visitor bob = named("bob");
        Visitor gavel = named("gavel");
        Followed lots = bob.follow("lots")) {
      assertThat(bob.post("lots/14/close", "").statusCode()).isEqualTo(403);
      assertThat(gavel.post("lots/14/close", "").statusCode()).isEqualTo(204);
      lots.untilContains(14, "\"isClosed\":true");
      assertThat(bob.bid(14, 50).body()).contains("409", "the lot is closed");
    }
  }

  @Test
  void mine_hasTheBidsOfTheUserAlone() throws Exception {
    running.offer(15, "Kite", 10);
    try (Visitor ada = named("ada");
        Visitor bob = named("bob");
        Followed hers = ada.follow("mine");
        Followed his = bob.follow("mine")) {
      ada.bid(15, 20);
      hers.untilContains(15, "\"amount\":20", "\"isLeading\":true");
      bob.bid(15, 30);
      his.untilContains(15, "\"amount\":30", "\"isLeading\":true");
      hers.untilContains(15, "\"amount\":20", "\"isLeading\":false");
    }
  }

  @Test
  void visitor_maySeeLots_andNothingElse() throws Exception {
    try (Visitor visitor = new Visitor(running.address())) {
      assertThat(visitor.get("session").body()).contains("\"name\":\"\"");
      assertThat(visitor.get("v1/resources/mine").statusCode()).isEqualTo(401);
      assertThat(visitor.bid(1, 1_000).statusCode()).isEqualTo(401);
      assertThat(visitor.signIn("ada", "wrong")).isEqualTo(401);
    }
    try (Visitor forger = named("ada")) {
      forger.forgetToken();
      assertThat(forger.bid(1, 1_000).statusCode()).isEqualTo(403);
    }
  }

  @Test
  void changeByAnotherProgram_reachesThePages() throws Exception {
    running.offer(16, "Drum", 10);
    try (Visitor ada = named("ada");
        Visitor bob = named("bob");
        Followed lots = ada.follow("lots");
        Followed his = bob.follow("mine")) {
      ada.bid(16, 20);
      bob.bid(16, 30);
      his.untilContains(16, "\"isLeading\":true");
      running.sql("UPDATE bids SET amount = 15 WHERE lot = 16 AND bidder = 'bob'");
      lots.untilContains(16, "\"price\":20", "\"leader\":\"ada\"");
      his.untilContains(16, "\"amount\":15", "\"isLeading\":false");
      running.sql("DELETE FROM bids WHERE lot = 16");
      lots.untilContains(16, "\"price\":10", "\"leader\":\"\"");
      his.until(16, String::isEmpty);
      running.sql("DELETE FROM lots WHERE id = 16");
      lots.until(16, String::isEmpty);
    }
  }

  @Test
  void offers_areTheFiveHighest_inTheOrderInWhichTheyWereMade() throws Exception {
    running.offer(17, "Quilt", 1);
    try (Visitor ada = named("ada");
        Followed offers = ada.follow("offers?lot=17")) {
      for (int amount = 1; amount <= 6; amount++) {
        ada.bid(17, amount * 10L);
      }
      offers.until(17, bids -> amounts(bids).equals(List.of("20", "30", "40", "50", "60")));
    }
  }

  private static List<String> amounts(String bids) {
    return Pattern.compile("\"amount\":(\\d+)")
        .matcher(bids)
        .results()
        .map(each -> each.group(1))
        .toList();
  }

  @Test
  void application_endsItsStreams_whenItStops() throws Exception {
    try (Visitor ada = named("ada");
        Followed lots = ada.follow("lots");
        Followed hers = ada.follow("mine")) {
      lots.untilContains(1, "Brass sextant");
      long began = System.nanoTime();
      running.stop();
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
      lots.untilEnd();
      hers.untilEnd();
      // A server waits for streams that are not ended until its own limit, which is twice as long.
      assertThat(seconds).isLessThan(TestAuction.PATIENCE_SECONDS);
    } finally {
      running.restart();
    }
  }
}
