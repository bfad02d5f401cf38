package io.skipruntime.cluster.shard;

import io.skipruntime.ClusterUnavailableException;
import io.skipruntime.Entry;
import io.skipruntime.OutcomeUnknownException;
import io.skipruntime.ServiceBusyException;
import io.skipruntime.ServiceClosedException;
import io.skipruntime.SkipException;
import io.skipruntime.cluster.log.BeginningState;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.LogUnavailableException;
import io.skipruntime.engine.shard.Plan;
import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.CommitOrder;
import io.skipruntime.engine.spi.CommitOrderContext;
import io.skipruntime.engine.spi.Decision;
import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.OrderStatus;
import io.skipruntime.engine.spi.OrderedService;
import io.skipruntime.engine.spi.Origin;
import io.skipruntime.engine.spi.Proposal;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A node that serves what shards compute: it appends the writes of its service to the log of
 * commits, and lets the service carry out the log of ticks. A write is answered when the node has
 * carried out its tick, so that who is answered reads what was written.
 */
final class ShardNode implements CommitOrder {

  private static final System.Logger LOGGER = System.getLogger(ShardNode.class.getName());

  private static final int MOST_TICKS = 1_000;
  private static final long READ_MILLIS = 200;
  private static final long PAUSE_MILLIS = 200;
  private static final long CLOSE_MILLIS = 5_000;
  private static final long PATIENCE_MILLIS = 10_000;
  private static final long MEASURED_AFTER_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long LOOKED_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final ShardLogs logs;
  private final Plan plan;
  private final CommitOrderContext context;
  private final CommitLog commits;
  private final CommitLog ticks;
  private final TickReader outcomes;
  private final TickOrigin origin;
  private final TickOutcome first;
  private final long identity = new SecureRandom().nextLong();
  private final AtomicLong numbers = new AtomicLong();
  private final WaitingWrites waiting = new WaitingWrites();
  private final ServingFigures figures;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile @Nullable Thread follower;
  private volatile OrderStatus.State state = OrderStatus.State.STARTING;
  private volatile Instant since;
  private volatile String detail = "";
  private volatile boolean isClosed;
  private long measuredNanos = System.nanoTime() - MEASURED_AFTER_NANOS;
  private long lookedNanos = System.nanoTime() - LOOKED_AFTER_NANOS;
  private long endOfCommits;

  private ShardNode(
      ShardLogs logs,
      Plan plan,
      CommitOrderContext context,
      CommitLog commits,
      CommitLog ticks,
      TickReader outcomes,
      TickOrigin origin,
      TickOutcome first) {
    this.logs = logs;
    this.plan = plan;
    this.context = context;
    this.commits = commits;
    this.ticks = ticks;
    this.outcomes = outcomes;
    this.origin = origin;
    this.first = first;
    this.figures = new ServingFigures(context.clock());
    this.since = context.clock().instant();
  }

  /**
   * A node that begins with the first tick, for which it waits.
   *
   * @throws SkipException if the logs are of another program, or the initial data is rejected; the
   *     message says what to do
   */
  static ShardNode open(ShardLogs logs, Plan plan, String version, CommitOrderContext context) {
    CommitLog commits = logs.openCommits();
    CommitLog ticks = null;
    try {
      TickOrigin origin =
          LogStart.of(commits, logs.name(), plan, version, context.waitMillis()).origin();
      ticks = logs.openTicks();
      TickReader outcomes = new TickReader(ticks, logs.name(), plan.classLoader(), origin, 0);
      TickOutcome first = awaitFirst(outcomes, logs.name());
      if (first instanceof TickOutcome.Rejected rejected) {
        throw rejected.failure().reason();
      }
      return new ShardNode(logs, plan, context, commits, ticks, outcomes, origin, first);
    } catch (RuntimeException | Error e) {
      commits.close();
      if (ticks != null) {
        ticks.close();
      }
      throw e;
    }
  }

