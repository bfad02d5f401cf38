package io.skipruntime.testkit.comparison;

import io.skipruntime.Entry;
import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.engine.News;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Subscription;
import io.skipruntime.engine.Watermark;
import io.skipruntime.json.Json;
import io.skipruntime.testkit.FakeClock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A service in this process. Its subscribers are never behind: they see all when they look. */
public final class EmbeddedService implements ComparedService {

  private final ServiceInstance service;
  private final FakeClock clock;
  private final long patienceMillis;

  /**
   * A service that was started.
   *
   * @param clock the service's clock, from which nothing else lets time pass
   */
  public EmbeddedService(ServiceInstance service, FakeClock clock) {
    this(service, clock, 0);
  }

  /**
   * As {@link #EmbeddedService(ServiceInstance, FakeClock)}, of a service with a journal, which
   * wakes subscribers on a thread of its own.
   *
   * @param patienceMillis for how long news that is due may not have been told
   */
  public EmbeddedService(ServiceInstance service, FakeClock clock, long patienceMillis) {
    this.service = service;
    this.clock = clock;
    this.patienceMillis = patienceMillis;
  }

  @Override
  public void write(Map<String, ? extends List<? extends Entry<?, ?>>> writes) {
    service.transaction(all -> writes.forEach(all::update));
  }

  @Override
  public Json command(String name, Object params) {
    return service.commands().run(name, params).result();
  }

  @Override
  public List<? extends Entry<?, ?>> contents(Instance instance) {
    return service.getAll(instance.resource(), instance.params());
  }

  @Override
  public List<?> values(Instance instance, Object key) {
    return service.getArray(instance.resource(), instance.params(), key);
  }

  @Override
  public void open(String stream, Instance instance) {
    service.instantiateResource(stream, instance.resource(), instance.params());
  }

  @Override
  public ComparedSubscription subscribe(String stream, Optional<Watermark> seen) {
    Subscribed subscribed = new Subscribed(service.subscribe(stream, seen), patienceMillis);
    subscribed.subscription.listen(subscribed::wake);
    return subscribed;
  }

  @Override
  public void close(String stream) {
    service.closeResourceInstance(stream);
  }

  @Override
  public boolean advance(long millis) {
    clock.advanceMillis(millis);
    service.collectIdle();
    return true;
  }

  @Override
  public Optional<Instant> now() {
    return Optional.of(clock.instant());
  }

  /** A subscription, with the sign that its listener has run since the last look. */
  private static final class Subscribed implements ComparedSubscription {
    private final Subscription subscription;
    private final long patienceMillis;
    private final Semaphore wakes = new Semaphore(1);

    Subscribed(Subscription subscription, long patienceMillis) {
      this.subscription = subscription;
      this.patienceMillis = patienceMillis;
    }

    void wake() {
      wakes.release();
    }

    @Override
    public boolean isWoken(boolean isDue) {
      if (isDue && patienceMillis > 0) {
        awaitWake();
      }
      return wakes.availablePermits() > 0;
    }

    private void awaitWake() {
      try {
        if (wakes.tryAcquire(patienceMillis, TimeUnit.MILLISECONDS)) {
          wakes.release();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }

    @Override
    public News<Object, Object> news() {
      wakes.drainPermits();
      return subscription.news();
    }

    @Override
    public List<News<Object, Object>> rest() {
      if (!subscription.isEnded()) {
        throw new Difference("a stream that was closed goes on");
      }
      Optional<CollectionUpdate<Object, Object>> last = subscription.poll();
      return last.<List<News<Object, Object>>>map(
              update -> List.of(new News.Changes<>(update, subscription.lastEventId())))
          .orElse(List.of());
    }

    @Override
    public void close() {
      subscription.close();
    }
  }
}
