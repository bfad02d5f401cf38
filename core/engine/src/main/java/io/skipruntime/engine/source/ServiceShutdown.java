package io.skipruntime.engine.source;

import io.skipruntime.ExternalService;
import io.skipruntime.json.FailureText;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The shutdown of external services that a service does not use any more. Each has a thread of its
 * own for that: it may wait for threads of its own, and one that does not return is left behind and
 * keeps no other from its end. Thread-safe.
 */
public final class ServiceShutdown {

  private static final Logger LOGGER = System.getLogger(ServiceShutdown.class.getName());

  private final List<Thread> underWay = new ArrayList<>();

  /** A shutdown of no service. */
  public ServiceShutdown() {}

  /**
   * Begins to shut services down; to be called without the write lock, which a service may need to
   * deliver its last data.
   *
   * @param services an object that is there several times is shut down once
   */
  public synchronized void begin(Collection<? extends ExternalService> services) {
    underWay.removeIf(thread -> !thread.isAlive());
    Set<ExternalService> each = Collections.newSetFromMap(new IdentityHashMap<>());
    each.addAll(services);
    for (ExternalService service : each) {
      underWay.add(
          Thread.ofPlatform().daemon().name("skip-source-shutdown").start(() -> shutDown(service)));
    }
  }

  private static void shutDown(ExternalService service) {
    try {
      var unused =
          service
              .shutdown()
              .whenComplete((done, failure) -> {
                if (failure != null) {
                  failed(service, failure);
                }
              });
    } catch (RuntimeException e) {
      failed(service, e);
    }
  }

  private static void failed(ExternalService service, Throwable failure) {
    LOGGER.log(
        Level.WARNING,
        "an external service (" + service.getClass().getName() + ") failed to end",
        FailureText.loggable(failure));
  }

  /**
   * Waits until those that have begun to shut down have returned from that.
   *
   * @param millis how long to wait for all of them; one that takes longer is left behind
   */
  public void await(long millis) {
    List<Thread> threads;
    synchronized (this) {
      threads = List.copyOf(underWay);
    }
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    try {
      for (Thread thread : threads) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        thread.join(Math.max(left, 1));
        if (thread.isAlive()) {
          LOGGER.log(
              Level.WARNING,
              "an external service does not shut down within {0} ms, and is left behind; it is at"
                  + " {1}",
              millis,
              Arrays.toString(thread.getStackTrace()));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
