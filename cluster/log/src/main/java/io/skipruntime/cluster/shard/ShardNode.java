package io.skipruntime.cluster.shard;

import io.skipruntime.ClusterUnavailableException;
import io.skipruntime.Entry;
import io.skipruntime.OutcomeUnknownException;
import io.skipruntime.ServiceBusyException;
import io.skipruntime.ServiceClosedException;
import io.skipruntime.SkipException;
import io.skipruntime.cluster.log.CollectionsState;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.LogSnapshot;
import io.skipruntime.cluster.log.LogUnavailableException;
import io.skipruntime.cluster.node.LogFollower;
import io.skipruntime.cluster.node.NodeSnapshots;
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
import io.skipruntime.engine.spi.State;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A node that serves what shards compute: it appends the writes of its service to the log of
 * commits, and lets the service carry out the log of ticks. A write is answered when the node has
 * carried out its tick, so that who is answered reads what was written.
 */
final class ShardNode implements CommitOrder, LogFollower.Node {

  private static final System.Logger LOGGER = System.getLogger(ShardNode.class.getName());

  private static final int MOST_TICKS = 1_000;
  private static final long READ_MILLIS = 200;
  private static final long PATIENCE_MILLIS = 10_000;
  private static final long MEASURED_AFTER_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long LOOKED_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final ShardLogs logs;
  private final Plan plan;
  private final CommitOrderContext context;
  private final CommitLog commits;
  private final CommitLog ticks;
  private final Start start;
  private final TickReader outcomes;
  private final NodeSnapshots snapshots;
  private final long identity = new SecureRandom().nextLong();
  private final AtomicLong numbers = new AtomicLong();
  private final WaitingWrites waiting = new WaitingWrites();
  private final RememberedAnswers answers = new RememberedAnswers();
  private final ServingFigures figures;
  private final LogFollower follower;
  private volatile @Nullable OrderedService carrying;
  private long measuredNanos = System.nanoTime() - MEASURED_AFTER_NANOS;
  private long lookedNanos = System.nanoTime() - LOOKED_AFTER_NANOS;
  private long endOfCommits;
  private boolean isSnapshotDue;

  /**
   * The place where a node begins.
   *
   * @param beginning the beginning of the log of commits
   * @param place the place in the log of ticks
   * @param tick the tick there
   * @param state what the service shares there
   * @param outcome the outcome of the tick, if the node has not begun with a snapshot
   */
  private record Start(
      ShardRecord.Beginning beginning,
      long place,
      long tick,
      State state,
      Optional<TickOutcome> outcome) {}

  private ShardNode(
      ShardLogs logs,
      Plan plan,
      CommitOrderContext context,
      CommitLog commits,
      CommitLog ticks,
      Start start) {
    this.logs = logs;
    this.plan = plan;
    this.context = context;
    this.commits = commits;
    this.ticks = ticks;
    this.start = start;
    this.outcomes =
        new TickReader(
            ticks,
            logs.name(),
            plan.classLoader(),
            start.beginning().origin(),
            start.place(),
            start.tick());
    this.snapshots = new NodeSnapshots(ticks);
    start.state().answers().forEach(answers::add);
    this.figures = new ServingFigures(context.clock(), start.tick());
    this.follower =
        new LogFollower("skip-shard-node", "the log of ticks of " + logs.name(), context.clock());
  }

  /**
   * A node that begins with the newest snapshot of the log of ticks, or with the first tick, for
   * which it waits.
   *
   * @throws SkipException if the logs are of another program, or the initial data is rejected; the
   *     message says what to do
   */
  static ShardNode open(ShardLogs logs, Plan plan, String version, CommitOrderContext context) {
    CommitLog commits = logs.openCommits();
    CommitLog ticks = null;
    try {
      Optional<ShardRecord.Beginning> present = LogStart.present(commits, logs.name());
      present.ifPresent(each -> LogStart.require(each, logs.name(), plan, version));
      ticks = logs.openTicks();
      Optional<LogSnapshot> newest = ticks.newestSnapshot();
      Start start =
          newest.isPresent()
              ? startAt(newest.get(), present, commits.end(), logs.name(), plan, version)
              : firstStart(commits, ticks, logs.name(), plan, version, context.waitMillis());
      return new ShardNode(logs, plan, context, commits, ticks, start);
    } catch (RuntimeException | Error e) {
      commits.close();
      if (ticks != null) {
        ticks.close();
      }
      throw e;
    }
  }

  private static Start startAt(
      LogSnapshot snapshot,
      Optional<ShardRecord.Beginning> present,
      long end,
      String name,
      Plan plan,
      String version) {
    SnapshotHead head = SnapshotHead.of(snapshot, name);
    LogStart.require(head.beginning(), name, plan, version);
    boolean isOfAnother =
        present.filter(each -> !each.epoch().equals(head.beginning().epoch())).isPresent();
    if (isOfAnother || end < head.tick()) {
      throw new SkipException(
          "the log of ticks of %s has a snapshot of tick %d, which the log of commits does not have: the two are not of one another; take both from one backup, or begin both again"
              .formatted(name, head.tick()));
    }
    return new Start(
        head.beginning(),
        snapshot.place(),
        head.tick(),
        PublishedState.read(snapshot.state(), head.tick(), plan.classLoader()),
        Optional.empty());
  }

