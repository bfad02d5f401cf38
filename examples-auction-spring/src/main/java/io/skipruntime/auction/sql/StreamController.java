package io.skipruntime.auction.sql;

import java.security.Principal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * The streams of the page: {@code lots} are all lots with their prices, {@code offers} the five
 * highest bids of a lot, {@code mine} the highest bids of the user who asks.
 */
@RestController
@RequestMapping("/v1/resources")
class StreamController {

  private final Feed feed;
  private final LotQueries queries;

  StreamController(Feed feed, LotQueries queries) {
    this.feed = feed;
    this.queries = queries;
  }

  @GetMapping("/lots")
  SseEmitter lots() {
    return feed.open("lots", queries::lots);
  }

  @GetMapping("/offers")
  SseEmitter offers(@RequestParam long lot) {
    return feed.open("offers " + lot, changed -> queries.offers(lot));
  }

  @GetMapping("/mine")
  SseEmitter mine(Principal user) {
    return feed.open("mine " + user.getName(), changed -> queries.stakes(user.getName(), changed));
  }
}
