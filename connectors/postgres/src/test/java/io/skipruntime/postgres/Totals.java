package io.skipruntime.postgres;

import io.skipruntime.Entry;
import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Subscription;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/** A subscriber of the total of all accounts, which notes every value that it is sent. */
final class Totals implements AutoCloseable {

  private final ConcurrentLinkedQueue<List<Long>> seen = new ConcurrentLinkedQueue<>();
  private final Semaphore news = new Semaphore(0);
  private final Subscription subscription;
  private final Thread thread;
  private volatile boolean isClosed;

  Totals(ServiceInstance service) {
    String stream = UUID.randomUUID().toString();
    service.instantiateResource(stream, "total", "all");
    subscription = service.subscribe(stream, Optional.empty(), news::release);
    thread = Thread.ofVirtual().start(this::follow);
  }

  private void follow() {
    while (!isClosed) {
      Optional<CollectionUpdate<String, Long>> update = subscription.poll();
      update.ifPresent(each -> each.values().stream().map(Entry::values).forEach(seen::add));
      if (update.isEmpty()) {
        news.acquireUninterruptibly();
      }
    }
  }

  /** All values so far, each as the list of a key's values. */
  List<List<Long>> seen() {
    return List.copyOf(seen);
  }

  @Override
  public void close() {
    isClosed = true;
    news.release();
    Sessions.joinQuietly(thread);
    subscription.close();
  }
}