  private static TickOutcome awaitFirst(TickReader outcomes, String name) {
    long told = System.nanoTime();
    while (!Thread.currentThread().isInterrupted()) {
      List<TickOutcome> read = outcomes.read(1, READ_MILLIS);
      if (!read.isEmpty()) {
        return read.getFirst();
      }
      if (System.nanoTime() - told >= TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS)) {
        LOGGER.log(System.Logger.Level.WARNING, noShards(name));
        told = System.nanoTime();
      }
    }
    throw new SkipException("the start of the node was interrupted; " + noShards(name));
  }

  private static String noShards(String name) {
    return "nothing computes the shards of "
        + name
        + ": start a process that does (io.skipruntime.cluster.shard.Shards, or the job on Flink),"
        + " or look at what it says";
  }

  @Override
  public Origin origin() {
    return new Origin(
        origin.epoch(), first.tick(), true, new BeginningState(PublishedChanges.of(first, plan)));
  }

  @Override
  public boolean begin(OrderedService service) {
    note(first);
    for (long end = TickReader.lastTick(ticks, logs.name(), origin); outcomes.tick() < end; ) {
      if (isClosed) {
        throw new ServiceClosedException();
      }
      outcomes.read(MOST_TICKS, READ_MILLIS).forEach(each -> carryOut(each, service));
    }
    become(OrderStatus.State.FOLLOWING);
    Thread started =
        Thread.ofPlatform().daemon().name("skip-shard-node").unstarted(() -> follow(service));
    follower = started;
    started.start();
    return true;
  }

  private void become(OrderStatus.State next) {
    if (state != next) {
      since = context.clock().instant();
      state = next;
    }
  }

  private void carryOut(TickOutcome outcome, OrderedService service) {
    List<JournalRecord.Change> changes = PublishedChanges.of(outcome, plan);
    while (true) {
      try {
        OrderedService.CarriedOut done = service.carryOut(changes);
        if (done.rejection().isPresent()) {
          throw new IllegalStateException(
              "what was published as tick " + outcome.tick() + " cannot be shown",
              done.rejection().get());
        }
        break;
      } catch (ServiceBusyException busy) {
        if (isClosed) {
          throw new ServiceClosedException();
        }
        LOGGER.log(System.Logger.Level.WARNING, "this node falls behind: {0}", busy.getMessage());
      }
    }
    if (service.tick() != outcome.tick()) {
      throw new IllegalStateException(
          "the service is at tick " + service.tick() + " after tick " + outcome.tick());
    }
    note(outcome);
  }

  private void note(TickOutcome outcome) {
    figures.carriedOut(outcome);
    waiting.carriedOut(outcome);
  }

  private void follow(OrderedService service) {
    try {
      while (!isClosed) {
        followOnce(service);
      }
    } catch (ServiceClosedException end) {
      LOGGER.log(System.Logger.Level.DEBUG, "the service of the node is closed", end);
    } catch (Throwable e) {
      become(OrderStatus.State.FAILED);
      detail = "this node has stopped at tick " + figures.tick() + ": " + e.getMessage();
      service.breakDown(e);
    } finally {
      waiting.endAll();
    }
  }

  private void followOnce(OrderedService service) {
    try {
      lookAtCommits();
      List<TickOutcome> read = outcomes.read(MOST_TICKS, READ_MILLIS);
      compareWithCommits();
      read.forEach(each -> carryOut(each, service));
      if (read.size() < MOST_TICKS) {
        figures.reachedEnd();
      }
    } catch (LogUnavailableException e) {
      if (isClosed) {
        return;
      }
      if (state != OrderStatus.State.UNAVAILABLE) {
        LOGGER.log(System.Logger.Level.WARNING, "the logs cannot be read: {0}", e.getMessage());
      }
      detail = String.valueOf(e.getMessage());
      become(OrderStatus.State.UNAVAILABLE);
      pause();
    }
  }

  /** Looks where the log of commits ends, and how large it is, from time to time. */
  private void lookAtCommits() {
    long now = System.nanoTime();
    if (now - lookedNanos >= LOOKED_AFTER_NANOS) {
      endOfCommits = commits.end();
      lookedNanos = now;
    }
    if (now - measuredNanos >= MEASURED_AFTER_NANOS) {
      figures.measured(commits.extent());
      measuredNanos = now;
    }
  }

  /** Looks whether commits have outcomes. */
  private void compareWithCommits() {
    figures.saw(outcomes.tick(), endOfCommits);
    if (isStuck()) {
      if (state != OrderStatus.State.UNAVAILABLE) {
        LOGGER.log(System.Logger.Level.WARNING, stuck());
      }
      detail = stuck();
      become(OrderStatus.State.UNAVAILABLE);
    } else {
      if (state == OrderStatus.State.UNAVAILABLE) {
        LOGGER.log(System.Logger.Level.INFO, "the ticks of {0} go on", logs.name());
      }
      detail = "";
      become(OrderStatus.State.FOLLOWING);
    }
  }

  private boolean isStuck() {
    return figures.stuckMillis() > Math.min(PATIENCE_MILLIS, context.waitMillis());
  }

  private String stuck() {
    return "commits have waited for "
        + TimeUnit.MILLISECONDS.toSeconds(figures.stuckMillis())
        + " s; "
        + noShards(logs.name());
  }

  private void pause() {
    try {
      var unused = closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      LOGGER.log(System.Logger.Level.DEBUG, "the node goes on", e);
    }
  }

  @Override
  public Decision propose(Proposal proposal) {
    Map<String, List<Entry<Object, Object>>> changes = entries(proposal);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(context.waitMillis());
    while (true) {
      requireUsable();
      TickOutcome outcome = proposeOnce(changes, end);
      switch (outcome) {
        case TickOutcome.Published published -> {
          return new Decision.Committed(published.tick());
        }
        case TickOutcome.Rejected rejected -> {
          return new Decision.Rejected(rejected.failure().reason());
        }
        case TickOutcome.Undone undone ->
            throw new IllegalStateException("tick " + undone.tick() + " is no write");
        case TickOutcome.Retry retry -> {
          if (System.nanoTime() - end >= 0) {
            throw new ServiceBusyException(
                "the write was taken back each time, because writes before it were rejected; try"
                    + " again");
          }
        }
      }
    }
  }

  private void requireUsable() {
    if (isClosed) {
      throw new ServiceClosedException();
    }
    if (state == OrderStatus.State.FAILED || follower == null) {
      throw new ClusterUnavailableException("this node takes no writes: " + detail);
    }
    if (isStuck()) {
      throw new ClusterUnavailableException(stuck());
    }
  }

  private static Map<String, List<Entry<Object, Object>>> entries(Proposal proposal) {
    Map<String, List<Entry<Object, Object>>> entries = new LinkedHashMap<>();
    for (JournalRecord.Change change : proposal.changes()) {
      if (change.collection() instanceof CollectionId.Input input) {
        List<Entry<Object, Object>> of = new ArrayList<>();
        for (EntryBlock block : change.blocks()) {
          for (int i = 0; i < block.size(); i++) {
            of.add(new Entry<>(block.key(i), List.copyOf(block.values(i))));
          }
        }
        entries.put(input.name(), of);
      }
    }
    return entries;
  }

  private TickOutcome proposeOnce(Map<String, List<Entry<Object, Object>>> changes, long end) {
    byte[] record =
        ShardRecordFormat.encode(
            new ShardRecord.Write(
                identity, numbers.incrementAndGet(), context.clock().millis(), changes));
    long start = waiting.begin();
    long tick;
    try {
      tick = commits.append(record, Math.max(1, millisTo(end)));
    } catch (LogUnavailableException e) {
      waiting.end(start);
      if (e.mayBeAppended()) {
        throw unknown(OptionalLong.empty());
      }
      throw new ClusterUnavailableException(String.valueOf(e.getMessage()), e);
    } catch (RuntimeException | Error e) {
      waiting.end(start);
      throw e;
    }
    CompletableFuture<TickOutcome> outcome = waiting.appended(start, tick);
    try {
      return await(outcome, tick, end);
    } finally {
      waiting.giveUp(tick);
    }
  }

  private static long millisTo(long nanoTime) {
    return TimeUnit.NANOSECONDS.toMillis(nanoTime - System.nanoTime());
  }

  private TickOutcome await(CompletableFuture<TickOutcome> outcome, long tick, long end) {
    if (isClosed || state == OrderStatus.State.FAILED) {
      outcome.cancel(false);
    }
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return outcome.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException | TimeoutException | CancellationException e) {
      throw unknown(OptionalLong.of(tick));
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private OutcomeUnknownException unknown(OptionalLong tick) {
    String where =
        tick.isPresent()
            ? "the log has the write at tick " + tick.getAsLong() + ", whose outcome this node"
            : "the log may have the write, whose outcome this node";
    return new OutcomeUnknownException(
        where
            + " did not have in time (it is at tick "
            + figures.tick()
            + "); read with this tick as the least watermark to see whether it took effect",
        tick);
  }

  @Override
  public OrderStatus status() {
    return new OrderStatus(
        state, since, OrderStatus.Role.FOLLOWER, detail, figures.all(waiting.size()));
  }

  @Override
  public void close() {
    isClosed = true;
    closing.countDown();
    commits.close();
    ticks.close();
    Thread started = follower;
    if (started != null && started != Thread.currentThread()) {
      boolean interrupted = false;
      try {
        started.join(CLOSE_MILLIS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
