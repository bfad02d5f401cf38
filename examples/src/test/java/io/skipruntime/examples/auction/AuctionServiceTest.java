package io.skipruntime.examples.auction;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.CommandRefusedException;
import io.skipruntime.Entry;
import io.skipruntime.examples.auction.AuctionService.Bid;
import io.skipruntime.examples.auction.AuctionService.PlaceBid;
import io.skipruntime.testkit.TestedService;
import io.skipruntime.testkit.TestedStream;
import io.skipruntime.testkit.junit.SkipExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AuctionServiceTest {

  @RegisterExtension final SkipExtension skip = SkipExtension.of(AuctionService::new);

  @Test
  void highest_changesWhenABidBeatsIt_orIsTakenBack(TestedService service) {
    TestedStream<String, Long> highest =
        service.<String, Long>resource("highest").subscribe().assertInit();
    service.write("bids", Entry.of("b1", new Bid("vase", 10)));
    highest.assertUpdate(Entry.of("vase", 10L));
    service.write("bids", Entry.of("b2", new Bid("vase", 9)));
    highest.assertNoUpdate();
    service.write("bids", Entry.deleted("b1"));
    highest.assertUpdate(Entry.of("vase", 9L));
  }

  @Test
  void bid_mustBeatTheHighest(TestedService service) {
    TestedStream<String, Long> highest =
        service.<String, Long>resource("highest").subscribe().assertInit();
    service.command("place_bid", new PlaceBid("vase", 10));
    highest.assertUpdate(Entry.of("vase", 10L));

    CommandRefusedException refusal =
        service.assertCommandRefused("place_bid", new PlaceBid("vase", 10));
    assertThat(refusal.kind()).isEqualTo(CommandRefusedException.Kind.CONFLICT);
    assertThat(refusal.reason()).isEqualTo("a bid must be above 10");
    assertThat(service.assertCommandRefused("place_bid", new PlaceBid("vase", 0)).kind())
        .isEqualTo(CommandRefusedException.Kind.INVALID);
  }
}
