package io.skipruntime.engine.subscription;

import io.skipruntime.json.FailureText;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The polls of a subscription for a consumer, one at a time: a poll begins after every request for
 * one.
 *
 * <p>{@code requests} counts the wake-ups that came in while a poll goes on; the thread that raised
 * it from zero polls until it is back there. So no thread waits for the consumer of another, and a
 * consumer that writes to the service is not called from within itself.
 */
public final class Delivery<T> implements Runnable {

  private final Consumer<? super T> consumer;
  private final AtomicInteger requests = new AtomicInteger();
  private volatile @Nullable Supplier<Optional<T>> poll;

  /**
   * A delivery that {@link #start} starts.
   *
   * @param consumer takes what each poll gives; one that fails is logged
   */
  public Delivery(Consumer<? super T> consumer) {
    this.consumer = consumer;
  }

  /** Delivers what {@code source} gives from now on, and what there is at once. */
  public void start(Supplier<Optional<T>> source) {
    poll = source;
    run();
  }

  @Override
  public void run() {
    Supplier<Optional<T>> source = poll;
    if (source == null || requests.getAndIncrement() != 0) {
      return;
    }
    int answered = 1;
    do {
      try {
        source.get().ifPresent(consumer);
      } catch (RuntimeException | Error e) {
        System.getLogger(Delivery.class.getName())
            .log(System.Logger.Level.ERROR, "a subscriber failed", FailureText.loggable(e));
      }
      answered = requests.addAndGet(-answered);
    } while (answered != 0);
  }
}
