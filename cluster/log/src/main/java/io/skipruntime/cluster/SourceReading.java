package io.skipruntime.cluster;

import io.skipruntime.ServiceClosedException;
import io.skipruntime.SkipException;
import io.skipruntime.SourceStatus;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.Decision;
import io.skipruntime.engine.spi.OrderedSources;
import io.skipruntime.engine.spi.Proposal;
import io.skipruntime.engine.spi.SourceNote;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The part of a node in reading the external sources of its cluster, on a thread of its own. Each
 * node says which sources it needs. The node that the log lets read begins a term, which is the
 * place of the record that says so: whatever another node appends under an earlier term does not
 * count, also if that node has not noticed yet. So each delivery is in the log once, though nodes
 * are stopped for a time, or cut off.
 */
final class SourceReading {

  private static final System.Logger LOGGER = System.getLogger(SourceReading.class.getName());

  private static final long PAUSE_MILLIS = 50;
  private static final long PAUSE_AFTER_DOUBT_MILLIS = 2_000;
  private static final long CLOSE_MILLIS = 5_000;
  private static final Duration SAID_AGAIN_AFTER = Duration.ofMinutes(5);
  private static final Duration RELEASED_AFTER = Duration.ofMinutes(15);
  private static final Duration FIGURES_TOLD_AFTER = Duration.ofSeconds(5);

  private final CommitLog log;
  private final OrderedSources sources;
  private final Supplier<SourceLedger> ledger;
  private final Function<Proposal, Decision> order;
  private final InstantSource clock;
  private final CountDownLatch closing = new CountDownLatch(1);
  private @Nullable Thread thread;
  private volatile long term;
  private long termMillis;
  private long toldMillis;

  /**
   * The part of a node that has not begun.
   *
   * @param ledger gives what the node has carried out
   * @param order brings a proposal to the log
   */
  SourceReading(
      CommitLog log,
      OrderedSources sources,
      Supplier<SourceLedger> ledger,
      Function<Proposal, Decision> order,
      InstantSource clock) {
    this.log = log;
    this.sources = sources;
    this.ledger = ledger;
    this.order = order;
    this.clock = clock;
  }

  /** Begins, if the service has external services. */
  void start() {
    if (!sources.areNone()) {
      Thread started =
          Thread.ofPlatform().daemon().name("skip-cluster-sources").unstarted(this::run);
      thread = started;
      started.start();
    }
  }

  /** Whether this node reads the sources. May be called by any thread. */
  boolean reads() {
    return term != 0 && term == ledger.get().term();
  }

  private void run() {
    long pause = PAUSE_MILLIS;
    while (!isClosedWithin(pause)) {
      pause = PAUSE_MILLIS;
      try {
        boolean leads = log.leads();
        if (!leads) {
          stop();
        }
        sayWhatIsNeeded();
        if (leads) {
          readOrBegin();
        }
      } catch (ServiceClosedException end) {
        break;
      } catch (SkipException e) {
        LOGGER.log(System.Logger.Level.DEBUG, "what is said of sources is said again", e);
        pause = PAUSE_AFTER_DOUBT_MILLIS;
      }
      if (sources.isInDoubt()) {
        stop();
        pause = PAUSE_AFTER_DOUBT_MILLIS;
      }
    }
    stop();
  }

  private boolean isClosedWithin(long millis) {
    try {
      return closing.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      LOGGER.log(System.Logger.Level.DEBUG, "the thread of the sources goes on", e);
      return false;
    }
  }

  private void sayWhatIsNeeded() {
    long before = clock.millis() - SAID_AGAIN_AFTER.toMillis();
    Map<CollectionId.External, SourceLedger.Known> known = ledger.get().sources();
    Set<CollectionId.External> awaited = sources.awaited();
    List<CollectionId.External> unsaid =
        sources.used().stream()
            .filter(each -> {
              SourceLedger.Known said = known.get(each);
              return said == null
                  || said.wantedMillis() < before
                  || (said.hasFailed() && awaited.contains(each));
            })
            .toList();
    if (!unsaid.isEmpty()) {
      var unused = propose(new SourceNote.Wanted(unsaid));
    }
  }

  private Decision propose(SourceNote note) {
    return order.apply(new Proposal(List.of(), Optional.empty(), Optional.of(note)));
  }

  private void readOrBegin() {
    if (term == 0 || ledger.get().term() != term) {
      stop();
      if (!(propose(new SourceNote.Begun()) instanceof Decision.Committed begun)) {
        return;
      }
      term = begun.tick();
      termMillis = clock.millis();
      LOGGER.log(
          System.Logger.Level.INFO,
          "this node reads the external sources of the cluster from tick {0} on",
          term);
    }
    SourceLedger wanted = ledger.get();
    sources.read(term, wanted.sources().keySet(), wanted.asked());
    tell();
  }

  private void tell() {
    SourceLedger said = ledger.get();
    Map<CollectionId.External, SourceStatus> known = said.statuses();
    long now = clock.millis();
    boolean withFigures = now - toldMillis >= FIGURES_TOLD_AFTER.toMillis();
    Map<CollectionId.External, SourceStatus> news = new HashMap<>();
    sources
        .statuses()
        .forEach((id, status) -> {
          SourceStatus before = known.get(id);
          boolean isNews =
              before == null
                  || !sameForLong(before, status)
                  || (withFigures && !same(before, status));
          if (isNews) {
            news.put(id, status);
          }
        });
    List<CollectionId.External> released = released(said, now);
    if (!news.isEmpty() || !released.isEmpty()) {
      toldMillis = now;
      var unused = propose(new SourceNote.Told(term, news, released));
    }
  }

  /** Whether two statuses differ in nothing but in figures that change all the time. */
  private static boolean sameForLong(SourceStatus one, SourceStatus other) {
    return one.state() == other.state()
        && one.reason().equals(other.reason())
        && one.since().toEpochMilli() == other.since().toEpochMilli()
        && one.rejected().equals(other.rejected())
        && one.warnings().equals(other.warnings());
  }

  private static boolean same(SourceStatus one, SourceStatus other) {
    return one.lastDelivery()
            .map(Instant::toEpochMilli)
            .equals(other.lastDelivery().map(Instant::toEpochMilli))
        && one.position().equals(other.position())
        && one.lag().equals(other.lag())
        && one.progress().equals(other.progress());
  }

  private List<CollectionId.External> released(SourceLedger said, long now) {
    long before = now - RELEASED_AFTER.toMillis();
    if (termMillis > before) {
      return List.of();
    }
    Set<CollectionId.External> used = new HashSet<>(sources.used());
    return said.sources().entrySet().stream()
        .filter(each -> each.getValue().wantedMillis() < before && !used.contains(each.getKey()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private void stop() {
    term = 0;
    sources.stopReading();
  }

  /** Ends reading, and waits for that for some seconds. */
  void close() {
    closing.countDown();
    Thread started = thread;
    if (started == null || started == Thread.currentThread()) {
      return;
    }
    try {
      started.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
