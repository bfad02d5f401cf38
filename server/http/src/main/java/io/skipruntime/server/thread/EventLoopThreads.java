package io.skipruntime.server.thread;

import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.skipruntime.server.host.EventLoop;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Event loops of our own, for hosts whose connections have none: each is a thread. Threads of the
 * host give them steps, and they give the host bytes. May be used by any thread.
 */
public final class EventLoopThreads implements AutoCloseable {

  private static final Logger LOGGER = System.getLogger(EventLoopThreads.class.getName());
  private static final long CLOSE_MILLIS = 1_000;

  private final DefaultEventExecutorGroup group;
  private final List<EventLoop> loops = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();
  private final Consumer<Throwable> broken;

  /**
   * Threads that have not begun.
   *
   * @param count how many, at least 1
   * @param broken takes an error of the machine that a step has met
   */
  public EventLoopThreads(int count, Consumer<Throwable> broken) {
    this.broken = broken;
    this.group = new DefaultEventExecutorGroup(count, new DefaultThreadFactory("skip-loop", true));
    for (EventExecutor each : group) {
      loops.add(new Loop(each));
    }
  }

  /** One of the event loops, each in its turn. */
  public EventLoop next() {
    return loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
  }

  /** Ends the threads; steps that are given from now on are refused. */
  @Override
  public void close() {
    Future<?> end = group.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    if (!end.awaitUninterruptibly(2 * CLOSE_MILLIS)) {
      LOGGER.log(Level.WARNING, "a step on an event loop has not come back");
    }
  }

  private void run(Runnable step) {
    try {
      step.run();
    } catch (StackOverflowError | RuntimeException e) {
      LOGGER.log(Level.ERROR, "a step on an event loop failed", e);
    } catch (VirtualMachineError e) {
      broken.accept(e);
    }
  }

  /** One of them. */
  private final class Loop implements EventLoop {

    private final EventExecutor executor;

    Loop(EventExecutor executor) {
      this.executor = executor;
    }

    @Override
    public void execute(Runnable step) {
      executor.execute(() -> run(step));
    }

    @Override
    public Timer after(long millis, Runnable step) {
      Future<?> due = executor.schedule(() -> run(step), millis, TimeUnit.MILLISECONDS);
      return () -> due.cancel(false);
    }

    @Override
    public Timer every(long millis, Runnable step) {
      Future<?> due =
          executor.scheduleAtFixedRate(() -> run(step), millis, millis, TimeUnit.MILLISECONDS);
      return () -> due.cancel(false);
    }
  }
}
