package io.skipruntime.cluster.node;

import io.skipruntime.ClusterUnavailableException;
import io.skipruntime.OutcomeUnknownException;
import io.skipruntime.ServiceClosedException;
import io.skipruntime.cluster.log.LogUnavailableException;
import io.skipruntime.engine.spi.OrderStatus;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The thread of a node that follows a log, and how it is doing: it takes one step after another
 * until it is closed or a step fails, and pauses while the log is away. Thread-safe.
 */
public final class LogFollower implements AutoCloseable {

  private static final System.Logger LOGGER = System.getLogger(LogFollower.class.getName());

  private static final long PAUSE_MILLIS = 200;
  private static final long CLOSE_MILLIS = 5_000;

  /** The node whose thread this is. Its methods are called by the thread alone. */
  public interface Node {

    /**
     * Carries out what the log has next, if there is anything; waits for a short time otherwise.
     *
     * @return how the node is doing
     * @throws LogUnavailableException if the log cannot be used at present; the step is taken again
     * @throws ServiceClosedException if the service has ended
     */
    Standing step();

    /** The tick that the node is at, for messages. */
    long tick();

    /** Is told that a step has failed, so that none follows. */
    void failed(Throwable cause);

    /** Is told, in the end, that no step follows. */
    void ended();
  }

  /**
   * The condition of a node after a step.
   *
   * @param unavailable why it cannot take writes; empty if it can
   * @param detail what else is to be told of it; empty if there is nothing
   */
  public record Standing(String unavailable, String detail) {

    /** That of a node that has nothing to tell. */
    public static final Standing GOOD = new Standing("", "");
  }

  /** The state, since when it is so, and what is to be told of it. */
  private record Told(OrderStatus.State state, Instant since, String detail) {}

  private final String threadName;
  private final String logName;
  private final InstantSource clock;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile Told told;
  private volatile @Nullable Thread thread;

  /**
   * A follower that has not begun.
   *
   * @param threadName the name of its thread
   * @param logName how messages call the log
   */
  public LogFollower(String threadName, String logName, InstantSource clock) {
    this.threadName = threadName;
    this.logName = logName;
    this.clock = clock;
    this.told = new Told(OrderStatus.State.STARTING, clock.instant(), "");
  }

  /** Begins to take the steps of a node, on a thread of its own. Called once at most. */
  public void start(Node node) {
    become(OrderStatus.State.FOLLOWING, "");
    Thread started = Thread.ofPlatform().daemon().name(threadName).unstarted(() -> follow(node));
    thread = started;
    started.start();
  }

  private void become(OrderStatus.State next, String detail) {
    Told before = told;
    told = new Told(next, next == before.state() ? before.since() : clock.instant(), detail);
  }

  private void follow(Node node) {
    try {
      while (!isClosed()) {
        step(node);
      }
    } catch (ServiceClosedException end) {
      LOGGER.log(System.Logger.Level.DEBUG, "the service of the node is closed", end);
    } catch (Throwable e) {
      become(
          OrderStatus.State.FAILED,
          "this node has stopped at tick " + node.tick() + ": " + e.getMessage());
      node.failed(e);
    } finally {
      node.ended();
    }
  }

  private void step(Node node) {
    try {
      note(node.step());
    } catch (LogUnavailableException e) {
      if (!isClosed()) {
        note(new Standing(String.valueOf(e.getMessage()), ""));
        pause();
      }
    }
  }

  private void note(Standing standing) {
    boolean wasUnavailable = told.state() == OrderStatus.State.UNAVAILABLE;
    if (standing.unavailable().isEmpty()) {
      if (wasUnavailable) {
        LOGGER.log(System.Logger.Level.INFO, "{0} goes on", logName);
      }
      become(OrderStatus.State.FOLLOWING, standing.detail());
    } else {
      if (!wasUnavailable) {
        LOGGER.log(
            System.Logger.Level.WARNING,
            "{0} cannot be followed: {1}",
            logName,
            standing.unavailable());
      }
      become(OrderStatus.State.UNAVAILABLE, standing.unavailable());
    }
  }

  private void pause() {
    try {
      var unused = closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      LOGGER.log(System.Logger.Level.DEBUG, "the node goes on", e);
    }
  }

  /** Whether it is to end, or has ended for that. */
  public boolean isClosed() {
    return closing.getCount() == 0;
  }

  /** The state. */
  public OrderStatus.State state() {
    return told.state();
  }

  /** The time since when the state is what it is. */
  public Instant since() {
    return told.since();
  }

  /** What is to be told of the state; empty if there is nothing. */
  public String detail() {
    return told.detail();
  }

  /**
   * Returns if the node can take writes, as far as is known.
   *
   * @throws ServiceClosedException if it is closed
   * @throws ClusterUnavailableException if it has stopped, or has not begun
   */
  public void requireUsable() {
    if (isClosed()) {
      throw new ServiceClosedException();
    }
    Told now = told;
    if (now.state() == OrderStatus.State.FAILED || thread == null) {
      throw new ClusterUnavailableException("this node takes no writes: " + now.detail());
    }
  }

  /**
   * Waits for an outcome that the thread gives, also while this thread is interrupted, which it is
   * afterwards, too.
   *
   * @param outcome the outcome; cancelled if the thread gives none any more
   * @param endNanos the end of the waiting, as {@link System#nanoTime}
   * @param unknown makes what is thrown if there is no outcome
   */
  public <T> T await(
      CompletableFuture<T> outcome, long endNanos, Supplier<OutcomeUnknownException> unknown) {
    if (isClosed() || told.state() == OrderStatus.State.FAILED) {
      outcome.cancel(false);
    }
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return outcome.get(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException | TimeoutException | CancellationException e) {
      throw unknown.get();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Lets no further step begin. */
  public void end() {
    closing.countDown();
  }

  /**
   * Ends, and waits for some seconds until the step that is being taken has ended, unless the
   * thread itself calls this. May be called twice.
   */
  @Override
  public void close() {
    end();
    Thread started = thread;
    if (started == null || started == Thread.currentThread()) {
      return;
    }
    boolean interrupted = false;
    try {
      started.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
