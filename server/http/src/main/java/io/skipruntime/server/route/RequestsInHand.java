package io.skipruntime.server.route;

import io.skipruntime.ServiceBusyException;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.spi.StuckFunction;
import io.skipruntime.server.host.EventLoop;
import io.skipruntime.server.options.ServerOptions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a server that threads work for, or that wait for the storage. A thread that runs
 * a function of the service may never come back, nor is there a way to end it; so a timer answers
 * the request instead, while the function goes on. What the thread brings later is not sent.
 *
 * <p>A request is refused when it has been in hand for {@code wait-seconds}, if a transaction has
 * run for as long and the request's thread is the one that carries out the transaction, or if no
 * thread has begun with the request. A request that only waits for the lock refuses itself in that
 * time, and knows better than the timer whether it was carried out. Whatever else keeps a thread,
 * such as code of the service that decodes parameters, is waited for as long as all the waits that
 * are allowed take together. A request that is carried out, and waits without a thread until that
 * is durable, is refused after {@code wait-seconds}.
 *
 * <p>May be used by any thread.
 *
 * <ul>
 *   <li>{@code entries} has each request from {@link #add} until {@link #remove} or until it is
 *       refused, the earliest first.
 * </ul>
 */
public final class RequestsInHand {

  private static final long MOST_GRACE_MILLIS = 1_000;
  private static final int PART_OF_LIMIT = 4;

  private final ServiceInstance service;
  private final long waitMillis;
  private final long mostMillis;
  private final long graceMillis;
  private final Set<Entry> entries = new LinkedHashSet<>();

  /** A request that has no answer yet. */
  static final class Entry {
    private final long startNanos = System.nanoTime();
    private final EventLoop loop;
    private final Consumer<RuntimeException> refusal;
    private final boolean isCarriedOut;
    private volatile @Nullable Thread thread;

    private Entry(EventLoop loop, Consumer<RuntimeException> refusal, boolean isCarriedOut) {
      this.loop = loop;
      this.refusal = refusal;
      this.isCarriedOut = isCarriedOut;
    }

    /** Notes that the thread which calls this has begun with the request. */
    void begin() {
      thread = Thread.currentThread();
    }

    private boolean waitsFor(StuckFunction stuck) {
      Thread begun = thread;
      return !isCarriedOut && (begun == null || begun == stuck.writer());
    }

    private long millis() {
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }
  }

  private RequestsInHand(ServiceInstance service, long waitMillis, long mostMillis) {
    this.service = service;
    this.waitMillis = waitMillis;
    this.mostMillis = mostMillis;
    this.graceMillis = Math.clamp(waitMillis / PART_OF_LIMIT, 1, MOST_GRACE_MILLIS);
  }

  /** None yet; the options say how long a request may take. */
  public static RequestsInHand of(ServiceInstance service, ServerOptions options) {
    long waitMillis = options.engine().waitMillis();
    long forTheLockAndTheStorage = 2 * waitMillis;
    return new RequestsInHand(
        service,
        waitMillis,
        forTheLockAndTheStorage
            + options.engine().sourceTimeoutMillis()
            + options.watermarkWaitMillis());
  }

  /** Looks regularly for requests that take too long, for as long as an event loop runs. */
  public void start(EventLoop loop) {
    loop.every(graceMillis, this::look);
  }

  /**
   * Adds a request.
   *
   * @param loop its event loop
   * @param refusal refuses it, if it is not answered; called there
   */
  Entry add(EventLoop loop, Consumer<RuntimeException> refusal) {
    return added(new Entry(loop, refusal, false));
  }

  /** Adds, as {@link #add} does, a request that is carried out and waits for the storage. */
  Entry addCarriedOut(EventLoop loop, Consumer<RuntimeException> refusal) {
    return added(new Entry(loop, refusal, true));
  }

  private synchronized Entry added(Entry entry) {
    entries.add(entry);
    return entry;
  }

  /** Notes that the thread has come back; false if the request was refused before. */
  synchronized boolean remove(Entry entry) {
    return entries.remove(entry);
  }

  private void look() {
    List<Entry> late = inHandFor(waitMillis + graceMillis);
    if (late.isEmpty()) {
      return;
    }
    Optional<StuckFunction> stuck = service.health().stuckFor(waitMillis);
    for (Entry each : late) {
      boolean isStuck = stuck.isPresent() && each.waitsFor(stuck.get());
      if ((isStuck || each.isCarriedOut || each.millis() >= mostMillis) && remove(each)) {
        RuntimeException reason =
            each.isCarriedOut
                ? ServiceBusyException.notDurable(each.millis())
                : reason(each.millis(), stuck);
        each.loop.execute(() -> each.refusal.accept(reason));
      }
    }
  }

  private synchronized List<Entry> inHandFor(long millis) {
    List<Entry> late = new ArrayList<>();
    for (Entry each : entries) {
      if (each.millis() < millis) {
        break;
      }
      late.add(each);
    }
    return late;
  }

  private static ServiceBusyException reason(long millis, Optional<StuckFunction> stuck) {
    return new ServiceBusyException(
        "the request has been in hand for "
            + millis
            + " ms, "
            + stuck
                .map(function -> "because of " + function)
                .orElse("and its thread has not come back")
            + "; it may still be carried out");
  }
}
