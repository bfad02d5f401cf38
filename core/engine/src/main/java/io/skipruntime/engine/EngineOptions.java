package io.skipruntime.engine;

import io.skipruntime.ServiceBrokenException;
import io.skipruntime.engine.commit.CommitOptions;
import io.skipruntime.engine.graph.GraphOptions;
import io.skipruntime.engine.heap.RecentVersions;
import io.skipruntime.engine.spi.AsyncRunner;
import io.skipruntime.engine.spi.CommitOrderProvider;
import io.skipruntime.engine.spi.EngineListener;
import io.skipruntime.engine.spi.JournalProvider;
import io.skipruntime.engine.spi.WorkBounds;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Options that say how a service is run. Immutable: {@code with…} gives options of which one is
 * different.
 */
public final class EngineOptions {

  /** Not changed once it is here. */
  private final EngineOptionValues values;

  private EngineOptions(EngineOptionValues values) {
    this.values = values;
  }

  /** What each option is unless it is changed. */
  public static EngineOptions defaults() {
    return new EngineOptions(new EngineOptionValues());
  }

  private EngineOptions changed(Consumer<EngineOptionValues> change) {
    EngineOptionValues copy = new EngineOptionValues(values);
    change.accept(copy);
    return new EngineOptions(copy);
  }

  private static int atLeastOne(String name, int value) {
    return (int) atLeastOne(name, (long) value);
  }

