package io.skipruntime.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.CommandRefusedException;
import io.skipruntime.ComputationException;
import io.skipruntime.Entry;
import io.skipruntime.examples.demo.LiveAuctionService.Bid;
import io.skipruntime.examples.demo.LiveAuctionService.FirstLots;
import io.skipruntime.examples.demo.LiveAuctionService.Place;
import io.skipruntime.examples.demo.LiveAuctionService.PlaceBid;
import io.skipruntime.examples.demo.LiveAuctionService.Ranked;
import io.skipruntime.examples.demo.LiveAuctionService.Row;
import io.skipruntime.examples.demo.LiveAuctionService.TopBids;
import io.skipruntime.testkit.TestedService;
import io.skipruntime.testkit.TestedStream;
import io.skipruntime.testkit.junit.SkipExtension;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class LiveAuctionServiceTest {

  @RegisterExtension final SkipExtension skip = SkipExtension.of(LiveAuctionService::new);

  private static Entry<String, Bid> bid(String id, String bidder, long amount) {
    return Entry.of(id, new Bid("vase", bidder, amount));
  }

  private static Row vase(TestedService service) {
    return service.<String, Row>resource("lots", new FirstLots(6)).contents().stream()
        .filter(entry -> entry.key().equals("vase"))
        .findFirst()
        .orElseThrow()
        .values()
        .getFirst();
  }

  @Test
  void lot_costsItsStart_thenTheHighestBid(TestedService service) {
    assertThat(vase(service)).isEqualTo(new Row("Blue vase", 40, "", "", 0, 180));
    service.write("bids", bid("b1", "ann", 50), bid("b2", "bob", 60), bid("b3", "ann", 45));
    assertThat(vase(service)).isEqualTo(new Row("Blue vase", 60, "Bob", "bob", 3, 180));
    service.write("bids", Entry.deleted("b2"));
    assertThat(vase(service).price()).isEqualTo(50);
  }

  @Test
  void topBids_areTheHighestThree_theHighestFirst(TestedService service) {
    TestedStream<Place, Ranked> top =
        service.<Place, Ranked>resource("top_bids", new TopBids("vase")).subscribe().assertInit();
    service.write(
        "bids",
        bid("b1", "ann", 50),
        bid("b2", "bob", 60),
        bid("b3", "ann", 70),
        bid("b4", "bob", 45));
    top.assertUpdate(
        Entry.of(new Place("vase", -70, "b3"), new Ranked(70, "Ann")),
        Entry.of(new Place("vase", -60, "b2"), new Ranked(60, "Bob")),
        Entry.of(new Place("vase", -50, "b1"), new Ranked(50, "Ann")));
  }

  @Test
  void stakes_addUpWhatEachLeads_andReservesChangeSeldom(TestedService service) {
    TestedStream<String, Long> stakes =
        service.<String, Long>resource("stakes").subscribe().assertInit();
    TestedStream<String, Long> reserves =
        service.<String, Long>resource("reserves").subscribe().assertInit(Entry.of("open", 6L));
    service.write("bids", bid("b1", "ann", 50), Entry.of("b2", new Bid("lamp", "ann", 100)));
    stakes.assertUpdate(Entry.of("Ann", 150L));
    reserves.assertNoUpdate();
    service.write("bids", bid("b3", "bob", 180));
    reserves.assertUpdate(Entry.of("met", 1L), Entry.of("open", 5L));
  }

  @Test
  void bidOfNobody_isRefusedWholly(TestedService service) {
    assertThatThrownBy(() -> service.write("bids", bid("b1", "ann", 50), bid("b2", "nobody", 60)))
        .isInstanceOf(ComputationException.class)
        .hasMessageContaining("nobody");
    assertThat(vase(service).bids()).isZero();
  }

  @Test
  void command_refusesWhatDoesNotBeatTheHighest_orIsNotKnown(TestedService service) {
    service.command("place_bid", new PlaceBid("vase", "you", 50));
    assertThat(vase(service).leader()).isEqualTo("You");
    for (PlaceBid refused :
        List.of(
            new PlaceBid("vase", "ann", 50),
            new PlaceBid("none", "ann", 60),
            new PlaceBid("vase", "nobody", 60))) {
      CommandRefusedException refusal = service.assertCommandRefused("place_bid", refused);
      assertThat(refusal.kind())
          .isEqualTo(
              refused.amount() == 50
                  ? CommandRefusedException.Kind.CONFLICT
                  : CommandRefusedException.Kind.INVALID);
    }
  }
}
