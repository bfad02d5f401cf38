package io.skipruntime.spring.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Entry;
import io.skipruntime.InvalidInputException;
import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.spring.BidsService;
import io.skipruntime.spring.BidsService.Bid;
import io.skipruntime.spring.SkipInput;
import io.skipruntime.spring.SkipName;
import io.skipruntime.spring.SkipResource;
import io.skipruntime.spring.SkipTemplate;
import io.skipruntime.spring.autoconfigure.Applications;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Inputs and resources are injected by name, and are those of the service. */
class InjectionTest {

  /** A bean that uses the service. */
  record Auction(
      SkipInput<String, Bid> bids,
      SkipInput<String, Bid> named,
      SkipResource<String, Long> highest,
      SkipResource<String, Long> bidsFor,
      SkipResource<String, Long> provided) {}

  @Configuration
  @EnableAutoConfiguration
  static class Application {
    @Bean
    BidsService bidsService() {
      return new BidsService();
    }

    @Bean
    Auction auction(
        SkipInput<String, Bid> bids,
        @SkipName("bids") SkipInput<String, Bid> other,
        SkipResource<String, Long> highest,
        SkipResource<String, Long> bidsFor,
        @SkipName("highest") ObjectProvider<SkipResource<String, Long>> provider) {
      return new Auction(bids, other, highest, bidsFor, provider.getObject());
    }
  }

  private static ConfigurableApplicationContext start() {
    return Applications.start(Application.class, "skip.server=none");
  }

  @Test
  void collections_areFoundByTheNamesOfTheirInjectionPoints() {
    try (ConfigurableApplicationContext context = start()) {
      Auction auction = context.getBean(Auction.class);
      assertThat(auction.named().name()).isEqualTo("bids");
      assertThat(auction.bidsFor().name()).isEqualTo("bids_for");
      assertThat(auction.provided().name()).isEqualTo("highest");
      auction.bids().put("a", new Bid("vase", 3));
      assertThat(auction.named().put("b", new Bid("lamp", 5))).isPresent();
      assertThat(auction.highest().get("vase")).containsExactly(3L);
      assertThat(auction.bidsFor().with(Map.of("item", "lamp")).getAll())
          .containsExactly(Entry.of("b", 5L));
      assertThat(auction.bids().getAll()).hasSize(2);
      auction.bids().delete("a");
      assertThat(auction.provided().getAll()).containsExactly(Entry.of("lamp", 5L));
    }
  }

  @Test
  void follower_isGivenContentsAndChanges_untilItIsClosed() {
    try (ConfigurableApplicationContext context = start()) {
      Auction auction = context.getBean(Auction.class);
      List<CollectionUpdate<String, Long>> updates = new ArrayList<>();
      try (SkipResource.Following following = auction.highest().follow(updates::add)) {
        assertThat(following).isNotNull();
        auction.bids().put("a", new Bid("vase", 3));
      }
      auction.bids().put("b", new Bid("vase", 4));
      assertThat(updates).hasSize(2);
      assertThat(updates.getFirst().isInitial()).isTrue();
      assertThat(updates.getLast().values()).containsExactly(Entry.of("vase", 3L));
    }
  }

  @Test
  void template_writesAllInOneCommit() {
    try (ConfigurableApplicationContext context = start()) {
      SkipTemplate template = context.getBean(SkipTemplate.class);
      SkipResource<String, Long> highest = template.resource("highest", String.class, Long.class);
      template.write(writes -> writes.update("bids", List.of(Entry.of("a", new Bid("vase", 3)))));
      assertThatThrownBy(() ->
              template.write(writes -> {
                writes.update("bids", List.of(Entry.of("b", new Bid("vase", 4))));
                writes.update("bids", List.of(Entry.of(7, new Bid("vase", 5))));
              }))
          .isInstanceOf(InvalidInputException.class);
      assertThat(highest.getAll()).containsExactly(Entry.of("vase", 3L));
      assertThat(template.input("bids", String.class, Bid.class).getAll()).hasSize(1);
    }
  }
}
