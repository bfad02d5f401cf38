package io.skipruntime.engine.commit;

import io.skipruntime.ServiceBrokenException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The breakdown of a service: an error of the machine has met it where its state may be half
 * changed. That is for good (fail-stop: Schlichting and Schneider, <cite>Fail-Stop
 * Processors</cite>), since what is half changed cannot be told from what is right. Thread-safe.
 */
final class Breakdown {

  private final AtomicReference<@Nullable ServiceBrokenException> reason = new AtomicReference<>();
  private final Consumer<ServiceBrokenException> listener;

  /**
   * No breakdown yet.
   *
   * @param listener is told of it once, by the thread that met the error
   */
  Breakdown(Consumer<ServiceBrokenException> listener) {
    this.listener = listener;
  }

  /**
   * Fails if the service is broken.
   *
   * @throws ServiceBrokenException if it is
   */
  void requireSound() {
    ServiceBrokenException known = reason.get();
    if (known != null) {
      throw new ServiceBrokenException(String.valueOf(known.getMessage()), known);
    }
  }

  /** Why the service is broken; empty if it is not. */
  Optional<ServiceBrokenException> reason() {
    return Optional.ofNullable(reason.get());
  }

  /**
   * Makes the service broken, unless it is.
   *
   * @return what to throw
   */
  ServiceBrokenException by(Throwable cause) {
    ServiceBrokenException known = reason.get();
    if (known != null) {
      return known;
    }
    ServiceBrokenException first =
        cause instanceof ServiceBrokenException same
            ? same
            : new ServiceBrokenException(
                "the service has stopped, since " + cause + " may have left its state half changed",
                cause);
    if (reason.compareAndSet(null, first)) {
      System.getLogger(Breakdown.class.getName())
          .log(System.Logger.Level.ERROR, first.getMessage() + "; end the process", cause);
      listener.accept(first);
    }
    return first;
  }
}
