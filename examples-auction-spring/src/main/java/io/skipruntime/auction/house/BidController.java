package io.skipruntime.auction.house;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * The writes of the page. They go to the database alone: what follows from them is sent to all
 * pages by others.
 */
@RestController
class BidController {

  /** A bid as the page sends it. */
  record Offer(long amount) {}

  /**
   * The user of the page.
   *
   * @param name the user's name; empty if the page is not signed in
   */
  record Session(String name, boolean isAuctioneer) {}

  private final JdbcClient database;

  BidController(JdbcClient database) {
    this.database = database;
  }

  @GetMapping("/session")
  Session session(HttpServletRequest request) {
    String name =
        Optional.ofNullable(request.getUserPrincipal()).map(Principal::getName).orElse("");
    return new Session(name, request.isUserInRole("AUCTIONEER"));
  }

  /** Places a bid. The row of the lot is locked, so that of two equal bids one is refused. */
  @PostMapping("/lots/{lot}/bids")
  @ResponseStatus(HttpStatus.CREATED)
  @Transactional
  void bid(@PathVariable long lot, @RequestBody Offer offer, Principal bidder) {
    boolean isClosed =
        database
            .sql("SELECT is_closed FROM lots WHERE id = ? FOR UPDATE")
            .param(lot)
            .query(Boolean.class)
            .optional()
            .orElseThrow(
                () -> new ResponseStatusException(HttpStatus.NOT_FOUND, "there is no such lot"));
    if (isClosed) {
      throw new ResponseStatusException(HttpStatus.CONFLICT, "the lot is closed");
    }
    long least =
        database
            .sql(
                "SELECT greatest(least, (SELECT max(amount) + 1 FROM bids WHERE lot = lots.id))"
                    + " FROM lots WHERE id = ?")
            .param(lot)
            .query(Long.class)
            .single();
    if (offer.amount() < least) {
      throw new ResponseStatusException(HttpStatus.CONFLICT, "a bid must be at least " + least);
    }
    database
        .sql("INSERT INTO bids (lot, bidder, amount) VALUES (?, ?, ?)")
        .params(lot, bidder.getName(), offer.amount())
        .update();
  }

  @PostMapping("/lots/{lot}/close")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void close(@PathVariable long lot) {
    database.sql("UPDATE lots SET is_closed = true WHERE id = ?").param(lot).update();
  }
}