  private static Start firstStart(
      CommitLog commits, CommitLog ticks, String name, Plan plan, String version, long waitMillis) {
    ShardRecord.Beginning beginning = LogStart.of(commits, name, plan, version, waitMillis);
    if (ticks.extent().first() > CommitOrder.FIRST_PLACE) {
      throw SnapshotHead.lost("the log of ticks of " + name);
    }
    TickReader outcomes = new TickReader(ticks, name, plan.classLoader(), beginning.origin(), 0);
    TickOutcome first = awaitFirst(outcomes, name);
    if (first instanceof TickOutcome.Rejected rejected) {
      throw rejected.failure().reason();
    }
    return new Start(
        beginning,
        outcomes.place(),
        first.tick(),
        CollectionsState.beginning(PublishedChanges.of(first, plan)),
        Optional.of(first));
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
    return new Origin(start.beginning().epoch(), start.tick(), true, start.state());
  }

  @Override
  public boolean begin(OrderedService service) {
    carrying = service;
    start.outcome().ifPresent(this::note);
    long end = TickReader.lastTick(ticks, logs.name(), start.beginning().origin());
    while (outcomes.tick() < end) {
      if (follower.isClosed()) {
        throw new ServiceClosedException();
      }
      outcomes.read(MOST_TICKS, READ_MILLIS).forEach(each -> carryOut(each, service));
    }
    follower.start(this);
    return true;
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
        if (follower.isClosed()) {
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
    if (outcome instanceof TickOutcome.Published published) {
      published.answer().ifPresent(answers::add);
    }
    figures.carriedOut(outcome);
    waiting.carriedOut(outcome);
  }

  @Override
  public LogFollower.Standing step() {
    OrderedService service = service();
    lookAtCommits();
    List<TickOutcome> read = outcomes.read(MOST_TICKS, READ_MILLIS);
    figures.saw(outcomes.tick(), endOfCommits);
    read.forEach(each -> carryOut(each, service));
    isSnapshotDue |= ticks.wantsSnapshot();
    if (isSnapshotDue) {
      isSnapshotDue = !keepSnapshot(service);
    }
    if (read.size() < MOST_TICKS) {
      figures.reachedEnd();
    }
    return isStuck() ? new LogFollower.Standing(stuck(), "") : LogFollower.Standing.GOOD;
  }

  /** Begins to write a snapshot; says whether that was possible, as no function held it up. */
  private boolean keepSnapshot(OrderedService service) {
    try {
      SnapshotHead head = new SnapshotHead(start.beginning(), service.tick(), 0);
      State state = PublishedState.stored(service.state(), plan, outcomes.place(), answers.all());
      snapshots.keep(new LogSnapshot(outcomes.place(), head.encode(), state));
      return true;
    } catch (ServiceBusyException busy) {
      LOGGER.log(System.Logger.Level.DEBUG, "the snapshot is written later", busy);
      return false;
    }
  }

  private OrderedService service() {
    return Objects.requireNonNull(carrying, "the node has begun");
  }

  @Override
  public long tick() {
    return figures.tick();
  }

  @Override
  public void failed(Throwable cause) {
    service().breakDown(cause);
  }

  @Override
  public void ended() {
    waiting.endAll();
  }

  /** Looks where the log of commits ends, and how large it is, from time to time. */
  private void lookAtCommits() {
    long now = System.nanoTime();
    if (now - lookedNanos >= LOOKED_AFTER_NANOS) {
      endOfCommits = commits.end();
      lookedNanos = now;
    }
    if (now - measuredNanos >= MEASURED_AFTER_NANOS) {
      figures.measured(commits.extent(), ticks.extent());
      measuredNanos = now;
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

  @Override
  public Decision propose(Proposal proposal) {
    Map<String, List<Entry<Object, Object>>> changes = entries(proposal);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(context.waitMillis());
    while (true) {
      requireUsable();
      Optional<Decision> known = remembered(proposal);
      if (known.isPresent()) {
        return known.get();
      }
      TickOutcome outcome = proposeOnce(changes, proposal.run(), end);
      switch (outcome) {
        case TickOutcome.Published published -> {
          return new Decision.Committed(published.tick());
        }
        case TickOutcome.Rejected rejected -> {
          return new Decision.Rejected(rejected.failure().reason());
        }
        case TickOutcome.Undone undone ->
            throw new IllegalStateException("tick " + undone.tick() + " is no write");
        case TickOutcome.Overtaken overtaken -> {
          return remembered(proposal).orElseGet(Decision.Overtaken::new);
        }
        case TickOutcome.Retry retry -> {
          if (proposal.run().isPresent()) {
            return new Decision.Overtaken();
          }
          if (System.nanoTime() - end >= 0) {
            throw new ServiceBusyException(
                "the write was taken back each time, because writes before it were rejected; try"
                    + " again");
          }
        }
      }
    }
  }

  /** The decision on the call of a command that the log has an answer to. */
  private Optional<Decision> remembered(Proposal proposal) {
    return proposal
        .run()
        .flatMap(Proposal.CommandRun::call)
        .flatMap(call -> answers.find(call, context.clock().millis()));
  }

  private void requireUsable() {
    follower.requireUsable();
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

  private TickOutcome proposeOnce(
      Map<String, List<Entry<Object, Object>>> changes,
      Optional<Proposal.CommandRun> run,
      long end) {
    byte[] record =
        ShardRecordFormat.encode(
            new ShardRecord.Write(
                identity, numbers.incrementAndGet(), context.clock().millis(), changes, run));
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
      return follower.await(outcome, end, () -> unknown(OptionalLong.of(tick)));
    } finally {
      waiting.giveUp(tick);
    }
  }

  private static long millisTo(long nanoTime) {
    return TimeUnit.NANOSECONDS.toMillis(nanoTime - System.nanoTime());
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
        follower.state(),
        follower.since(),
        OrderStatus.Role.FOLLOWER,
        follower.detail(),
        figures.all(waiting.size(), snapshots.place()));
  }

  @Override
  public void close() {
    follower.end();
    snapshots.close();
    commits.close();
    ticks.close();
    follower.close();
  }
}
