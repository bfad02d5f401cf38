package io.skipruntime.engine.async;

import io.skipruntime.AsyncCallException;
import io.skipruntime.AsyncOptions;
import io.skipruntime.engine.spi.AsyncAttempt;
import io.skipruntime.engine.spi.AsyncCall;
import io.skipruntime.engine.spi.AsyncRunner;
import io.skipruntime.engine.spi.AsyncStatistics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An executor of calls, in the order in which they were given, within limits of concurrency and
 * rate. A call that fails is tried again; one can be cancelled at any time. Thread-safe.
 *
 * <ul>
 *   <li>A call is in one state: in {@code queue}, in {@code running}, waiting for a pause to end,
 *       or over. It goes from the pause to the front of the queue.
 *   <li>{@code running} has no more calls than {@link AsyncOptions#concurrency}; an attempt that
 *       was given up does not count, even if its thread does not end.
 *   <li>In any time as long as that of the rate there begin no more calls than it says: {@code
 *       begun} has the times of so many calls, the oldest first.
 *   <li>No lock is held while a runner or a receiver of outcomes is called. Attempts are begun by
 *       one thread at a time, {@code isBeginning}, so that they begin in order, and a runner that
 *       ends its attempts at once needs no stack for each.
 * </ul>
 */
final class CallExecutor {

  /** A receiver of what becomes of a call. */
  interface Receiver {

    /**
     * Takes a result.
     *
     * @return completes when it is part of the service's state
     */
    CompletionStage<Void> succeeded(Object result);

    /**
     * Takes the failure of the last attempt; unless it is lasting, the call may be tried again
     * later, and end again.
     *
     * @return as {@link #succeeded}
     */
    CompletionStage<Void> failed(String error, boolean isLasting);
  }

  private final AsyncRunner runner;
  private final CallTimer timer;
  private final LinkedHashSet<Call> queue = new LinkedHashSet<>();
  private final Set<Call> running = new LinkedHashSet<>();
  private final ArrayDeque<Long> begun = new ArrayDeque<>();
  private final CallCounters counters = new CallCounters();
  private AsyncOptions<?> options;
  private @Nullable Runnable awaitedRate;
  private boolean isBeginning;
  private boolean isClosed;

  /** An executor without calls. */
  CallExecutor(AsyncRunner runner, CallTimer timer, AsyncOptions<?> options) {
    this.runner = runner;
    this.timer = timer;
    this.options = options;
  }

  /** Goes on with other options, for attempts that {@link #beginReady} begins from now on. */
  synchronized void use(AsyncOptions<?> other) {
    options = other;
  }

  /** The state and the counts. */
  synchronized AsyncStatistics statistics(long kept) {
    return counters.statistics(options.name(), running.size(), queue.size(), kept);
  }

  /** A call that was given to the executor. */
  final class Call {
    private final AsyncCall what;
    private final Receiver receiver;
    private int attempts;
    private @Nullable Attempt attempt;
    private @Nullable Runnable pause;
    private boolean isOver;

    private Call(AsyncCall what, Receiver receiver) {
      this.what = what;
      this.receiver = receiver;
    }

    /** Gives the call up: its receiver is not called any more. */
    void cancel() {
      Runnable stop;
      synchronized (CallExecutor.this) {
        if (isOver) {
          return;
        }
        counters.cancelled();
        stop = leave();
      }
      stop.run();
      beginReady();
    }

    /** Ends the call, with the lock; gives what stops the attempt. */
    private Runnable leave() {
      isOver = true;
      queue.remove(this);
      running.remove(this);
      if (pause != null) {
        counters.pauseEnded();
        pause.run();
        pause = null;
      }
      Attempt current = attempt;
      attempt = null;
      return current == null ? () -> {} : current::giveUp;
    }

    /** Waits, with the lock, before the next attempt. */
    private void pauseFor(long millis) {
      counters.pauseBegan();
      pause = timer.after(millis, this::resume);
    }

    private void resume() {
      synchronized (CallExecutor.this) {
        if (isOver || pause == null) {
          return;
        }
        pause = null;
        counters.pauseEnded();
        queue.addFirst(this);
      }
      beginReady();
    }
  }

  /** An attempt of a call. */
  private final class Attempt implements AsyncAttempt {
    private final Call of;
    private final int number;
    private final long startNanos = System.nanoTime();
    private @Nullable Runnable stop;
    private @Nullable Runnable timeout;
    private boolean isGivenUp;

    Attempt(Call of, int number) {
      this.of = of;
      this.number = number;
    }

    @Override
    public AsyncCall call() {
      return of.what;
    }

    @Override
    public int number() {
      return number;
    }

    /** Begins, without the lock. */
    void begin() {
      Runnable begun = runner.begin(this);
      boolean isTooLate;
      synchronized (CallExecutor.this) {
        stop = begun;
        isTooLate = isGivenUp;
      }
      if (isTooLate) {
        begun.run();
      }
    }

    /** Stops what the runner does; without the lock. */
    void giveUp() {
      Runnable known;
      synchronized (CallExecutor.this) {
        isGivenUp = true;
        known = stop;
        if (timeout != null) {
          timeout.run();
        }
      }
      if (known != null) {
        known.run();
      }
    }

    private void timedOut() {
      long millis;
      synchronized (CallExecutor.this) {
        if (of.attempt != this) {
          return;
        }
        counters.timedOut();
        millis = options.timeout().toMillis();
      }
      giveUp();
      end(() -> afterFailure(of, "no answer within " + millis + " ms", false, Optional.empty()));
    }

    @Override
    public CompletionStage<Void> succeeded(Object result) {
      if (result == null) {
        return failed(AsyncCallException.lasting("the call gave no result"));
      }
      return end(() -> {
        counters.succeeded(System.nanoTime() - startNanos);
        of.isOver = true;
        return () -> of.receiver.succeeded(result);
      });
    }

    @Override
    public CompletionStage<Void> failed(Throwable failure) {
      CallFailures.log(of.what, number, failure);
      boolean isLasting = failure instanceof AsyncCallException known && known.isLasting();
      Optional<Duration> asked =
          failure instanceof AsyncCallException known ? known.retryAfter() : Optional.empty();
      return end(() -> afterFailure(of, CallFailures.messageOf(failure), isLasting, asked));
    }

    /**
     * Ends the attempt, if it is the current one of its call.
     *
     * @param outcome makes the step that tells the receiver, with the lock
     */
    private CompletionStage<Void> end(Outcome outcome) {
      Telling telling;
      synchronized (CallExecutor.this) {
        if (of.attempt != this) {
          return CompletableFuture.completedStage(null);
        }
        of.attempt = null;
        running.remove(of);
        if (timeout != null) {
          timeout.run();
        }
        telling = outcome.take();
      }
      CompletionStage<Void> told = telling.tell();
      beginReady();
      return told;
    }
  }

  /** The consequences of the end of an attempt, found with the lock. */
  private interface Outcome {
    Telling take();
  }

  /** A step without the lock. */
  private interface Telling {
    CompletionStage<Void> tell();
  }

  private Telling afterFailure(
      Call call, String error, boolean isLasting, Optional<Duration> asked) {
    AsyncOptions.Retry retry = options.retry();
    counters.failed();
    if (!isLasting && call.attempts < retry.attempts()) {
      counters.retried();
      call.pauseFor(Math.max(pauseMillis(call), asked.map(Duration::toMillis).orElse(0L)));
      return () -> CompletableFuture.completedStage(null);
    }
    call.attempts = 0;
    if (!isLasting && retry.afterFailure().isPresent()) {
      call.pauseFor(retry.afterFailure().get().toMillis());
    } else {
      call.isOver = true;
    }
    return () -> call.receiver.failed(error, isLasting);
  }

  /**
   * The pause after a failure: exponential, with "equal jitter" (M. Brooker, Exponential Backoff
   * And Jitter, 2015). What is taken off depends on the argument and the attempt alone, so that a
   * run can be repeated.
   */
  private long pauseMillis(Call call) {
    AsyncOptions.Retry retry = options.retry();
    long first = retry.firstPause().toMillis();
    long longest = retry.longestPause().toMillis();
    int doublings = Math.min(call.attempts - 1, 30);
    long whole = first > longest >> doublings ? longest : first << doublings;
    long half = whole / 2;
    int hash = (call.what.argument() + call.attempts).hashCode();
    return whole - half + Math.floorMod(hash * 0x9E3779B9L, half + 1);
  }

  /** A call that does nothing until it is given to one of the methods that follow. */
  Call prepare(AsyncCall what, Receiver receiver) {
    return new Call(what, receiver);
  }

  /** Takes a call, behind those before it, unless it was cancelled. */
  void submit(Call call) {
    synchronized (this) {
      if (isClosed || call.isOver) {
        return;
      }
      queue.add(call);
    }
    beginReady();
  }

  /** Takes a call that has failed in an earlier process, to be tried again after the pause. */
  void submitFailed(Call call) {
    synchronized (this) {
      if (!isClosed && !call.isOver && options.retry().afterFailure().isPresent()) {
        call.pauseFor(options.retry().afterFailure().get().toMillis());
      }
    }
  }

  /** Begins the attempts for which there is room. */
  void beginReady() {
    for (Attempt next = takeReady(); next != null; next = takeReady()) {
      try {
        next.begin();
      } catch (RuntimeException e) {
        next.failed(e);
      } finally {
        finishBeginning();
      }
    }
  }

  private synchronized void finishBeginning() {
    isBeginning = false;
  }

  private synchronized @Nullable Attempt takeReady() {
    if (isBeginning
        || isClosed
        || queue.isEmpty()
        || running.size() >= options.concurrency()
        || !isWithinRate()) {
      return null;
    }
    Call call = queue.removeFirst();
    call.attempts++;
    Attempt attempt = new Attempt(call, call.attempts);
    call.attempt = attempt;
    running.add(call);
    counters.begun();
    attempt.timeout = timer.after(options.timeout().toMillis(), attempt::timedOut);
    isBeginning = true;
    return attempt;
  }

  /** Whether a call may begin now, which is noted; if not, the next time is awaited. */
  private boolean isWithinRate() {
    if (options.rate().isEmpty()) {
      return true;
    }
    AsyncOptions.Rate rate = options.rate().get();
    while (begun.size() > rate.calls()) {
      begun.remove();
    }
    long now = timer.nowMillis();
    if (begun.size() == rate.calls()) {
      long next = begun.getFirst() + rate.per().toMillis();
      if (next > now) {
        awaitRate(next - now);
        return false;
      }
      begun.remove();
    }
    begun.add(now);
    return true;
  }

  private void awaitRate(long millis) {
    if (awaitedRate == null) {
      awaitedRate =
          timer.after(
              millis,
              () -> {
                synchronized (this) {
                  awaitedRate = null;
                }
                beginReady();
              });
    }
  }

  /** Gives all calls up, and takes no others. */
  void close() {
    Set<Call> left = new LinkedHashSet<>();
    synchronized (this) {
      isClosed = true;
      left.addAll(running);
      left.addAll(queue);
      if (awaitedRate != null) {
        awaitedRate.run();
        awaitedRate = null;
      }
    }
    left.forEach(Call::cancel);
  }
}
