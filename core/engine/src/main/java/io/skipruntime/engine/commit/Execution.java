package io.skipruntime.engine.commit;

import io.skipruntime.ServiceBrokenException;
import io.skipruntime.ServiceBusyException;
import io.skipruntime.ServiceClosedException;
import io.skipruntime.SkipException;
import io.skipruntime.SourceUnavailableException;
import io.skipruntime.engine.graph.EventChannel;
import io.skipruntime.engine.graph.ExternalDataNeeded;
import io.skipruntime.engine.graph.Graph;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.RecentVersions;
import io.skipruntime.engine.heap.Version;
import io.skipruntime.engine.instance.Instances;
import io.skipruntime.engine.spi.CostlyFailureException;
import io.skipruntime.engine.subscription.ResumeWindow;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The execution of what needs the write lock: requests, each in a transaction or several in one,
 * and steps between transactions.
 *
 * <ul>
 *   <li>A transaction that fails leaves no trace; if that cannot be, the service is broken.
 *   <li>What {@link #carryOut} has made is the head of the graph. With a journal it may be shown
 *       later: {@link Announcer} waits for that, after the lock was given back.
 *   <li>Nothing is carried out once the service is broken or closed.
 * </ul>
 *
 * <p>{@link #carryOut} is for the holder of the lock, the rest for any thread.
 */
final class Execution {

  private final WriteLock lock;
  private final Graph graph;
  private final EventChannel events;
  private final Instances instances;
  private final ResumeWindow resumeWindow;
  private final Breakdown breakdown;
  private final RecentVersions recentVersions;
  private final InstantSource clock;
  private final long waitMillis;
  private final long sourceTimeoutMillis;
  private volatile @Nullable Recording recording;

  Execution(
      WriteLock lock,
      Graph graph,
      Instances instances,
      ResumeWindow resumeWindow,
      Breakdown breakdown,
      CommitOptions options) {
    this.lock = lock;
    this.graph = graph;
    this.events = graph.events();
    this.instances = instances;
    this.resumeWindow = resumeWindow;
    this.breakdown = breakdown;
    this.recentVersions = options.recentVersions();
    this.clock = options.clock();
    this.waitMillis = options.waitMillis();
    this.sourceTimeoutMillis = options.sourceTimeoutMillis();
  }

  /** What records the transactions; null if there is no journal. */
  @Nullable Recording recording() {
    return recording;
  }

  /** Lets transactions be recorded, from the next one on. */
  void recordBy(Recording started) {
    recording = started;
  }

  /** Keeps what fails in a resource instance's own part from failing the transaction. */
  void isolate(Transaction transaction) {
    transaction.onFailure(failures -> instances.isolate(failures, transaction));
  }

  /**
   * Carries out some requests, each with its own outcome: a group that fails is halved. Where that
   * would take long to fail again, it is taken apart at once.
   */
  void carryOut(List<Request<?>> group, List<Commit> made) {
    try {
      made.add(transact(group));
    } catch (RuntimeException | Error e) {
      if (group.size() == 1) {
        group.getFirst().failed(e);
        return;
      }
      if (CostlyFailureException.isCauseOf(e)) {
        group.forEach(each -> carryOut(List.of(each), made));
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
        transaction.changedEntries(),
        commit.affected().size());
    return commit;
  }

  private void requireOpen() {
    breakdown.requireSound();
    if (lock.isClosed()) {
      throw new ServiceClosedException();
    }
  }

  private static void carryOut(List<Request<?>> group, Transaction transaction) {
    if (group.size() == 1) {
      group.getFirst().carryOut(transaction);
      return;
    }
    transaction.makesSeveralWrites();
    Request.carryOutTogether(group, transaction);
  }

  /**
   * Takes a failed transaction back.
   *
   * @return what to throw
   */
  private RuntimeException takenBack(Transaction transaction, Throwable failure) {
    if (failure instanceof VirtualMachineError) {
      throw breakdown.by(failure);
    }
    takeBack(transaction, failure);
    events.rolledBack(transaction.tick());
    switch (failure) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }

  /** Takes a transaction back whose failure, if it has failed, is given. */
  private void takeBack(Transaction transaction, @Nullable Throwable failure) {
    if (transaction.isDamaged()) {
      throw breakdown.by(
          failure == null ? new IllegalStateException("the transaction is damaged") : failure);
    }
    try {
      transaction.rollBack();
      instances.forgetAffected();
    } catch (RuntimeException | Error e) {
      if (failure != null) {
        e.addSuppressed(failure);
      }
      throw breakdown.by(e);
    }
  }

  /** Makes what a transaction did the head of the graph, and shows that when it is time. */
  private Commit publish(Transaction transaction) {
    try {
      Commit commit = new Commit();
      Version made = transaction.publish();
      Recording journaled = recording;
      long millis = journaled == null ? clock.millis() : journaled.nowMillis();
      recentVersions.add(made, millis, transaction.changed().size(), transaction.changedEntries());
      if (journaled == null) {
        graph.show(made);
      } else {
        commit.isShownBy(journaled.show(made));
      }
      resumeWindow.committed(transaction.tick(), millis);
      instances.takeAffected(transaction.changed(), commit.affected());
      return commit;
    } catch (RuntimeException | Error e) {
      throw breakdown.by(e);
    }
  }

  /**
   * Runs {@code step} while no transaction is open.
   *
   * @throws ServiceBusyException if a transaction is open for as long as a request waits
   * @throws ServiceBrokenException if the service is broken
   */
  void exclusively(Runnable step) {
    lock.requireOutside();
    if (!lock.takeWithin(waitMillis)) {
      throw lock.notInTime(waitMillis, false);
    }
    withLock(step);
  }

  /** See {@link TransactionRunner#tried}; for the holder of the lock, between transactions. */
  <T> Optional<T> tried(Consumer<Transaction> change, Supplier<Optional<T>> look) {
    return events.silently(() -> {
      Transaction transaction = graph.beginWrite();
      lock.runs(transaction);
      isolate(transaction);
      Optional<T> seen = Optional.empty();
      RuntimeException failure = null;
      try {
        change.accept(transaction);
        transaction.propagate();
        transaction.settle();
        seen = look.get();
      } catch (VirtualMachineError e) {
        throw breakdown.by(e);
      } catch (RuntimeException e) {
        failure = e;
      }
      takeBack(transaction, failure);
      return seen;
    });
  }

  /**
   * Runs {@code step} if no transaction is open, and says whether it did.
   *
   * @throws ServiceBrokenException if the service is broken
   */
  boolean ifIdle(Runnable step) {
    lock.requireOutside();
    if (!lock.tryTake()) {
      return false;
    }
    withLock(step);
    return true;
  }

  /** Runs a step with the lock that this thread has, and gives the lock back. */
  private void withLock(Runnable step) {
    try {
      breakdown.requireSound();
      step.run();
    } catch (VirtualMachineError e) {
      throw breakdown.by(e);
    } finally {
      lock.release();
    }
  }

  /**
   * Waits, without the lock, for data without which a request cannot be carried out.
   *
   * @throws SourceUnavailableException if the data does not come
   * @throws SkipException if the thread is interrupted
   */
  void await(ExternalDataNeeded needed) {
    Recording journaled = recording;
    if (journaled != null && journaled.isReplaying()) {
      throw new SourceUnavailableException(
          "a recorded transaction needs data that was not recorded", needed);
    }
    needed.await(sourceTimeoutMillis);
  }
}
