package io.skipruntime.cluster.shard;

import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.LogSnapshot;
import io.skipruntime.cluster.log.LogUnavailableException;
import io.skipruntime.cluster.node.NodeSnapshots;
import io.skipruntime.engine.shard.KeyGroups;
import io.skipruntime.engine.shard.Plan;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * The computation of a service's shards in one process: it follows the log of commits and appends
 * the outcome of each tick to the log of ticks, from which nodes have it. Where several processes
 * compute the same service, one of them does so, and another one goes on when it ends.
 *
 * <p>A start takes the inputs from the log of commits and its snapshots, and computes what follows
 * from them once ({@link ComputationStart}). When the log of commits wants a snapshot, one of the
 * inputs is written while the computation goes on. Thread-safe.
 */
public final class ShardComputation implements AutoCloseable {

  private static final System.Logger LOGGER = System.getLogger(ShardComputation.class.getName());

  private static final int MOST_RECORDS = 256;
  private static final long READ_MILLIS = 200;
  private static final long WAIT_MILLIS = 10_000;
  private static final long PAUSE_MILLIS = 200;
  private static final long CLOSE_MILLIS = 10_000;

  private final Plan plan;
  private final String name;
  private final int shards;
  private final CommitLog commits;
  private final CommitLog ticks;
  private final ShardRecord.Beginning beginning;
  private final NodeSnapshots snapshots;
  private final LongConsumer onBegin;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Thread thread;
  private volatile boolean isClosed;
  private boolean isUnavailable;
  private boolean isSnapshotDue;

  private ShardComputation(
      Plan plan,
      String name,
      int shards,
      CommitLog commits,
      CommitLog ticks,
      ShardRecord.Beginning beginning,
      LongConsumer onBegin) {
    this.plan = plan;
    this.name = name;
    this.shards = shards;
    this.commits = commits;
    this.ticks = ticks;
    this.beginning = beginning;
    this.snapshots = new NodeSnapshots(commits);
    this.onBegin = onBegin;
    this.thread = Thread.ofPlatform().daemon().name("skip-shards").unstarted(this::run);
  }

  /**
   * Begins to compute the shards of a service.
   *
   * @param logs the logs; if they are empty, they begin with the service's initial data
   * @param shards how many shards there are, each with at most one thread
   * @param version the author's word for the program; empty if there is none
   * @param onBegin is told of the last tick that has an outcome each time that this process begins
   *     to publish, by a thread of its own
   * @throws IllegalArgumentException if there cannot be so many shards
   * @throws SkipException if shards cannot compute the service, or the log is of another program;
   *     the message says what to do
   */
  public static ShardComputation start(
      SkipService<?, ?> service, ShardLogs logs, int shards, String version, LongConsumer onBegin) {
    KeyGroups.requireShards(shards);
    Plan plan = Plan.of(service);
    CommitLog commits = logs.openCommits();
    CommitLog ticks = null;
    try {
      ShardRecord.Beginning beginning =
          LogStart.of(commits, logs.name(), plan, version, WAIT_MILLIS);
      ticks = logs.openTicks();
      ShardComputation computation =
          new ShardComputation(plan, logs.name(), shards, commits, ticks, beginning, onBegin);
      computation.thread.start();
      return computation;
    } catch (RuntimeException | Error e) {
      commits.close();
      if (ticks != null) {
        ticks.close();
      }
      throw e;
    }
  }

  /**
   * Waits until the computation has ended.
   *
   * @throws java.util.concurrent.CompletionException with its cause if it could not go on
   */
  public void await() {
    ended.join();
  }

  private void run() {
    try {
      while (!isClosed) {
        trying(this::publishWhileLeading);
      }
      ended.complete(null);
    } catch (Throwable e) {
      LOGGER.log(System.Logger.Level.ERROR, "the shards cannot be computed any more", e);
      ended.completeExceptionally(e);
    } finally {
      snapshots.close();
      commits.close();
      ticks.close();
    }
  }

  /** Runs a step, and waits for a while if a log cannot be used at present. */
  private void trying(Runnable step) {
    try {
      step.run();
      isUnavailable = false;
    } catch (LogUnavailableException e) {
      if (!isClosed) {
        if (!isUnavailable) {
          LOGGER.log(
              System.Logger.Level.WARNING,
              "the logs {0} cannot be used: {1}",
              name,
              e.getMessage());
        }
        isUnavailable = true;
        pause();
      }
    }
  }

  private void pause() {
    try {
      var unused = closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      LOGGER.log(System.Logger.Level.DEBUG, "the computation goes on", e);
    }
  }

  private void publishWhileLeading() {
    if (!ticks.leads()) {
      pause();
      return;
    }
    try (ShardedGraph graph =
        new ShardedGraph(
            plan, shards, Math.min(shards, Runtime.getRuntime().availableProcessors()))) {
      TickDecisions decisions =
          new ComputationStart(
                  plan, name, beginning.origin(), commits, ticks, () -> isClosed, graph)
              .run();
      TickPublishing publishing =
          new TickPublishing(commits, ticks, beginning.origin(), WAIT_MILLIS);
      long tick = decisions.tick();
      onBegin.accept(tick);
      while (!isClosed && ticks.leads()) {
        publishing.requireUndo(decisions.publisher());
        for (byte[] record : commits.read(tick + 1, MOST_RECORDS, READ_MILLIS)) {
          tick++;
          publishing.add(decisions.decide(tick, ShardRecordFormat.decode(record, plan)));
        }
        publishing.publish();
        keepSnapshot(graph, decisions);
      }
    }
  }

  /** Begins to write a snapshot of the inputs, if one is worth its cost. */
  private void keepSnapshot(ShardedGraph graph, TickDecisions decisions) {
    isSnapshotDue |= commits.wantsSnapshot();
    long tick = decisions.tick();
    if (isSnapshotDue && !decisions.hasFailed() && tick > 0) {
      isSnapshotDue = false;
      SnapshotHead head = new SnapshotHead(beginning, tick, decisions.lastWrite());
      snapshots.keep(new LogSnapshot(tick, head.encode(), graph.inputs(tick)));
    }
  }

  /** Ends the computation. May be called twice. */
  @Override
  public void close() {
    isClosed = true;
    closing.countDown();
    boolean interrupted = false;
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
