package io.skipruntime.kafka;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A watch over an action of Kafka's clients, many of which wait without a word for brokers that are
 * away. It tells when the action has come no further for two seconds, and again while that lasts.
 * Thread-safe.
 *
 * <ul>
 *   <li>Nothing is told after the watch is closed.
 * </ul>
 */
final class ProgressWatch implements AutoCloseable {

  private static final long TROUBLE_MILLIS = 2_000;

  private final Consumer<String> troubled;
  private final Thread thread;
  private volatile long since = System.nanoTime();
  private volatile boolean isOver;

  private ProgressWatch(Consumer<String> troubled) {
    this.troubled = troubled;
    this.thread = Thread.ofVirtual().name("skip-kafka-watch").unstarted(this::watch);
  }

  /**
   * Begins to watch.
   *
   * @param troubled is told, on a thread of the watch
   */
  static ProgressWatch start(Consumer<String> troubled) {
    ProgressWatch watch = new ProgressWatch(troubled);
    watch.thread.start();
    return watch;
  }

  /** Notes that the action has come further. */
  void progress() {
    since = System.nanoTime();
  }

  private void watch() {
    while (!isOver) {
      long silentMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
      long left = TROUBLE_MILLIS - silentMillis;
      if (left <= 0) {
        tell(silentMillis);
        left = TROUBLE_MILLIS;
      }
      LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(left));
    }
  }

  private synchronized void tell(long silentMillis) {
    if (!isOver) {
      troubled.accept("the brokers have not answered for " + silentMillis + " ms");
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      isOver = true;
    }
    LockSupport.unpark(thread);
  }
}
