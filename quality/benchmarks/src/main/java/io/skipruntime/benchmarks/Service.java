package io.skipruntime.benchmarks;

import io.skipruntime.Entry;
import io.skipruntime.SkipService;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import java.time.Instant;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * A service of a workload with its subscribers, each of which adds up what it is sent.
 *
 * <ul>
 *   <li>{@code sum} is the sum over all entries of all updates since it was taken last.
 * </ul>
 */
final class Service implements AutoCloseable {

  private final ServiceInstance instance;
  private long millis;
  private long sum;

  Service(SkipService<?, ?> service) {
    instance =
        ServiceInstance.start(
            service,
            EngineOptions.defaults()
                .withIdleMillis(1)
                .withClock(() -> Instant.ofEpochMilli(millis)));
  }

  /** Opens a resource and subscribes to it. */
  <K, V> void subscribe(
      String identifier, String resource, Object params, ToLongFunction<Entry<K, V>> value) {
    instance.instantiateResource(identifier, resource, params);
    instance.<K, V>subscribe(
        identifier,
        update -> {
          for (Entry<K, V> entry : update.values()) {
            sum += value.applyAsLong(entry);
          }
        });
  }

  /** Closes what was opened, and all that it needed. */
  void unsubscribe(String identifier) {
    close(identifier);
    collectIdle();
  }

  /** Closes what was opened, and leaves all that it needed for later. */
  void close(String identifier) {
    instance.closeResourceInstance(identifier);
  }

  /** Lets go of all that is not needed. */
  void collectIdle() {
    millis += 2;
    instance.collectIdle();
  }

  /** Writes to an input, and gives what the subscribers made of it. */
  long update(String input, List<? extends Entry<?, ?>> entries) {
    instance.update(input, entries);
    return takeSum();
  }

  long takeSum() {
    long taken = sum;
    sum = 0;
    return taken;
  }

  ServiceInstance instance() {
    return instance;
  }

  @Override
  public void close() {
    instance.close();
  }
}
