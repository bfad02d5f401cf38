package io.skipruntime.engine.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A run of one {@link Ledger}: writers until they are done, all others as long as those are at
 * work. What everybody saw is checked at the end, when it is known what was written when.
 */
final class Round {

  private static final int READERS = 2;
  private static final int SUBSCRIBERS = 4;
  private static final long TIMEOUT_SECONDS = 120;
  private static final long PAUSE_NANOS = 100_000;

  private final Random random;
  private final int writes;
  private final OutsideSource outside = new OutsideSource();
  private final ServiceInstance service;
  private final int nodesAtFirst;
  private final History history;
  private final ConcurrentLinkedQueue<List<Claim>> claims = new ConcurrentLinkedQueue<>();
  private final List<Follower> followers;
  private final List<Subscriber> subscribers;
  private volatile boolean over;

  Round(EngineOptions options, long seed, int writes) {
    this.random = new Random(seed);
    this.writes = writes;
    this.service =
        ServiceInstance.start(
            new Ledger(View.OFFSETS.getFirst(), outside),
            options.withIdleMillis(1).withResumeMillis(20));
    this.nodesAtFirst = service.nodeCount();
    this.history = new History(service.watermark().tick());
    this.followers =
        View.lasting().stream().map(view -> new Follower(service, view, newClaims())).toList();
    this.subscribers =
        Stream.generate(() -> new Subscriber(service, newClaims(), () -> over, newRandom()))
            .limit(SUBSCRIBERS)
            .toList();
  }

  private List<Claim> newClaims() {
    List<Claim> ofOneClient = new ArrayList<>();
    claims.add(ofOneClient);
    return ofOneClient;
  }

  private Random newRandom() {
    return new Random(random.nextLong());
  }

  /** The number of checked claims. */
  int run() throws Exception {
    try (service) {
      runAll();
      List<Claim> all = new ArrayList<>();
      claims.forEach(all::addAll);
      followers.forEach(each -> all.add(each.last()));
      subscribers.forEach(each -> all.add(each.last()));
      assertThat(all.stream().filter(claim -> !claim.holds(history))).isEmpty();
      followers.forEach(Follower::close);
      subscribers.forEach(Subscriber::close);
      assertNothingIsLeft();
      return all.size();
    }
  }

  private void runAll() throws Exception {
    List<Runnable> others = new ArrayList<>(subscribers);
    for (int i = 0; i < READERS; i++) {
      others.add(new Reader(service, outside, newClaims(), () -> over, newRandom()));
    }
    others.add(everySoManyTicks(2, outside::deliver));
    others.add(everySoManyTicks(1, service::collectIdle));
    others.add(everySoManyTicks(20, this::reload));
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      others.forEach(each -> running.add(threads.submit(each)));
      try (ExecutorService writers = Executors.newFixedThreadPool(Ledger.WRITERS)) {
        List<Future<?>> writing = new ArrayList<>();
        for (int i = 0; i < Ledger.WRITERS; i++) {
          writing.add(writers.submit(new Writer(service, history, i, writes, newRandom())));
        }
        for (Future<?> each : writing) {
          each.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        }
      } finally {
        over = true;
      }
      for (Future<?> each : running) {
        each.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      }
    }
  }

  private Runnable everySoManyTicks(int ticks, Runnable step) {
    return () -> {
      long next = 0;
      while (!over) {
        if (service.watermark().tick() >= next) {
          step.run();
          next = service.watermark().tick() + ticks;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    };
  }

  private void reload() {
    service.reload(new Ledger(View.OFFSETS.getLast(), outside));
    assertThatThrownBy(() -> service.reload(new Ledger(-1, outside)))
        .hasMessageContaining("a negative offset");
    service.reload(new Ledger(View.OFFSETS.getFirst(), outside));
  }

  private void assertNothingIsLeft() {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (service.streamCount() > 0 || service.nodeCount() != nodesAtFirst) {
      assertThat(System.nanoTime())
          .as("%d streams and %d nodes are left", service.streamCount(), service.nodeCount())
          .isLessThan(end);
      service.collectIdle();
      Thread.onSpinWait();
    }
  }
}
