package io.skipruntime.engine.commit;

import io.skipruntime.ServiceClosedException;
import io.skipruntime.SkipException;
import io.skipruntime.SourceUnavailableException;
import io.skipruntime.engine.graph.Counters;
import io.skipruntime.engine.graph.ExternalDataNeeded;
import io.skipruntime.engine.graph.Graph;
import io.skipruntime.engine.graph.GraphEvents;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.instance.Instances;
import io.skipruntime.engine.instance.ResourceInstance;
import io.skipruntime.engine.source.ExternalSources;
import io.skipruntime.engine.spi.CommitReport;
import io.skipruntime.engine.spi.EngineEvent;
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
 * Runs the transactions of a service, one at a time, each on a thread that asks for it or, of
 * writes that wait for each other, for one of them.
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
  private final Counters counters;
  private final Graph graph;
  private boolean closed;

  /** A runner of a graph without nodes. */
  public TransactionRunner(CommitOptions options) {
    this.options = options;
    this.instances = new Instances(!options.strict(), options.maxInstances(), this::rewired);
    this.groupCommit = new GroupCommit(options.groupCommit());
    this.resumeWindow = new ResumeWindow(options.resumeMillis());
    this.sources = new ExternalSources(this, options.clock());
    this.counters =
        new Counters(
            options
                .listener()
                .<GraphEvents>map(listener -> new ReportedEvents(this::report))
                .orElse(GraphEvents.NONE));
    this.graph =
        new Graph(
            counters,
            sources,
            () -> resumeWindow.earliestTick(options.clock().millis()),
            options.graph());
  }

  /** The graph that the transactions change. */
  public Graph graph() {
    return graph;
  }

  /** What the graph has done so far. */
  public Counters counters() {
    return counters;
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

  /** What is done with the lock. */
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
   * @param next makes the step, each time anew
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
    long startNanos = options.commitListener().isPresent() ? System.nanoTime() : 0;
    long tickBefore = graph.version().tick();
    try {
      T result = body.apply(transaction);
      transaction.propagate();
      List<Node> changed = transaction.commit();
      committed = true;
      resumeWindow.committed(transaction.tick(), options.clock().millis());
      if (options.listener().isPresent()) {
        report(new EngineEvent.Committed(transaction.tick(), changed.size()));
      }
      instances.takeAffected(changed, affected);
      counters.committed();
      if (options.commitListener().isPresent()) {
        report(
            new CommitReport(
                transaction.tick(),
                transaction.tick() > tickBefore,
                System.nanoTime() - startNanos,
                changed.size(),
                transaction.changedEntries()));
      }
      return result;
    } finally {
      if (!committed) {
        transaction.rollBack();
        instances.forgetAffected();
        counters.rolledBack();
        report(new EngineEvent.RolledBack(transaction.tick()));
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

  private void report(EngineEvent event) {
    options.listener().ifPresent(listener -> tell(listener, event));
  }

  private void report(CommitReport commit) {
    options.commitListener().ifPresent(listener -> tell(listener, commit));
  }

  private static <T> void tell(Consumer<T> listener, T what) {
    try {
      listener.accept(what);
    } catch (RuntimeException e) {
      System.getLogger(TransactionRunner.class.getName())
          .log(System.Logger.Level.ERROR, "the engine's listener failed", e);
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

  /** Passes what the graph does on to a listener. */
  private record ReportedEvents(Consumer<EngineEvent> listener) implements GraphEvents {

    @Override
    public void ran(Node node, Object key) {
      listener.accept(new EngineEvent.FunctionRan(nameOf(node, key), keyOf(key)));
    }

    @Override
    public void cutOff(Node node) {
      listener.accept(new EngineEvent.CutOff(node.describe()));
    }

    @Override
    public void created(Node node) {
      listener.accept(new EngineEvent.NodeCreated(node.describe()));
    }

    @Override
    public void retired(Node node) {
      listener.accept(new EngineEvent.NodeRetired(node.describe()));
    }

    private static String nameOf(Node node, Object key) {
      return key instanceof ResourceInstance.Key instance
          ? "resource " + instance.resource()
          : node.describe();
    }

    private static Object keyOf(Object key) {
      return key instanceof ResourceInstance.Key instance ? instance.params() : key;
    }
  }
}
