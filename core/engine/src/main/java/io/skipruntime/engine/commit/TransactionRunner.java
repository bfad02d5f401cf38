package io.skipruntime.engine.commit;

import io.skipruntime.ServiceClosedException;
import io.skipruntime.SkipException;
import io.skipruntime.SourceUnavailableException;
import io.skipruntime.engine.graph.EventChannel;
import io.skipruntime.engine.graph.ExternalDataNeeded;
import io.skipruntime.engine.graph.Graph;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.instance.Instances;
import io.skipruntime.engine.instance.ResourceInstance;
import io.skipruntime.engine.source.ExternalSources;
import io.skipruntime.engine.subscription.ResumeWindow;
import io.skipruntime.engine.table.ArraySet;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The runner of a service's transactions, one at a time. A transaction runs on the thread that asks
 * for it; of several writes that wait for each other, on the thread of one of them.
 *
 * <p>A transaction that needs data of an external source is rolled back, the source is asked
 * without the lock, and the transaction runs again when the data is there: functions are pure, so
 * that only the last run counts.
 */
public final class TransactionRunner implements ExternalSources.Writer {

  private final ReentrantLock lock = new ReentrantLock();
  private final Background background = new Background();
  private final Instances instances;
  private final ExternalSources sources;
  private final CommitOptions options;
  private final ResumeWindow resumeWindow;
  private final GroupCommit groupCommit;
  private final EventChannel events;
  private final Graph graph;
  private boolean closed;

  /** A runner of a graph without nodes. */
  public TransactionRunner(CommitOptions options) {
    this.options = options;
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
    return lock.getQueueLength();
  }

  /** The resource instances of the service. */
  public Instances instances() {
    return instances;
  }

  /** The external sources of the service. */
  public ExternalSources sources() {
    return sources;
  }

  /** Runs a transaction that makes a new tick. */
  public <T> T writing(Function<Transaction, T> body) {
    return run(Graph::beginWrite, body);
  }

  /**
   * Runs a transaction that makes a new tick because data has changed. What fails in a resource
   * instance's own part does not fail it.
   */
  <T> T updating(Function<Transaction, T> body) {
    return writing(isolating(body));
  }

  private <T> Function<Transaction, T> isolating(Function<Transaction, T> body) {
    return transaction -> {
      transaction.onFailure(failures -> instances.isolate(failures, transaction));
      return body.apply(transaction);
    };
  }

  /**
   * As {@link #updating}, for a write that may share its transaction with others that wait.
   *
   * @param body carries out some writes, in this order
   * @return the tick of the transaction
   */
  public long committing(Write write, BiConsumer<List<Write>, Transaction> body) {
    return whenDataIsThere(() -> new CommitStep(new GroupCommit.Pending(write), body));
  }

  /** The work that is done while the lock is held. */
  @FunctionalInterface
  private interface Step<T> {

    /**
     * Takes the step.
     *
     * @param affected takes the instances whose subscribers are to be woken
     */
    T take(ArraySet<ResourceInstance> affected);

    /** Is told that the lock has to be waited for. */
    default void willWait() {}
  }

  /** Commits a write, with others that wait. */
  private final class CommitStep implements Step<Long> {
    private final GroupCommit.Pending pending;
    private final BiConsumer<List<Write>, Transaction> body;

    CommitStep(GroupCommit.Pending pending, BiConsumer<List<Write>, Transaction> body) {
      this.pending = pending;
      this.body = body;
    }

    @Override
    public void willWait() {
      groupCommit.add(pending);
    }

    @Override
    public Long take(ArraySet<ResourceInstance> affected) {
      return groupCommit.commit(
          pending,
          writes ->
              attempt(
                  Graph::beginWrite,
                  isolating(transaction -> {
                    body.accept(writes, transaction);
                    return transaction.tick();
                  }),
                  affected));
    }
  }

  /** Runs a transaction that changes no contents. */
  public <T> T rewiring(Function<Transaction, T> body) {
    return run(Graph::beginRewiring, body);
  }

  @Override
  public void write(Consumer<Transaction> write) {
    updating(transaction -> {
      write.accept(transaction);
      return this;
    });
  }

  @Override
  public void exclusively(Runnable step) {
    lock.lock();
    try {
      step.run();
    } finally {
      lock.unlock();
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

  private <T> T run(Function<Graph, Transaction> begin, Function<Transaction, T> body) {
    return whenDataIsThere(() -> affected -> attempt(begin, body, affected));
  }

  /**
   * Takes a step with the lock, again and again until it needs no data that is not there.
   *
   * @param next makes the step, another one each time
   */
  private <T> T whenDataIsThere(Supplier<Step<T>> next) {
    if (lock.isHeldByCurrentThread()) {
      throw new SkipException(
          "a function of the service used the service itself; functions are pure: they read the"
              + " collections they were given and return or emit results");
    }
    while (true) {
      ExternalDataNeeded needed;
      ArraySet<ResourceInstance> affected = new ArraySet<>();
      Step<T> step = next.get();
      if (!lock.tryLock()) {
        step.willWait();
        lock.lock();
      }
      try {
        return step.take(affected);
      } catch (ExternalDataNeeded e) {
        needed = e;
      } finally {
        lock.unlock();
        for (int i = 0; i < affected.size(); i++) {
          affected.get(i).wakeAll();
        }
      }
      await(needed);
    }
  }

  private <T> T attempt(
      Function<Graph, Transaction> begin,
      Function<Transaction, T> body,
      ArraySet<ResourceInstance> affected) {
    if (closed) {
      throw new ServiceClosedException();
    }
    Transaction transaction = begin.apply(graph);
    boolean committed = false;
    long startNanos = events.isHeard() ? System.nanoTime() : 0;
    long tickBefore = graph.version().tick();
    try {
      T result = body.apply(transaction);
      transaction.propagate();
      List<Node> changed = transaction.commit();
      committed = true;
      resumeWindow.committed(transaction.tick(), options.clock().millis());
      instances.takeAffected(changed, affected);
      events.committed(
          transaction.tick(),
          transaction.tick() > tickBefore,
          startNanos,
          changed.size(),
          transaction.changedEntries());
      return result;
    } finally {
      if (!committed) {
        transaction.rollBack();
        instances.forgetAffected();
        events.rolledBack(transaction.tick());
      }
    }
  }

  private void await(ExternalDataNeeded needed) {
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

  /**
   * Ends all; later transactions are refused.
   *
   * @param last is run after the last transaction, while no other can begin
   */
  public void close(Runnable last) {
    boolean[] first = new boolean[1];
    exclusively(() -> {
      last.run();
      first[0] = !closed;
      if (!closed) {
        closed = true;
        sources.close();
        graph.workers().close();
      }
    });
    background.close();
    if (first[0]) {
      sources.shutDownServices();
    }
  }
}
