package io.skipruntime.server.thread;

import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.server.host.EventLoop;
import io.skipruntime.server.problem.Failures;
import java.util.concurrent.atomic.AtomicBoolean;

/** A timer by which the service collects what is idle, regularly and in one round at a time. */
public final class IdleCollector {

  private static final long MAX_PERIOD_MILLIS = 1000;
  private static final int ROUNDS_PER_IDLE_TIME = 4;

  private final ServiceInstance service;
  private final RequestThreads threads;
  private final AtomicBoolean running = new AtomicBoolean();

  /**
   * A collector that is not started.
   *
   * @param threads run the rounds
   */
  public IdleCollector(ServiceInstance service, RequestThreads threads) {
    this.service = service;
    this.threads = threads;
  }

  /** Starts the timer. */
  public void start(EventLoop loop, long idleMillis) {
    long period = Math.clamp(idleMillis / ROUNDS_PER_IDLE_TIME, 1, MAX_PERIOD_MILLIS);
    loop.every(period, this::collect);
  }

  private void collect() {
    if (running.compareAndSet(false, true) && !threads.run(this::round)) {
      running.set(false);
    }
  }

  private void round() {
    try {
      service.collectIdle();
    } catch (RuntimeException e) {
      Failures.problemOf(e, "collecting what is idle");
    } finally {
      running.set(false);
    }
  }
}
