package io.skipruntime.engine;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Polls a subscription for a consumer, one poll at a time.
 *
 * <p>{@code requests} counts the wake-ups that came in while a poll goes on; whoever raised it from
 * zero polls until it is back there. So no thread waits for the consumer of another, and a consumer
 * that writes to the service is not called from within itself.
 */
final class Delivery<K, V> implements Runnable {

  private final Consumer<CollectionUpdate<K, V>> consumer;
  private final AtomicInteger requests = new AtomicInteger();
  private volatile @Nullable Subscription subscription;

  Delivery(Consumer<CollectionUpdate<K, V>> consumer) {
    this.consumer = consumer;
  }

  /** Delivers from now on, and what there is at once. */
  void start(Subscription source) {
    subscription = source;
    run();
  }

  @Override
  public void run() {
    Subscription source = subscription;
    if (source == null || requests.getAndIncrement() != 0) {
      return;
    }
    int answered = 1;
    do {
      try {
        source.<K, V>poll().ifPresent(consumer);
      } catch (RuntimeException e) {
        System.getLogger(Delivery.class.getName())
            .log(System.Logger.Level.ERROR, "a subscriber failed", e);
      }
      answered = requests.addAndGet(-answered);
    } while (answered != 0);
  }
}
