package io.skipruntime.engine.commit;

import io.skipruntime.ExternalResource;
import io.skipruntime.ServiceBrokenException;
import io.skipruntime.ServiceBusyException;
import io.skipruntime.SkipException;
import io.skipruntime.StorageException;
import io.skipruntime.engine.async.AsyncCalls;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.EventChannel;
import io.skipruntime.engine.graph.ExternalNodes;
import io.skipruntime.engine.graph.Graph;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.graph.WorkLimit;
import io.skipruntime.engine.heap.RecentVersions;
import io.skipruntime.engine.instance.Instances;
import io.skipruntime.engine.source.ExternalSources;
import io.skipruntime.engine.spi.Journal;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.StateSource;
import io.skipruntime.engine.spi.StuckFunction;
import io.skipruntime.engine.subscription.RememberedDeletions;
import io.skipruntime.engine.subscription.ResumeWindow;
import io.skipruntime.json.FailureText;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The runner of a service's transactions, one at a time. What a thread asks for is carried out by a
 * {@link RequestRunner}, what sources deliver by a {@link SourceWriter}.
 *
 * <p>With a journal, a commit is shown when its records are durable; transactions go on meanwhile,
 * each from the commit before. A function's failure tells what it was computed from: it is thrown
 * when that is shown.
 *
 * <ul>
 *   <li>No thread waits without bound for the lock, nor for the journal.
 *   <li>An error of the machine where state may be half changed makes the service {@link #broken}
 *       for good: no transaction begins any more.
 * </ul>
 */
public final class TransactionRunner {

  /** How many deletions of one collection are remembered for sinks. */
  private static final int MOST_DELETIONS_FOR_SINKS = 1_000_000;

  private final WriteLock lock;
  private final FunctionWatch watch;
  private final Background background = new Background("skip-background", this::breakDown);
  private final Instances instances;
  private final ExternalSources sources;
  private final CommitOptions options;
  private final ResumeWindow resumeWindow;
  private final RememberedDeletions rememberedDeletions =
      new RememberedDeletions(MOST_DELETIONS_FOR_SINKS);
  private final EventChannel events;
  private final Graph graph;
  private final Breakdown breakdown;
  private final Execution execution;
  private final Announcer announcer;
  private final RequestRunner requests;
  private final SourceWriter sourceWriter;
  private volatile boolean isEnding;

  /** A runner of a graph without nodes. */
  public TransactionRunner(CommitOptions options) {
    this.options = options;
    this.lock = new WriteLock(options.clock(), this::breakDown);
    this.watch = new FunctionWatch(lock, options.stuckMillis());
    this.breakdown = new Breakdown(this::brokenDown);
    this.instances =
        new Instances(
            !options.strict(),
            options.maxInstances(),
            this::rewired,
            () -> new WorkLimit(options.workBounds(), () -> isEnding));
    this.resumeWindow = new ResumeWindow(options.resumeMillis());
    this.events = new EventChannel(options.listeners());
    this.graph = new Graph(events, externalNodes(), this::earliestTick, options.graph());
    this.execution = new Execution(lock, graph, instances, resumeWindow, breakdown, options);
    this.announcer = new Announcer(options.waitMillis(), this::breakDown);
    this.requests =
        new RequestRunner(
            lock,
            new GroupCommit(options.groupCommit()),
            execution,
            announcer,
            options.waitMillis());
    this.sourceWriter =
        new SourceWriter(
            lock, graph, execution, announcer, breakdown, background, options.waitMillis());
    this.sources =
        new ExternalSources(
            sourceWriter, instances, options.clock(), options.clockMillis(), options.asyncRunner());
  }

  /** What the sources are for the graph, which comes before them. */
  private ExternalNodes externalNodes() {
    return new ExternalNodes() {
      @Override
      public CollectionNode use(ExternalResource<?, ?> resource, Transaction transaction) {
        return sources.use(resource, transaction);
      }

      @Override
      public AsyncCalls asyncCalls() {
        return sources.asyncCalls();
      }
    };
  }

  private long earliestTick(CollectionNode collection, int tombstones) {
    return rememberedDeletions.earliestTick(
        collection, tombstones, resumeWindow.earliestTick(options.clock().millis()));
  }

  /**
   * Lets the transactions be recorded, before anybody else uses the runner.
   *
   * @param isShared says of a node whether it does not depend on which instances are open
   * @param tick the tick that the first transaction follows
   * @param millis the time that it follows, in milliseconds since 1970
   */
  public void recordIn(Journal journal, Predicate<Node> isShared, long tick, long millis) {
    Recording started = new Recording(graph, journal, isShared, options.clock());
    exclusively(() -> {
      graph.startAt(tick);
      started.startAt(millis);
      execution.recordBy(started);
    });
  }

  /** Begins to append records: all that the journal had is restored. */
  public void beginRecording(StateSource states) {
    Recording started = Objects.requireNonNull(execution.recording(), "there is a journal");
    exclusively(() -> started.begin(states));
  }

  /** Whether a journal takes what cannot be computed. */
  public boolean isRecorded() {
    return execution.recording() != null;
  }

  /** The graph that the transactions change. */
  public Graph graph() {
    return graph;
  }

  /** The channel by which the graph tells what it does. */
  public EventChannel events() {
    return events;
  }

  /** How many threads wait for the transaction that runs; an estimate. */
  public int waitingThreads() {
    return lock.waiting();
  }

  /** The resource instances of the service. */
  public Instances instances() {
    return instances;
  }

  /** The external sources of the service. */
  public ExternalSources sources() {
    return sources;
  }

  /** From which ticks subscribers may resume. */
  public ResumeWindow resumeWindow() {
    return resumeWindow;
  }

  /** From which ticks deletions are remembered for sinks. */
  public RememberedDeletions rememberedDeletions() {
    return rememberedDeletions;
  }

  /** The versions of the last while; some of them may not be shown yet. */
  public RecentVersions recentVersions() {
    return options.recentVersions();
  }

  /** What has held the lock for so long; empty if nothing has. */
  public Optional<StuckFunction> stuckFor(long millis) {
    return lock.takenFor(millis);
  }

  /** Runs a transaction that makes a new tick. */
  public <T> T writing(Function<Transaction, T> body) {
    return requests.perform(() -> Request.writing(body));
  }

  /**
   * Runs a transaction that makes a new tick because data has changed. What fails in a resource
   * instance's own part does not fail it.
   */
  public <T> T updating(Function<Transaction, T> body) {
    return writing(transaction -> {
      execution.isolate(transaction);
      return body.apply(transaction);
    });
  }

  /**
   * As {@link #updating}, for a write that may share its transaction with others that wait.
   *
   * @param body carries out some writes, in this order
   * @return the tick of the transaction
   */
  public long committing(Write write, BiConsumer<List<Write>, Transaction> body) {
    BiConsumer<List<Write>, Transaction> isolated = isolated(body);
    return requests.perform(() -> Request.committing(write, isolated));
  }

  /**
   * As {@link #committing}, but without a wait for the journal.
   *
   * @return completes with the tick when the write is shown, exceptionally if it will never be; on
   *     the journal's thread if not at once
   */
  public CompletionStage<Long> submitting(Write write, BiConsumer<List<Write>, Transaction> body) {
    BiConsumer<List<Write>, Transaction> isolated = isolated(body);
    return requests.submit(() -> Request.committing(write, isolated));
  }

  private BiConsumer<List<Write>, Transaction> isolated(BiConsumer<List<Write>, Transaction> body) {
    return (writes, transaction) -> {
      execution.isolate(transaction);
      body.accept(writes, transaction);
    };
  }

  /** Runs a transaction that changes no contents. */
  public <T> T rewiring(Function<Transaction, T> body) {
    return requests.perform(() -> Request.rewiring(body));
  }

  /**
   * Carries out again what a journal has recorded, with the time it had.
   *
   * @param makesTick whether it made a tick
   * @return how many keys of shared collections have changed
   */
  public long replay(long millis, boolean makesTick, Consumer<Transaction> body) {
    Recording journaled = Objects.requireNonNull(execution.recording(), "there is a journal");
    long[] changed = new long[1];
    Function<Transaction, Boolean> counted =
        transaction -> {
          execution.isolate(transaction);
          body.accept(transaction);
          transaction.beforeCommit(() -> changed[0] = journaled.changedEntries(transaction));
          return true;
        };
    exclusively(() -> journaled.replays(millis));
    requests.perform(() -> makesTick ? Request.writing(counted) : Request.rewiring(counted));
    return changed[0];
  }

  /**
   * Runs {@code step} while no transaction is open.
   *
   * @throws ServiceBusyException if a transaction is open for as long as a request waits
   */
  public void exclusively(Runnable step) {
    execution.exclusively(step);
  }

  /**
   * Carries out a change as {@link #updating} does, looks at what a commit would show, and takes
   * the change back, so that no reader sees anything of it. For a step of {@link #exclusively}.
   *
   * @param look gives nothing where there is nothing to see, as for an instance that fails
   * @return what was seen; empty if the change fails, or needs data that is not there
   */
  public <T> Optional<T> tried(Consumer<Transaction> change, Supplier<Optional<T>> look) {
    return execution.tried(change, look);
  }

  /** Runs {@code step} while no transaction is open: now, or when the open one is done. */
  public void note(Runnable step) {
    sourceWriter.note(step);
  }

  /** Runs {@code step} if no transaction is open, and says whether it did. */
  public boolean ifIdle(Runnable step) {
    return execution.ifIdle(step);
  }

  /**
   * Lets the journal, if there is one, take what happened outside of transactions.
   *
   * @param record makes the record, given the time
   */
  public void append(LongFunction<JournalRecord> record) {
    Recording journaled = execution.recording();
    if (journaled != null) {
      journaled.append(record);
    }
  }

  private void rewired() {
    sources.rewired();
  }

  /** Runs {@code step} soon, when it holds up no transaction. */
  public void later(Runnable step) {
    background.run(step);
  }

  private static void tell(Consumer<ServiceBrokenException> listener, ServiceBrokenException what) {
    try {
      listener.accept(what);
    } catch (RuntimeException e) {
      System.getLogger(TransactionRunner.class.getName())
          .log(System.Logger.Level.ERROR, "the engine's listener failed", FailureText.loggable(e));
    }
  }

  /**
   * Fails if the service is broken.
   *
   * @throws ServiceBrokenException if it is
   */
  public void requireSound() {
    breakdown.requireSound();
  }

  /**
   * Fails if the service is broken, or if nothing can be recorded: before something is done of
   * which there will be a record besides that of a commit.
   *
   * @throws ServiceBrokenException if it is broken
   * @throws io.skipruntime.OverloadedException as {@link Journal#admit} does
   * @throws StorageException likewise
   */
  public void requireRecordable() {
    requireSound();
    Recording journaled = execution.recording();
    if (journaled != null) {
      journaled.admit(true);
    }
  }

  /** Why the service is broken; empty if it is not. */
  public Optional<ServiceBrokenException> broken() {
    return breakdown.reason();
  }

  /**
   * Makes the service broken, unless it is: it does nothing any more.
   *
   * @return what to throw
   */
  public ServiceBrokenException breakDown(Throwable cause) {
    return breakdown.by(cause);
  }

  private void brokenDown(ServiceBrokenException reason) {
    Recording journaled = execution.recording();
    if (journaled != null) {
      journaled.journal().abandon();
    }
    options.brokenListener().ifPresent(listener -> tell(listener, reason));
  }

  /**
   * Waits until all that was appended is durable.
   *
   * @throws StorageException if it will never be
   * @throws ServiceBusyException if that takes too long
   */
  public void awaitRecorded() {
    requests.awaitRecorded();
  }

  /**
   * Ends all except for the external services; later transactions are refused. It waits for the
   * transaction that is open, but not for long: limited work ends at once, and another function
   * that does not come to an end is left behind.
   *
   * @param last is run after the last transaction, while no other can begin; nothing is recorded of
   *     what it does
   * @return whether this is the first call
   */
  public boolean close(Runnable last) {
    lock.requireOutside();
    isEnding = true;
    boolean isMine = lock.takeWithin(options.closeMillis());
    boolean isFirst = !lock.isClosed();
    Recording journaled = execution.recording();
    try {
      lock.close();
      watch.close();
      if (isFirst && journaled != null) {
        journaled.end();
      }
      last.run();
      if (isFirst) {
        sources.close();
        graph.workers().close();
      }
    } finally {
      if (isMine) {
        lock.release();
      }
    }
    background.close();
    awaitEndOfSubscriptions(options.closeMillis());
    return isFirst;
  }

  /** Waits until external services have been told of the end of all subscriptions. */
  private void awaitEndOfSubscriptions(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    sources.awaitSubscribeCalls(millis);
    long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    sourceWriter.close(Math.max(left, 0));
  }

  /** Waits, after {@link #close}, until all is durable and shown, and says whether it is. */
  public boolean isAllDurable() {
    Recording journaled = execution.recording();
    if (journaled == null || broken().isPresent()) {
      return false;
    }
    try {
      announcer.await(journaled.recorded());
      return graph.version() == graph.head();
    } catch (SkipException unknown) {
      return false;
    } finally {
      announcer.close();
    }
  }
}
