package io.skipruntime.client.feed;

import java.util.concurrent.CompletableFuture;

/**
 * Data of a source, and the thread that keeps whoever needs it supplied: it makes one {@link
 * #attempt} after another until it is stopped, whatever happens in them.
 *
 * <ul>
 *   <li>After an attempt that failed, the next one is made when the {@link Backoff} says so.
 *   <li>{@code loaded} completes with the first data. It fails if an attempt before that fails for
 *       good, which ends the feed: whoever needs the data starts another.
 *   <li>{@code ended} completes when the thread has given back what it held.
 * </ul>
 */
public abstract class Feed {

  private final Backoff backoff;
  private final CompletableFuture<Void> loaded = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Thread thread;
  private volatile boolean stopped;
  private boolean ending;

  /**
   * A feed that is not started.
   *
   * @param name of its thread
   */
  @SuppressWarnings("this-escape") // The thread runs only when it is started.
  protected Feed(String name, Backoff backoff) {
    this.backoff = backoff;
    this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
  }

  /**
   * Gets data once, or as long as a connection lasts.
   *
   * @return after how many milliseconds to make the next attempt
   * @throws SourceException if there is no data to be had now
   * @throws InterruptedException if the feed is stopped
   */
  protected abstract long attempt() throws SourceException, InterruptedException;

  /** Is told of what failed; the feed goes on. */
  protected abstract void troubled(SourceException failure);

  /** Gives back what the feed holds; its thread's last action. */
  protected void end() {}

  /** Starts; completes when there is data. Called once. */
  public final CompletableFuture<Void> start() {
    thread.start();
    return loaded;
  }

  /** Gets nothing more; completes when all is given back. */
  public final CompletableFuture<Void> stop() {
    synchronized (this) {
      stopped = true;
      if (!ending) {
        thread.interrupt();
      }
    }
    return ended;
  }

  /** Whether nothing more is wanted. */
  public final boolean isStopped() {
    return stopped;
  }

  /** Whether the current thread is that of the feed. */
  protected final boolean isOwnThread() {
    return Thread.currentThread() == thread;
  }

  private void run() {
    try {
      while (!stopped) {
        Thread.sleep(TimeLimits.bounded(attemptOrReport()));
      }
    } catch (InterruptedException e) {
      stopped = true;
    } finally {
      loaded.completeExceptionally(SourceException.lasting("the subscription has ended"));
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
      troubled(failure);
    }
  }

  /** Notes that there is data. */
  protected final void supplied() {
    loaded.complete(null);
    succeeded();
  }

  /** Notes within an attempt that it has got as far as it can. */
  protected final void succeeded() {
    backoff.reset();
  }
}
