package io.skipruntime.examples.demo;

import io.skipruntime.CommandRefusedException;
import io.skipruntime.Entry;
import io.skipruntime.client.BrokerException;
import io.skipruntime.client.JsonEntry;
import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.engine.CommitReport;
import io.skipruntime.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The trials that a visitor can make of the promises: each does something to the service, and gives
 * what was measured of it. One goes on at a time. Thread-safe.
 */
final class Trials {

  private static final int WRITES_PER_SECOND = 200;

  /**
   * The sizes of trials.
   *
   * @param writes how many writes a burst has
   * @param unplugged how long the plug stays pulled
   */
  record Sizes(int writes, Duration unplugged) {

    /** Those of the demo: five seconds each. */
    static final Sizes USUAL = new Sizes(1_000, Duration.ofSeconds(5));
  }

  private final DemoServer server;
  private final Auctioneer auctioneer;
  private final Cable cable;
  private final Sizes sizes;
  private final AtomicBoolean goesOn = new AtomicBoolean();

  /**
   * The trials of a demo.
   *
   * @param sizes how much a trial does
   */
  Trials(DemoServer server, Auctioneer auctioneer, Cable cable, Sizes sizes) {
    this.server = server;
    this.auctioneer = auctioneer;
    this.cable = cable;
    this.sizes = sizes;
  }

  /**
   * Makes a trial.
   *
   * @return what was measured; empty if another one goes on
   * @throws IllegalArgumentException if there is none of that name
   */
  Optional<Json> make(String name) {
    if (!goesOn.compareAndSet(false, true)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Json.object(
              switch (name) {
                case "burst" -> burst();
                case "unplug" -> unplug();
                case "restart" -> restart();
                case "failing" -> failing();
                case "grow" -> grow();
                default -> throw new IllegalArgumentException("there is no trial " + name);
              }));
    } finally {
      goesOn.set(false);
    }
  }

  /** Bids at a steady rate, each one a command with its own answer. */
  private Map<String, Json> burst() {
    List<Long> micros = new ArrayList<>();
    long commitsBefore = server.commits().count();
    long start = System.nanoTime();
    long gap = TimeUnit.SECONDS.toNanos(1) / WRITES_PER_SECOND;
    for (int i = 0; i < sizes.writes(); i++) {
      parkUntil(start + i * gap);
      long begin = System.nanoTime();
      try {
        auctioneer.bid();
      } catch (CommandRefusedException e) {
        continue; // somebody else was faster
      }
      micros.add(microsSince(begin));
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    Collections.sort(micros);
    return of(
        "writes",
        micros.size(),
        "millis",
        millis,
        "commits",
        server.commits().count() - commitsBefore,
        "engineMicros",
        engineMicros(commitsBefore),
        "medianMicros",
        at(micros, 50),
        "p99Micros",
        at(micros, 99));
  }

  /** Half of the commits since a report took no longer in the engine. */
  private long engineMicros(long report) {
    List<Long> micros =
        new ArrayList<>(
            server.commits().after(report).stream()
                .map(each -> TimeUnit.NANOSECONDS.toMicros(each.durationNanos()))
                .toList());
    Collections.sort(micros);
    return at(micros, 50);
  }

  private static void parkUntil(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static long microsSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - nanos);
  }

  private static long at(List<Long> sorted, int percent) {
    return sorted.isEmpty()
        ? 0
        : sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
  }

  private Map<String, Json> unplug() {
    long tick = server.instance().watermark().tick();
    cable.pull(sizes.unplugged());
    parkUntil(System.nanoTime() + sizes.unplugged().toNanos());
    return of(
        "millis",
        sizes.unplugged().toMillis(),
        "commits",
        server.instance().watermark().tick() - tick);
  }

  private Map<String, Json> restart() {
    long tickBefore = server.instance().watermark().tick();
    long begin = System.nanoTime();
    server.restart();
    return of(
        "millis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin),
        "bids", server.instance().getInput("bids").size(),
        "tickBefore", tickBefore,
        "tickAfter", server.instance().watermark().tick());
  }

  /** Writes a bid of a bidder that is not there, for whom a function throws. */
  private Map<String, Json> failing() {
    long tickBefore = server.instance().watermark().tick();
    Json bid = Json.from(new LiveAuctionService.Bid("clock", "nobody", 1_000_000));
    try (SkipServiceBroker broker = server.broker()) {
      broker.update("bids", List.of(JsonEntry.of(Json.of("nobody"), bid)));
      return of("status", 200);
    } catch (BrokerException e) {
      Map<String, Json> outcome =
          of("status", e.status(), "commits", server.instance().watermark().tick() - tickBefore);
      outcome.put("detail", Json.of(e.detail()));
      return outcome;
    }
  }

  /** Adds many lots, or takes them away if they are there, and then has somebody bid. */
  private Map<String, Json> grow() {
    boolean isGrown = server.instance().getInput("lots").size() > Stock.LOTS.size();
    List<Entry<String, Lot>> lots = isGrown ? Stock.manyGone() : Stock.manyLots();
    long before = server.commits().count();
    long begin = System.nanoTime();
    server.instance().update("lots", lots);
    long micros = microsSince(begin);
    long runs =
        server.commits().after(before).stream()
            .mapToLong(CommitReport::functionRuns)
            .max()
            .orElse(0);
    return of(
        "added",
        isGrown ? -Stock.MANY : Stock.MANY,
        "micros",
        micros,
        "runs",
        runs,
        "lots",
        server.instance().getInput("lots").size());
  }

  /** Numbers by their names, in turn. */
  private static Map<String, Json> of(Object... namesAndNumbers) {
    Map<String, Json> members = new LinkedHashMap<>();
    for (int i = 0; i < namesAndNumbers.length; i += 2) {
      members.put(
          namesAndNumbers[i].toString(), Json.of(((Number) namesAndNumbers[i + 1]).longValue()));
    }
    return members;
  }
}
