package io.skipruntime.engine.commit;

import io.skipruntime.ComputationException;
import io.skipruntime.ServiceBusyException;
import io.skipruntime.StorageException;
import io.skipruntime.engine.graph.ExternalDataNeeded;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The runner of requests, each on the thread that asks for it; of several writes that wait for each
 * other, on the thread of one of them. {@link #carriedOut} is all of it: take the lock, carry out
 * what waits ({@link Execution}), give the lock back, wait until that is shown and wake whom it
 * concerns ({@link Announcer}). For any thread, without the write lock.
 *
 * <p>A transaction that needs data of an external source is rolled back, the source is asked
 * without the lock, and the transaction runs again when the data is there: functions are pure, so
 * that only the last run counts.
 */
final class RequestRunner {

  private final WriteLock lock;
  private final GroupCommit groupCommit;
  private final Execution execution;
  private final Announcer announcer;
  private final long waitMillis;

  /**
   * A runner.
   *
   * @param groupCommit says which writes share a transaction
   * @param waitMillis for how long a request waits for the lock
   */
  RequestRunner(
      WriteLock lock,
      GroupCommit groupCommit,
      Execution execution,
      Announcer announcer,
      long waitMillis) {
    this.lock = lock;
    this.groupCommit = groupCommit;
    this.execution = execution;
    this.announcer = announcer;
    this.waitMillis = waitMillis;
  }

  /** Carries out a request and gives its result when that is shown. */
  <T> T perform(Supplier<Request<T>> asked) {
    Request<T> done = carriedOut(asked, announcer::announce);
    Commit commit = done.commit();
    if (commit != null) {
      announcer.await(commit);
    }
    return done.outcome();
  }

  /**
   * Carries out a request that makes a tick, but does not wait for the journal.
   *
   * @return completes with the result when that is shown, exceptionally if it will never be; on the
   *     journal's thread if not at once
   */
  <T> CompletionStage<T> submit(Supplier<Request<T>> asked) {
    Request<T> done = carriedOut(asked, announcer::announceWhenShown);
    T result = done.outcome();
    CompletableFuture<Void> shown = Objects.requireNonNull(done.commit()).shown();
    return shown == null
        ? CompletableFuture.completedFuture(result)
        : shown.thenApply(nothing -> result);
  }

  /**
   * Carries out a request, again and again until it needs no data that is not there. What it has
   * failed on is shown then.
   *
   * @param asked makes the request, another one each time
   * @param announcement is given the commits that this thread has made, without the lock
   */
  private <T> Request<T> carriedOut(
      Supplier<Request<T>> asked, Consumer<List<Commit>> announcement) {
    lock.requireOutside();
    List<ExternalDataNeeded> waited = List.of();
    while (true) {
      Request<T> own = asked.get();
      List<Commit> made = new ArrayList<>(1);
      boolean waits = takeLock(own);
      try {
        while (!own.isDone()) {
          execution.carryOut(groupCommit.nextGroup(own, waits), made);
        }
      } finally {
        lock.release();
        announcement.accept(made);
      }
      ExternalDataNeeded needed = own.dataNeeded();
      if (needed == null) {
        if (own.commit() == null) {
          waited.forEach(ExternalDataNeeded::giveBack);
          if (own.failure() instanceof ComputationException) {
            awaitRecorded();
          }
        }
        return own;
      }
      execution.await(needed);
      waited = waited.isEmpty() ? new ArrayList<>(1) : waited;
      waited.add(needed);
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
    if (lock.takeWithin(waitMillis)) {
      return waits;
    }
    boolean isTaken = waits && !groupCommit.withdraw(own);
    throw lock.notInTime(waitMillis, isTaken);
  }

  /**
   * Waits until all that was appended to the journal, if there is one, is durable.
   *
   * @throws StorageException if it will never be
   * @throws ServiceBusyException if that takes too long
   */
  void awaitRecorded() {
    Recording journaled = execution.recording();
    if (journaled != null) {
      announcer.await(journaled.recorded());
    }
  }
}
