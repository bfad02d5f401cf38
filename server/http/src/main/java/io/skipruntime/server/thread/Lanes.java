package io.skipruntime.server.thread;

import io.skipruntime.server.host.EventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The lanes of a server, one for each event loop of a listener, and the watcher: the thread that
 * looks every 2 ms whether a lane is stuck behind one request.
 *
 * <p>The watcher starts when the first lane has a runner, and sleeps while no lane has one. A timer
 * of the event loop would do without a thread, but Netty does not sleep while it waits for a timer
 * that is due soon, so that timer would keep a processor busy. May be used by any thread.
 *
 * <ul>
 *   <li>While a lane has a runner, {@code isAwake} is true or about to become true: a lane has its
 *       runner before it calls {@link #wake}, and the watcher looks once more before it sleeps.
 * </ul>
 */
public final class Lanes implements AutoCloseable {

  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final RequestThreads threads;
  private final Map<EventLoop, Lane> lanes = new ConcurrentHashMap<>();
  private final AtomicBoolean isAwake = new AtomicBoolean();
  private final Thread watcher =
      Thread.ofPlatform().daemon().name("skip-lanes").unstarted(this::watch);
  private volatile boolean isClosed;

  /** No lanes yet. */
  public Lanes(RequestThreads threads) {
    this.threads = threads;
  }

  /** The lane of an event loop. */
  public Lane of(EventLoop loop) {
    return lanes.computeIfAbsent(loop, each -> new Lane(threads, loop, this::wake));
  }

  private void wake() {
    if (!isAwake.get() && isAwake.compareAndSet(false, true)) {
      if (watcher.getState() == Thread.State.NEW) {
        watcher.start();
      } else {
        LockSupport.unpark(watcher);
      }
    }
  }

  private void watch() {
    while (!isClosed) {
      if (isAwake.get()) {
        LockSupport.parkNanos(this, PATIENCE_NANOS);
        isAwake.set(false);
        if (lookAfterAll()) {
          isAwake.set(true);
        }
      } else {
        LockSupport.park(this);
      }
    }
  }

  private boolean lookAfterAll() {
    boolean goesOn = false;
    for (Lane lane : lanes.values()) {
      goesOn |= lane.lookAfterRunner();
    }
    return goesOn;
  }

  /** Ends the thread. */
  @Override
  public void close() {
    isClosed = true;
    LockSupport.unpark(watcher);
    try {
      watcher.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
