package io.skipruntime.benchmarks.postgres;

import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Subscription;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** A subscriber of a resource, with a thread that takes each update as soon as it is there. */
final class Subscriber implements AutoCloseable {

  private final Consumer<CollectionUpdate<Long, Object>> taker;
  private final Semaphore news = new Semaphore(0);
  private final Subscription subscription;
  private final Thread thread;
  private volatile boolean isClosed;

  /** Subscribes; returns when the resource has its data. */
  Subscriber(
      ServiceInstance service,
      String resource,
      Object params,
      Consumer<CollectionUpdate<Long, Object>> taker) {
    this.taker = taker;
    String stream = UUID.randomUUID().toString();
    service.instantiateResource(stream, resource, params);
    subscription = service.subscribe(stream, Optional.empty(), news::release);
    thread = Thread.ofPlatform().daemon().name("subscriber-" + resource).start(this::follow);
  }

  private void follow() {
    while (!isClosed) {
      Optional<CollectionUpdate<Long, Object>> update = subscription.poll();
      update.ifPresent(taker);
      if (update.isEmpty()) {
        news.acquireUninterruptibly();
      }
    }
  }

  /** Lets the thread end, which may be the one that calls this. */
  void end() {
    isClosed = true;
    news.release();
  }

  @Override
  public void close() {
    end();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    subscription.close();
  }
}
