package io.skipruntime.examples.demo;

import io.skipruntime.CommandRefusedException;
import io.skipruntime.Entry;
import io.skipruntime.SkipException;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.examples.demo.LiveAuctionService.Bid;
import io.skipruntime.examples.demo.LiveAuctionService.FirstLots;
import io.skipruntime.examples.demo.LiveAuctionService.PlaceBid;
import io.skipruntime.examples.demo.LiveAuctionService.Row;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The pulse of the auction: bids that come by themselves, about one a second. A lot that has many
 * bids is sold: its bids are taken away in one write, and it begins again, so that the data stay
 * small however long the demo runs. Thread-safe.
 */
final class Auctioneer implements AutoCloseable {

  private static final System.Logger LOGGER = System.getLogger(Auctioneer.class.getName());
  private static final int LEAST_PAUSE_MILLIS = 600;
  private static final int MOST_PAUSE_MILLIS = 1_600;
  private static final int MOST_BIDS = 40;
  private static final int LEAST_STEP = 5;
  private static final int STEPS = 4;

  private final Supplier<ServiceInstance> service;
  private final Thread thread = Thread.ofVirtual().name("auctioneer").unstarted(this::beat);
  private volatile boolean isClosed;

  /**
   * An auctioneer who makes no bids yet.
   *
   * @param service gives the service that runs at the moment
   */
  Auctioneer(Supplier<ServiceInstance> service) {
    this.service = service;
  }

  /** Lets bids come from now on. Called once. */
  void start() {
    thread.start();
  }

  private void beat() {
    while (true) {
      int pause = ThreadLocalRandom.current().nextInt(LEAST_PAUSE_MILLIS, MOST_PAUSE_MILLIS);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause));
      if (isClosed) {
        return;
      }
      try {
        bid();
      } catch (CommandRefusedException e) {
        LOGGER.log(System.Logger.Level.DEBUG, "somebody else was faster", e);
      } catch (SkipException e) {
        LOGGER.log(System.Logger.Level.DEBUG, "the service is being started again", e);
      }
    }
  }

  /**
   * Makes somebody bid for some lot, or sells the lot.
   *
   * @throws CommandRefusedException if somebody else has bid more meanwhile
   * @throws SkipException if the service does not run
   */
  void bid() {
    ServiceInstance current = service.get();
    ThreadLocalRandom random = ThreadLocalRandom.current();
    String lot = Stock.LOTS.get(random.nextInt(Stock.LOTS.size())).key();
    Row row = current.<Row>getArray("lots", new FirstLots(Stock.LOTS.size()), lot).getFirst();
    if (row.bids() >= MOST_BIDS) {
      sell(lot, current);
      return;
    }
    List<String> others =
        Stock.BIDDERS.stream()
            .map(Entry::key)
            .filter(each -> !each.equals(Stock.VISITOR) && !each.equals(row.bidder()))
            .toList();
    String bidder = others.get(random.nextInt(others.size()));
    long step = (long) LEAST_STEP * (1 + random.nextInt(STEPS));
    current.commands().run("place_bid", new PlaceBid(lot, bidder, row.price() + step));
  }

  private static void sell(String lot, ServiceInstance service) {
    List<Entry<String, Bid>> gone =
        service.<String, Bid>getInput("bids").stream()
            .filter(bid -> bid.values().getFirst().lot().equals(lot))
            .map(bid -> Entry.<String, Bid>deleted(bid.key()))
            .toList();
    service.update("bids", gone);
  }

  /** Lets no more bids come; returns when the last one is made. */
  @Override
  public void close() {
    isClosed = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
