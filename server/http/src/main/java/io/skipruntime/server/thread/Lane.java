package io.skipruntime.server.thread;

import io.skipruntime.server.host.EventLoop;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The way of one event loop's requests to threads that may block, and of their answers back.
 *
 * <p>To hand one request to a thread of its own, and the answer back, costs more than most requests
 * do. So a lane hands over together all requests that one wake-up of the event loop has brought:
 * one thread, the runner, takes them one after the other. The thread is kept ({@link
 * RunnerThreads}). The answers go back in the same way: the event loop takes all that have gathered
 * by the time it gets to them.
 *
 * <p>That pays only while requests are short. When one has taken 100 µs or more, each request that
 * waits behind it gets a thread of its own. A request may take much longer than that, because it
 * waits for a lock or for data; {@link Lanes} looks for such a request every 2 ms, and those behind
 * it get their threads before it is done.
 *
 * <ul>
 *   <li>Each request in {@code waiting} is taken once: by the runner, or by a thread of its own.
 *   <li>A {@code runner} takes requests until none waits, or until the lane has been taken from it.
 *       While requests wait and there is no runner, {@code isHandingOver} is true, or the thread
 *       that has taken the lane from the runner is about to give each of them a thread.
 *   <li>While something is in {@code answers}, the event loop has a task that will take it.
 *   <li>{@code isHandingOver} belongs to the event loop, {@code notedRunner} and {@code notedTaken}
 *       to the thread that calls {@link #lookAfterRunner}.
 * </ul>
 */
public final class Lane {

  private static final long SHORT_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private final RequestThreads threads;
  private final RunnerThreads runners;
  private final EventLoop loop;
  private final Runnable watch;
  private final Queue<Work> waiting = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> answers = new ConcurrentLinkedQueue<>();
  private final AtomicReference<@Nullable Runner> runner = new AtomicReference<>();
  private final AtomicBoolean isAnswering = new AtomicBoolean();
  private final Runnable handOver = this::handOver;
  private volatile boolean isShort;
  private boolean isHandingOver;
  private @Nullable Runner notedRunner;
  private int notedTaken;

  /**
   * The work for a request.
   *
   * @param task runs on a thread that may block; must not throw anything
   * @param refusal runs on the event loop instead, if the server no longer takes work
   */
  private record Work(Runnable task, Runnable refusal) {}

  /**
   * A lane of an event loop.
   *
   * @param threads run what is handed over
   * @param loop the event loop
   * @param watch makes sure that {@link #lookAfterRunner} is called from now on
   */
  Lane(RequestThreads threads, EventLoop loop, Runnable watch) {
    this.threads = threads;
    this.runners = threads.forRunners();
    this.loop = loop;
    this.watch = watch;
  }

  /**
   * Runs the work for a request soon, on a thread that may block. Called by the event loop.
   *
   * @param work must not throw anything
   * @param refusal runs instead, on the event loop, if the server no longer takes work
   */
  public void run(Runnable work, Runnable refusal) {
    waiting.add(new Work(work, refusal));
    if (!isHandingOver) {
      isHandingOver = true;
      loop.execute(handOver);
    }
  }

  /** Runs a step on the event loop, soon. Called by any thread. */
  public void answer(Runnable step) {
    answers.add(step);
    if (isAnswering.compareAndSet(false, true)) {
      loop.execute(this::takeAnswers);
    }
  }

  private void takeAnswers() {
    isAnswering.set(false);
    for (Runnable step = answers.poll(); step != null; step = answers.poll()) {
      try {
        step.run();
      } catch (RuntimeException e) {
        loop.execute(() -> {
          throw e;
        });
      }
    }
  }

  private void handOver() {
    isHandingOver = false;
    if (!isShort || threads.isClosed()) {
      scatter();
    } else if (runner.get() == null) {
      begin(new Runner());
    }
  }

  private void begin(Runner next) {
    if (runner.compareAndSet(null, next) && !runners.run(next)) {
      runner.set(null);
      scatter();
    }
  }

  /** Gives each request that waits a thread of its own. */
  private void scatter() {
    for (Work next = waiting.poll(); next != null; next = waiting.poll()) {
      Work work = next;
      if (!threads.run(() -> take(work))) {
        answer(work.refusal());
      }
    }
  }

  private void take(Work work) {
    long start = System.nanoTime();
    work.task().run();
    isShort = System.nanoTime() - start < SHORT_NANOS;
  }

  /** The thread that takes the requests which wait, one after the other. */
  private final class Runner implements Runnable {

    /** The number of requests that it has taken; only its thread changes that. */
    private final AtomicInteger taken = new AtomicInteger();

    @Override
    public void run() {
      do {
        watch.run();
        takeAll();
      } while (runner.compareAndSet(this, null)
          && !waiting.isEmpty()
          && runner.compareAndSet(null, this));
    }

    private void takeAll() {
      while (runner.get() == this) {
        Work work = waiting.poll();
        if (work == null) {
          return;
        }
        taken.lazySet(taken.getPlain() + 1);
        take(work);
        if (!isShort) {
          scatter();
        }
      }
    }
  }

  /**
   * Takes the lane from a runner that has been at the same request since the last call: the runner
   * finishes that request, and each one behind it gets a thread of its own. Called by one thread,
   * regularly.
   *
   * @return whether the lane has a runner now
   */
  boolean lookAfterRunner() {
    Runner noted = notedRunner;
    if (noted != null && noted.taken.get() == notedTaken && runner.compareAndSet(noted, null)) {
      isShort = false;
      scatter();
    }
    notedRunner = runner.get();
    if (notedRunner != null) {
      notedTaken = notedRunner.taken.get();
    }
    return notedRunner != null;
  }
}
