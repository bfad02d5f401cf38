package io.skipruntime.spring.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.spring.SkipInput;
import io.skipruntime.spring.SkipResource;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.test.annotation.DirtiesContext;

/** A test of the service alone has the service with its inputs and resources, and nothing else. */
// region slice
@SkipTest(properties = "skip.max-streams=7")
@DirtiesContext
class SkipSliceTest {

  @Test
  void highest_isThatOfTheItem_whenThereAreBids(
      @Autowired SkipInput<String, AuctionService.Bid> bids,
      @Autowired SkipResource<String, Long> highest) {
    bids.put("a", new AuctionService.Bid("vase", 3));
    bids.put("b", new AuctionService.Bid("vase", 5));
    assertThat(highest.get("vase")).containsExactly(5L);
  }

  // endregion

  @Test
  void slice_hasNoOtherBeansOfTheApplication(@Autowired ApplicationContext context) {
    assertThat(context.getBeanNamesForType(Auction.class)).isEmpty();
    assertThat(context.getBeanNamesForType(DataSource.class)).isEmpty();
    assertThat(context.getEnvironment().getProperty("skip.server")).isEqualTo("none");
    assertThat(context.getBean(ServerOptions.class).engine().maxStreams()).isEqualTo(7);
    assertThat(context.getBean(ServerOptions.class).dataDirectory()).isEmpty();
  }
}