  private static long atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, not " + value);
    }
    return value;
  }

  /**
   * After how many milliseconds without a subscriber or reader a resource instance is collected: at
   * least 1; by default 30 seconds. One that had a subscriber is kept for {@link #resumeMillis}, if
   * that is longer.
   */
  public long idleMillis() {
    return values.idleMillis;
  }

  /** With another {@link #idleMillis}. */
  public EngineOptions withIdleMillis(long millis) {
    return changed(copy -> copy.idleMillis = atLeastOne("idleMillis", millis));
  }

  /**
   * How many streams may be open at a time: at least 1; by default 200,000. To open another is
   * refused with an {@link io.skipruntime.OverloadedException}.
   */
  public int maxStreams() {
    return values.maxStreams;
  }

  /** With another {@link #maxStreams}. */
  public EngineOptions withMaxStreams(int count) {
    return changed(copy -> copy.maxStreams = atLeastOne("maxStreams", count));
  }

  /**
   * How many resource instances there may be at a time: at least 1; by default 200,000. Those that
   * are only kept for a while after they were used make room for others. If none are, what needs
   * another is refused with an {@link io.skipruntime.OverloadedException}.
   */
  public int maxInstances() {
    return values.maxInstances;
  }

  /** With another {@link #maxInstances}. */
  public EngineOptions withMaxInstances(int count) {
    return changed(copy -> copy.maxInstances = atLeastOne("maxInstances", count));
  }

  /**
   * How many milliseconds a request waits for an external source's first data: at least 1; by
   * default 30 seconds.
   */
  public long sourceTimeoutMillis() {
    return values.sourceTimeoutMillis;
  }

  /** With another {@link #sourceTimeoutMillis}. */
  public EngineOptions withSourceTimeoutMillis(long millis) {
    return changed(copy -> copy.sourceTimeoutMillis = atLeastOne("sourceTimeoutMillis", millis));
  }

  /**
   * For how many milliseconds at least a subscriber that was away is told only what changed: at
   * least 1; by default 5 minutes. Deleted keys are remembered that long, and so long is a stream
   * kept that was followed.
   */
  public long resumeMillis() {
    return values.resumeMillis;
  }

  /** With another {@link #resumeMillis}. */
  public EngineOptions withResumeMillis(long millis) {
    return changed(copy -> copy.resumeMillis = atLeastOne("resumeMillis", millis));
  }

  /**
   * Whether a function that fails in a resource instance's own part rejects the write that made it
   * fail, instead of failing that instance; by default not.
   */
  public boolean strict() {
    return values.strict;
  }

  /** With {@link #strict}. */
  public EngineOptions withStrict() {
    return changed(copy -> copy.strict = true);
  }

  /**
   * Whether every function is run twice, so that one whose results differ is reported; for tests,
   * by default not.
   */
  public boolean verifyDeterminism() {
    return values.verifyDeterminism;
  }

  /** With {@link #verifyDeterminism}. */
  public EngineOptions withVerifyDeterminism() {
    return changed(copy -> copy.verifyDeterminism = true);
  }

  /**
   * Whether equal functions over the same collections are one node of the graph, computed once; by
   * default they are. For finding defects of the engine, as are the other optimisations that can be
   * switched off: each changes what things cost, and nothing else but that a resource instance that
   * is rebuilt has new contents for its subscribers, even if they are equal to those before.
   */
  public boolean interning() {
    return values.interning;
  }

  /** Without {@link #interning}. */
  public EngineOptions withoutInterning() {
    return changed(copy -> copy.interning = false);
  }

  /**
   * Whether a node remembers nothing of a source entry that emits to its own key only and reads
   * nothing; by default so it is.
   */
  public boolean compaction() {
    return values.compaction;
  }

  /** Without {@link #compaction}. */
  public EngineOptions withoutCompaction() {
    return changed(copy -> copy.compaction = false);
  }

  /**
   * How many threads may run functions of one node at the same time: at least 1, which is the one
   * that writes; by default as many as there are processors.
   */
  public int parallelism() {
    return values.parallelism;
  }

  /** With another {@link #parallelism}. */
  public EngineOptions withParallelism(int threads) {
    return changed(copy -> copy.parallelism = atLeastOne("parallelism", threads));
  }

  /**
   * After how many microseconds in which one thread ran the functions of a node the others join it:
   * at least 0; by default 200, as it takes some tens to start them.
   */
  public long parallelAfterMicros() {
    return values.parallelAfterMicros;
  }

  /** With another {@link #parallelAfterMicros}. */
  public EngineOptions withParallelAfterMicros(long micros) {
    if (micros < 0) {
      throw new IllegalArgumentException(
          "parallelAfterMicros must not be negative, as " + micros + " is");
    }
    return changed(copy -> copy.parallelAfterMicros = micros);
  }

  /**
   * Whether writes that wait for each other share a commit, each with an outcome of its own; by
   * default they do.
   */
  public boolean groupCommit() {
    return values.groupCommit;
  }

  /** Without {@link #groupCommit}. */
  public EngineOptions withoutGroupCommit() {
    return changed(copy -> copy.groupCommit = false);
  }

  /**
   * Tells when something became idle, and functions the time; by default the system's clock. With a
   * {@link io.skipruntime.engine.spi.TickingClock} the service has no timer.
   */
  public InstantSource clock() {
    return values.clock;
  }

  /** With another {@link #clock}. */
  public EngineOptions withClock(InstantSource otherClock) {
    return changed(copy -> copy.clock = otherClock);
  }

  /**
   * The milliseconds that {@link io.skipruntime.Context#clock} goes on by, while a function follows
   * it: at least 1; by default 1 second. Each step is a commit.
   */
  public long clockMillis() {
    return values.clockMillis;
  }

  /** With another {@link #clockMillis}. */
  public EngineOptions withClockMillis(long millis) {
    return changed(copy -> copy.clockMillis = atLeastOne("clockMillis", millis));
  }

  /**
   * What makes the calls of async functions; by default each attempt has a virtual thread. A test
   * has one that calls nothing, and ends each call as it wants.
   */
  public AsyncRunner asyncRunner() {
    return values.asyncRunner;
  }

  /** With another {@link #asyncRunner}. */
  public EngineOptions withAsyncRunner(AsyncRunner runner) {
    return changed(copy -> copy.asyncRunner = runner);
  }

  /** The listeners to what the engine does, in the order they were added; by default none. */
  public List<EngineListener> listeners() {
    return values.listeners;
  }

  /** With one more of {@link #listeners}. */
  public EngineOptions withListener(EngineListener listener) {
    return changed(copy ->
        copy.listeners = Stream.concat(copy.listeners.stream(), Stream.of(listener)).toList());
  }

  /**
   * For how many milliseconds a request waits at most for its turn, behind other transactions, and
   * then for the storage; after that it is refused with a {@link
   * io.skipruntime.ServiceBusyException}: at least 1; by default 30 seconds.
   */
  public long waitMillis() {
    return values.waitMillis;
  }

  /** With another {@link #waitMillis}. */
  public EngineOptions withWaitMillis(long millis) {
    return changed(copy -> copy.waitMillis = atLeastOne("waitMillis", millis));
  }

  /**
   * For how many milliseconds {@link ServiceInstance#close} waits for the sinks to write what their
   * targets lack, and then for the transaction that is open: at least 1; by default 5 seconds. A
   * function that has not come to an end by then is left behind.
   */
  public long closeMillis() {
    return values.closeMillis;
  }

  /** With another {@link #closeMillis}. */
  public EngineOptions withCloseMillis(long millis) {
    return changed(copy -> copy.closeMillis = atLeastOne("closeMillis", millis));
  }

  /**
   * The time in milliseconds after which a function that holds up all writes counts as stuck, and
   * is logged with its stack: at least 1; by default 10 seconds.
   */
  public long stuckMillis() {
    return values.stuckMillis;
  }

  /** With another {@link #stuckMillis}. */
  public EngineOptions withStuckMillis(long millis) {
    return changed(copy -> copy.stuckMillis = atLeastOne("stuckMillis", millis));
  }

  /**
   * The bounds of what an instance of which clients say what it computes, such as a live query, may
   * take in one transaction; one that takes more fails for good, and nothing else. By default those
   * of {@link WorkBounds#defaults}; a server sets those of its options.
   */
  public WorkBounds workBounds() {
    return values.workBounds;
  }

  /** With other {@link #workBounds}. */
  public EngineOptions withWorkBounds(WorkBounds bounds) {
    return changed(copy -> copy.workBounds = bounds);
  }

  /**
   * Is told, once, that the service is broken, as {@link ServiceBrokenException} explains it; by
   * default nothing is. A program that embeds the service should end then.
   */
  public Optional<Consumer<ServiceBrokenException>> brokenListener() {
    return values.brokenListener;
  }

  /** With a {@link #brokenListener}. */
  public EngineOptions withBrokenListener(Consumer<ServiceBrokenException> listenerOfBreakdown) {
    return changed(copy -> copy.brokenListener = Optional.of(listenerOfBreakdown));
  }

  /**
   * Where the service is recorded, so that nothing is lost when the process ends; by default not.
   */
  public Optional<JournalProvider> persistence() {
    return values.persistence;
  }

  /**
   * For how many milliseconds the service can be read as it was, with {@link ServiceInstance#at}:
   * at least 0; by default 0, as each commit that is kept costs the memory of what it changed, and
   * the garbage collector the work to keep it.
   */
  public long historyMillis() {
    return values.historyMillis;
  }

  /** With another {@link #historyMillis}. */
  public EngineOptions withHistoryMillis(long millis) {
    if (millis < 0) {
      throw new IllegalArgumentException(
          "historyMillis must not be negative, as " + millis + " is");
    }
    return changed(copy -> copy.historyMillis = millis);
  }

  /**
   * How many bytes the commits of {@link #historyMillis} may cost, by an estimate; beyond that the
   * oldest go: at least 1; by default 64 MiB.
   */
  public long historyBytes() {
    return values.historyBytes;
  }

  /** With another {@link #historyBytes}. */
  public EngineOptions withHistoryBytes(long bytes) {
    return changed(copy -> copy.historyBytes = atLeastOne("historyBytes", bytes));
  }

  /**
   * Whether the service's sinks are fed; by default they are. Without, their targets stay as they
   * are: for a service that is run to be looked at or tested.
   */
  public boolean sinks() {
    return values.sinks;
  }

  /** Without {@link #sinks}. */
  public EngineOptions withoutSinks() {
    return changed(copy -> copy.sinks = false);
  }

  CommitOptions ofCommits() {
    return new CommitOptions(
        strict(),
        maxInstances(),
        groupCommit(),
        resumeMillis(),
        sourceTimeoutMillis(),
        waitMillis(),
        closeMillis(),
        stuckMillis(),
        new RecentVersions(historyMillis(), historyBytes()),
        new GraphOptions(
            verifyDeterminism(),
            interning(),
            compaction(),
            parallelism(),
            parallelAfterMicros(),
            historyMillis() > 0 || persistence().isPresent() || commitOrder().isPresent()),
        clock(),
        clockMillis(),
        asyncRunner(),
        workBounds(),
        listeners(),
        brokenListener());
  }

  /**
   * Whether the service can be looked into: it keeps its last transactions with what ran in each,
   * as {@link ServiceInstance#recentCommits} gives them; by default not, as each function that runs
   * costs a little more then.
   */
  public boolean inspect() {
    return values.inspect;
  }

  /** With another {@link #inspect}. */
  public EngineOptions withInspect(boolean on) {
    return changed(copy -> copy.inspect = on);
  }

  /** With {@link #persistence}. */
  public EngineOptions withPersistence(JournalProvider journal) {
    return changed(copy -> copy.persistence = Optional.of(journal));
  }

  /**
   * Where the commits of the service are put in order, together with those of the same service in
   * other processes; by default nowhere, as the service is alone. With an order there is no {@link
   * #persistence}, since the order has all data, and no {@link #strict}, since instances differ
   * from process to process.
   */
  public Optional<CommitOrderProvider> commitOrder() {
    return values.commitOrder;
  }

  /** With a {@link #commitOrder}. */
  public EngineOptions withCommitOrder(CommitOrderProvider order) {
    return changed(copy -> copy.commitOrder = Optional.of(order));
  }
}
