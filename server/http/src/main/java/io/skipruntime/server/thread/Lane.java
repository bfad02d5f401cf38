package io.skipruntime.server.thread;

import io.vertx.core.internal.ContextInternal;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one event loop on their way through threads that may block, and back.
 *
 * <p>To hand a request to a thread of its own, and its answer back, costs more than most requests
 * do themselves. So all that one wake-up of the event loop has brought is handed over together, to
 * one thread that takes one request after the other; answers that have gathered when the event loop
 * gets to it go back together. That is only for requests that are as short as that: if one takes
 * longer, those behind it get a thread each; and if it takes very long, perhaps as it waits for
 * something, they do so before it is done.
 *
 * <ul>
 *   <li>A step in {@code waiting} is taken once: by the runner, or by a thread of its own.
 *   <li>A {@code runner} takes what is waiting until nothing is, or until it is the runner no more.
 *       While there is none and something waits, {@code isHandingOver}, or it is about to be given
 *       to threads.
 *   <li>While something is in {@code answers}, the event loop is about to take it.
 *   <li>{@code isHandingOver} is for the event loop, and what {@code noted…} has for the thread
 *       that looks after the runner.
 * </ul>
 */
public final class Lane {

  private static final long SHORT_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private final RequestThreads threads;
  private final ContextInternal context;
  private final Runnable watch;
  private final Queue<Step> waiting = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> answers = new ConcurrentLinkedQueue<>();
  private final AtomicReference<@Nullable Runner> runner = new AtomicReference<>();
  private final AtomicBoolean isAnswering = new AtomicBoolean();
  private final Runnable handOver = this::handOver;
  private volatile boolean isShort;
  private boolean isHandingOver;
  private @Nullable Runner notedRunner;
  private int notedSteps;

  /**
   * What is done for a request.
   *
   * @param work runs on a thread that may block; must not throw anything
   * @param refusal runs on the event loop instead, if it is too late for that
   */
  private record Step(Runnable work, Runnable refusal) {}

  /**
   * A lane of an event loop.
   *
   * @param threads where the steps are run
   * @param context a context of the event loop
   * @param watch sees to it that {@link #lookAfterRunner} is called from now on
   */
  Lane(RequestThreads threads, ContextInternal context, Runnable watch) {
    this.threads = threads;
    this.context = context;
    this.watch = watch;
  }

  /**
   * Has a step run soon, on a thread that may block. Called by the event loop.
   *
   * @param work the step; must not throw anything
   * @param refusal is run instead, by the event loop, if it is too late
   */
  public void run(Runnable work, Runnable refusal) {
    waiting.add(new Step(work, refusal));
    if (!isHandingOver) {
      isHandingOver = true;
      context.nettyEventLoop().execute(handOver);
    }
  }

  /** Has the event loop take a step, soon. Called by any thread. */
  public void answer(Runnable step) {
    answers.add(step);
    if (isAnswering.compareAndSet(false, true)) {
      context.runOnContext(none -> takeAnswers());
    }
  }

  private void takeAnswers() {
    isAnswering.set(false);
    for (Runnable step = answers.poll(); step != null; step = answers.poll()) {
      try {
        step.run();
      } catch (RuntimeException e) {
        context.reportException(e);
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
    if (runner.compareAndSet(null, next) && !threads.run(next)) {
      runner.set(null);
      scatter();
    }
  }

  /** Gives each step that waits a thread of its own. */
  private void scatter() {
    for (Step step = waiting.poll(); step != null; step = waiting.poll()) {
      Step alone = step;
      if (!threads.run(() -> take(alone))) {
        answer(step.refusal());
      }
    }
  }

  private void take(Step step) {
    long start = System.nanoTime();
    step.work().run();
    isShort = System.nanoTime() - start < SHORT_NANOS;
  }

  /** Takes what waits, one after the other. */
  private final class Runner implements Runnable {

    /** How many steps it has begun; only its thread changes that. */
    private final AtomicInteger steps = new AtomicInteger();

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
        Step step = waiting.poll();
        if (step == null) {
          return;
        }
        steps.lazySet(steps.getPlain() + 1);
        take(step);
        if (!isShort) {
          scatter();
        }
      }
    }
  }

  /**
   * Leaves the runner alone with its step, if that is still the one that it was at the last time.
   * Called by one thread, every once in a while.
   *
   * @return whether there is a runner
   */
  boolean lookAfterRunner() {
    Runner noted = notedRunner;
    if (noted != null && noted.steps.get() == notedSteps && runner.compareAndSet(noted, null)) {
      isShort = false;
      scatter();
    }
    notedRunner = runner.get();
    if (notedRunner != null) {
      notedSteps = notedRunner.steps.get();
    }
    return notedRunner != null;
  }
}
