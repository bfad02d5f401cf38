package io.skipruntime.engine.commit;

import io.skipruntime.ComputationException;
import io.skipruntime.ServiceBrokenException;
import io.skipruntime.ServiceBusyException;
import io.skipruntime.ServiceClosedException;
import io.skipruntime.SkipException;
import io.skipruntime.SourceUnavailableException;
import io.skipruntime.StorageException;
import io.skipruntime.engine.graph.Catalog;
import io.skipruntime.engine.graph.EventChannel;
import io.skipruntime.engine.graph.ExternalDataNeeded;
import io.skipruntime.engine.graph.Graph;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.RecentVersions;
import io.skipruntime.engine.heap.Version;
import io.skipruntime.engine.instance.Instances;
import io.skipruntime.engine.source.ExternalSources;
import io.skipruntime.engine.source.ExternalSources.Step;
import io.skipruntime.engine.spi.Journal;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.StateSource;
import io.skipruntime.engine.spi.StreamId;
import io.skipruntime.engine.spi.StuckFunction;
import io.skipruntime.engine.subscription.ResumeWindow;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The runner of a service's transactions, one at a time. A transaction runs on the thread that asks
 * for it; of several writes that wait for each other, on the thread of one of them. {@link
 * #perform} is all of it: take the lock, carry out what waits, give the lock back, wait until that
 * is shown, wake whom it concerns.
 *
 * <p>A transaction that needs data of an external source is rolled back, the source is asked
 * without the lock, and the transaction runs again when the data is there: functions are pure, so
 * that only the last run counts.
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
public final class TransactionRunner implements ExternalSources.Writer {

  private final WriteLock lock;
  private final FunctionWatch watch;
  private final Background background = new Background("skip-background", this::breakDown);
  private final Background givingBack = new Background("skip-give-back", this::breakDown);
  private final Background publisher = new Background("skip-publisher", this::breakDown);
  private final Instances instances;
  private final ExternalSources sources;
  private final CommitOptions options;
  private final ResumeWindow resumeWindow;
  private final GroupCommit groupCommit;
  private final EventChannel events;
  private final Graph graph;
  private final Breakdown breakdown;
  private volatile @Nullable Recording recording;
  private volatile boolean closed;

  /** A runner of a graph without nodes. */
  public TransactionRunner(CommitOptions options) {
    this.options = options;
    this.lock = new WriteLock(options.clock(), this::breakDown);
    this.watch = new FunctionWatch(lock, options.stuckMillis());
    this.breakdown = new Breakdown(this::brokenDown);
    this.instances = new Instances(!options.strict(), options.maxInstances(), this::rewired);
    this.groupCommit = new GroupCommit(options.groupCommit());
    this.resumeWindow = new ResumeWindow(options.resumeMillis());
    this.sources = new ExternalSources(this, options.clock());
    this.events = new EventChannel(options.listeners());
    this.graph =
        new Graph(
            events,
            sources,
            () -> resumeWindow.earliestTick(options.clock().millis()),
            options.graph());
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
      recording = started;
    });
  }

  /** Begins to append records: all that the journal had is restored. */
  public void beginRecording(StateSource states) {
    Recording started = Objects.requireNonNull(recording, "there is a journal");
    exclusively(() -> started.begin(states));
  }

  /** Whether a journal takes what cannot be computed. */
  public boolean isRecorded() {
    return recording != null;
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

  /** The versions of the last while; some of them may not be shown yet. */
  public RecentVersions recentVersions() {
    return options.recentVersions();
  }

  /** What has held the lock for so long; empty if nothing has. */
  public Optional<StuckFunction> stuckFor(long millis) {
    return lock.heldFor(millis);
  }

  /** Runs a transaction that makes a new tick. */
  public <T> T writing(Function<Transaction, T> body) {
    return perform(() -> Request.writing(body));
  }

  /**
   * Runs a transaction that makes a new tick because data has changed. What fails in a resource
   * instance's own part does not fail it.
   */
  public <T> T updating(Function<Transaction, T> body) {
    return writing(transaction -> {
      isolate(transaction);
      return body.apply(transaction);
    });
  }

  private void isolate(Transaction transaction) {
    transaction.onFailure(failures -> instances.isolate(failures, transaction));
  }

  /**
   * As {@link #updating}, for a write that may share its transaction with others that wait.
   *
   * @param body carries out some writes, in this order
   * @return the tick of the transaction
   */
  public long committing(Write write, BiConsumer<List<Write>, Transaction> body) {
    BiConsumer<List<Write>, Transaction> isolated =
        (writes, transaction) -> {
          isolate(transaction);
          body.accept(writes, transaction);
        };
    return perform(() -> Request.committing(write, isolated));
  }

  /** Runs a transaction that changes no contents. */
  public <T> T rewiring(Function<Transaction, T> body) {
    return perform(() -> Request.rewiring(body));
  }

  /**
   * Carries out a request, again and again until it needs no data that is not there, and gives its
   * result when that is shown.
   *
   * @param asked makes the request, another one each time
   */
  private <T> T perform(Supplier<Request<T>> asked) {
    lock.requireOutside();
    while (true) {
      Request<T> own = asked.get();
      List<Commit> made = new ArrayList<>(1);
      boolean waits = takeLock(own);
      try {
        while (!own.isDone()) {
          carryOut(groupCommit.nextGroup(own, waits), made);
        }
      } finally {
        lock.release();
        awaitAndWake(made);
      }
      ExternalDataNeeded needed = own.dataNeeded();
      if (needed == null) {
        Commit commit = own.commit();
        if (commit != null) {
          await(commit);
        } else if (own.failure() instanceof ComputationException) {
          awaitRecorded();
        }
        return own.outcome();
      }
      await(needed);
    }
  }

  /**
   * Takes the lock for a request.
   *
   * @return whether the request waited where others can take it
   * @throws ServiceBusyException if the lock is not free in time
   */
  private boolean takeLock(Request<?> own) {
    if (lock.tryTake()) {
      return false;
    }
    boolean waits = groupCommit.add(own);
    if (lock.takeWithin(options.waitMillis())) {
      return waits;
    }
    boolean isTaken = waits && !groupCommit.withdraw(own);
    throw notInTime(isTaken);
  }

  private SkipException notInTime(boolean mayBeCarriedOut) {
    return closed ? new ServiceClosedException() : lock.busy(options.waitMillis(), mayBeCarriedOut);
  }

  /** Carries out some requests, each with its own outcome: a group that fails is halved. */
  private void carryOut(List<Request<?>> group, List<Commit> made) {
    try {
      made.add(transact(group));
    } catch (RuntimeException | Error e) {
      if (group.size() == 1) {
        group.getFirst().failed(e);
        return;
      }
      int half = group.size() / 2;
      carryOut(group.subList(0, half), made);
      carryOut(group.subList(half, group.size()), made);
    }
  }

  /** Carries out some requests in one transaction, all or nothing. */
  private Commit transact(List<Request<?>> group) {
    requireOpen();
    Transaction transaction = group.getFirst().begin(graph);
    lock.runs(transaction);
    long startNanos = events.isHeard() ? System.nanoTime() : 0;
    boolean isWrite = transaction.makesTick();
    Recording journaled = recording;
    try {
      if (journaled != null) {
        journaled.admit(isWrite);
      }
      carryOut(group, transaction);
      transaction.propagate();
      if (journaled != null) {
        journaled.stamp(transaction);
      }
      transaction.settle();
      if (journaled != null) {
        journaled.record(transaction);
      }
    } catch (RuntimeException | Error e) {
      throw takenBack(transaction, e);
    }
    Commit commit = publish(transaction);
    for (Request<?> each : group) {
      each.committed(commit);
    }
    events.committed(
        transaction.tick(),
        isWrite,
        startNanos,
        transaction.changed().size(),
        transaction.changedEntries());
    return commit;
  }

  private void requireOpen() {
    requireSound();
    if (closed) {
      throw new ServiceClosedException();
    }
  }

  private static void carryOut(List<Request<?>> group, Transaction transaction) {
    if (group.size() == 1) {
      group.getFirst().carryOut(transaction);
      return;
    }
    Request.carryOutTogether(group, transaction);
  }

  /**
   * Takes a failed transaction back.
   *
   * @return what to throw
   */
  private RuntimeException takenBack(Transaction transaction, Throwable failure) {
    if (failure instanceof VirtualMachineError || transaction.isDamaged()) {
      throw breakDown(failure);
    }
    try {
      transaction.rollBack();
      instances.forgetAffected();
    } catch (RuntimeException | Error e) {
      e.addSuppressed(failure);
      throw breakDown(e);
    }
    events.rolledBack(transaction.tick());
    switch (failure) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }

  /** Makes what a transaction did the head of the graph, and has it shown when it is time. */
  private Commit publish(Transaction transaction) {
    try {
      Commit commit = new Commit();
      Version made = transaction.publish();
      Recording journaled = recording;
      long millis = journaled == null ? options.clock().millis() : journaled.nowMillis();
      options
          .recentVersions()
          .add(made, millis, transaction.changed().size(), transaction.changedEntries());
      if (journaled == null) {
        graph.show(made);
      } else {
        commit.isShownBy(journaled.show(made));
      }
      resumeWindow.committed(transaction.tick(), millis);
      instances.takeAffected(transaction.changed(), commit.affected());
      return commit;
    } catch (RuntimeException | Error e) {
      throw breakDown(e);
    }
  }

  /** Waits until commits are shown, and wakes the subscribers that they concern. */
  private void awaitAndWake(List<Commit> made) {
    for (int i = 0; i < made.size(); i++) {
      Commit commit = made.get(i);
      if (isShownInTime(commit)) {
        commit.wakeAffected();
      } else {
        wakeWhenShown(List.of(commit));
      }
    }
  }

  private boolean isShownInTime(Commit commit) {
    try {
      await(commit);
      return true;
    } catch (SkipException unknown) {
      return false;
    }
  }

  /** Wakes the subscribers that commits concern, as soon as they are shown. */
  private void wakeWhenShown(List<Commit> made) {
    for (int i = 0; i < made.size(); i++) {
      Commit commit = made.get(i);
      CompletionStage<Void> shown = commit.shown();
      if (shown == null) {
        commit.wakeAffected();
      } else {
        shown.thenRun(() -> publisher.run(commit::wakeAffected));
      }
    }
  }

  /**
   * Waits until a commit is shown.
   *
   * @throws StorageException if it will never be
   * @throws ServiceBusyException if that takes too long
   */
  private void await(Commit commit) {
    CompletableFuture<Void> shown = commit.shown();
    if (shown != null) {
      await(shown);
    }
  }

  private void await(Future<Void> shown) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          shown.get(options.waitMillis(), TimeUnit.MILLISECONDS);
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw e.getCause() instanceof SkipException known
              ? known
              : new SkipException("the write could not be made durable", e);
        } catch (TimeoutException e) {
          throw new ServiceBusyException(
              "the write has been carried out and waits for the storage since "
                  + options.waitMillis()
                  + " ms; whether it survives is not known");
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Carries out again what a journal has recorded, with the time it had.
   *
   * @param makesTick whether it made a tick
   * @return how many keys of shared collections have changed
   */
  public long replay(long millis, boolean makesTick, Consumer<Transaction> body) {
    Recording journaled = Objects.requireNonNull(recording, "there is a journal");
    long[] changed = new long[1];
    Function<Transaction, Boolean> counted =
        transaction -> {
          isolate(transaction);
          body.accept(transaction);
          transaction.beforeCommit(() -> changed[0] = journaled.changedEntries(transaction));
          return true;
        };
    exclusively(() -> journaled.replays(millis));
    perform(() -> makesTick ? Request.writing(counted) : Request.rewiring(counted));
    return changed[0];
  }

  @Override
  public CompletionStage<Void> deliver(Step step) {
    lock.requireOutside();
    Request<Boolean> own = null;
    ExternalDataNeeded needed = null;
    Step.Effect effect = null;
    do {
      List<Commit> made = new ArrayList<>(1);
      takeLock(step, effect != null);
      try {
        requireSound();
        effect = effect == null ? step.begin() : effect;
        if (effect == Step.Effect.NONE) {
          step.end(null);
          return CompletableFuture.completedStage(null);
        }
        own = request(effect, step);
        carryOut(List.of(own), made);
        needed = own.dataNeeded();
        if (needed == null) {
          step.end(own.failure());
        }
      } catch (VirtualMachineError e) {
        throw breakDown(e);
      } finally {
        lock.release();
        wakeWhenShown(made);
      }
      if (needed != null) {
        awaitOrEnd(needed, step);
      }
    } while (needed != null);
    own.outcome();
    Commit commit = own.commit();
    CompletableFuture<Void> shown = commit == null ? null : commit.shown();
    return shown == null ? CompletableFuture.completedStage(null) : shown;
  }

  /**
   * Takes the lock for a step. One that does not get its turn is refused: what it delivers waits
   * for the next delivery, as if a function had failed.
   *
   * @throws ServiceBusyException if the lock is not free in time
   */
  private void takeLock(Step step, boolean hasBegun) {
    if (lock.takeWithin(options.waitMillis())) {
      return;
    }
    RuntimeException busy = notInTime(false);
    note(() -> {
      if (!hasBegun) {
        step.begin();
      }
      step.end(busy);
    });
    throw busy;
  }

  private Request<Boolean> request(Step.Effect effect, Step step) {
    Function<Transaction, Boolean> body =
        transaction -> {
          isolate(transaction);
          step.apply(transaction);
          return true;
        };
    return effect == Step.Effect.TICK ? Request.writing(body) : Request.rewiring(body);
  }

  private void awaitOrEnd(ExternalDataNeeded needed, Step step) {
    try {
      await(needed);
    } catch (SkipException e) {
      note(() -> step.end(e));
      throw e;
    }
  }

  @Override
  public Map<StreamId, Json> positions() {
    return Catalog.of(graph.version()).positions();
  }

  @Override
  public void note(Runnable step) {
    lock.note(step);
  }

  /**
   * Runs {@code step} while no transaction is open.
   *
   * @throws ServiceBusyException if a transaction is open for as long as a request waits
   */
  @Override
  public void exclusively(Runnable step) {
    lock.requireOutside();
    if (!lock.takeWithin(options.waitMillis())) {
      throw notInTime(false);
    }
    withLock(step);
  }

  /** Runs {@code step} if no transaction is open, and says whether it did. */
  public boolean ifIdle(Runnable step) {
    lock.requireOutside();
    if (!lock.tryTake()) {
      return false;
    }
    withLock(step);
    return true;
  }

  /** Runs a step with the lock that is held, and gives the lock back. */
  private void withLock(Runnable step) {
    try {
      requireSound();
      step.run();
    } catch (VirtualMachineError e) {
      throw breakDown(e);
    } finally {
      lock.release();
    }
  }

  /**
   * Lets the journal, if there is one, take what happened outside of transactions.
   *
   * @param record makes the record, given the time
   */
  public void append(LongFunction<JournalRecord> record) {
    Recording journaled = recording;
    if (journaled != null) {
      journaled.append(record);
    }
  }

  private void rewired() {
    sources.rewired(instances);
  }

  @Override
  public void stalenessChanged() {
    sources.noteStaleness(instances);
  }

  @Override
  public void later(Runnable step) {
    background.run(step);
  }

  @Override
  public void giveBack(Runnable step) {
    givingBack.run(step);
  }

  private void await(ExternalDataNeeded needed) {
    Recording journaled = recording;
    if (journaled != null && journaled.isReplaying()) {
      throw new SourceUnavailableException(
          "a recorded transaction needs data that was not recorded", needed);
    }
    try {
      needed
          .request()
          .toCompletableFuture()
          .get(options.sourceTimeoutMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | CompletionException e) {
      throw e.getCause() instanceof SkipException known
          ? known
          : new SourceUnavailableException("an external source failed", e);
    } catch (TimeoutException e) {
      throw new SourceUnavailableException(needed.overdue(options.sourceTimeoutMillis()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SkipException("interrupted while waiting for an external source", e);
    }
  }

  private static void tell(Consumer<ServiceBrokenException> listener, ServiceBrokenException what) {
    try {
      listener.accept(what);
    } catch (RuntimeException e) {
      System.getLogger(TransactionRunner.class.getName())
          .log(System.Logger.Level.ERROR, "the engine's listener failed", e);
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
    Recording journaled = recording;
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
    Recording journaled = recording;
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
    Recording journaled = recording;
    if (journaled != null) {
      await(journaled.recorded());
    }
  }

  /**
   * Ends all; later transactions are refused. It waits for the transaction that is open, but not
   * for long: a function that does not come to an end is left behind.
   *
   * @param last is run after the last transaction, while no other can begin; nothing is recorded of
   *     what it does
   * @return whether this is the first call
   */
  public boolean close(Runnable last) {
    lock.requireOutside();
    boolean isMine = lock.takeWithin(options.closeMillis());
    boolean isFirst = !closed;
    Recording journaled = recording;
    try {
      closed = true;
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
    givingBack.close();
    if (isFirst) {
      sources.shutDownServices(options.closeMillis());
    }
    return isFirst;
  }

  /** Waits, after {@link #close}, until all is durable and shown, and says whether it is. */
  public boolean isAllDurable() {
    Recording journaled = recording;
    if (journaled == null || broken().isPresent()) {
      return false;
    }
    try {
      await(journaled.recorded());
      return graph.version() == graph.head();
    } catch (SkipException unknown) {
      return false;
    } finally {
      publisher.close();
    }
  }
}
