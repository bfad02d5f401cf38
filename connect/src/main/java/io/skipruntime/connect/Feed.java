package io.skipruntime.connect;

import io.skipruntime.Entry;
import io.skipruntime.ExternalService.Callbacks;
import io.skipruntime.SkipException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * One subscription of an external service, and the thread that keeps it supplied: it makes one
 * {@link #attempt} after another until it is stopped, whatever happens in them.
 *
 * <ul>
 *   <li>After an attempt that failed, the source counts as stale until a delivery is accepted; the
 *       next attempt is made when the {@link Backoff} says so.
 *   <li>{@code loaded} completes with the first data. It fails if an attempt before that fails for
 *       good, which ends the feed: whoever needs the data subscribes again.
 *   <li>{@code ended} completes when the thread has given back what it held.
 * </ul>
 */
abstract class Feed {

  private final Callbacks callbacks;
  private final Backoff backoff;
  private final CompletableFuture<Void> loaded = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Thread thread;
  private volatile boolean stopped;
  private boolean ending;

  Feed(String name, Callbacks callbacks, Backoff backoff) {
    this.callbacks = callbacks;
    this.backoff = backoff;
    this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
  }

  /**
   * Gets data once, or as long as a connection lasts.
   *
   * @return after how many milliseconds to make the next attempt
   * @throws SourceException if there is no data to be had now
   */
  abstract long attempt() throws SourceException, InterruptedException;

  /** Gives back what the feed holds; its thread's last action. */
  void end() {}

  /** Starts; completes when the first data is delivered. Called once. */
  final CompletionStage<Void> start() {
    thread.start();
    return loaded;
  }

  /** Delivers nothing more; completes when all is given back. */
  final CompletableFuture<Void> stop() {
    synchronized (this) {
      stopped = true;
      if (!ending) {
        thread.interrupt();
      }
    }
    return ended;
  }

  final boolean isStopped() {
    return stopped;
  }

  private void run() {
    try {
      while (!stopped) {
        Thread.sleep(attemptOrReport());
      }
    } catch (InterruptedException e) {
      stopped = true;
    } finally {
      loaded.completeExceptionally(new SkipException("the subscription has ended"));
      beginEnding();
      end();
      ended.complete(null);
    }
  }

  /** From here on nothing interrupts the thread, so that it gives back in peace what it holds. */
  private synchronized void beginEnding() {
    ending = true;
    Thread.interrupted();
  }

  private long attemptOrReport() throws InterruptedException {
    SourceException failure;
    try {
      long pauseMillis = attempt();
      backoff.reset();
      return pauseMillis;
    } catch (SourceException e) {
      failure = e;
    } catch (RuntimeException | Error e) { // nothing may end the thread unheard
      failure = SourceException.lasting(SourceException.messageOf(e));
    }
    if (!stopped) {
      report(failure);
    }
    return Math.max(backoff.next(), failure.retryAfterMillis());
  }

  private void report(SourceException failure) {
    if (failure.isLasting() && loaded.completeExceptionally(failure)) {
      stopped = true;
    } else {
      callbacks.error(failure);
    }
  }

  /** Tells of an error at the source that does not end the attempt. */
  final void troubled(String reason) {
    callbacks.error(new SkipException(reason));
  }

  /** Notes within an attempt that it has got as far as it can. */
  final void succeeded() {
    backoff.reset();
  }

  /**
   * Gives data to the service.
   *
   * @param isInitial whether it is all there is
   * @throws SourceException if the service rejects it
   */
  final void deliver(List<? extends Entry<?, ?>> entries, boolean isInitial)
      throws SourceException {
    if (stopped) {
      return;
    }
    try {
      callbacks.update(entries, isInitial).toCompletableFuture().join();
    } catch (CompletionException e) {
      Throwable rejection = e.getCause() == null ? e : e.getCause();
      throw SourceException.lasting(SourceException.messageOf(rejection));
    }
    loaded.complete(null);
    succeeded();
  }

  /** Tells the service that what it was given last is what the source has now. */
  final void confirm() throws SourceException {
    deliver(List.of(), false);
  }
}
