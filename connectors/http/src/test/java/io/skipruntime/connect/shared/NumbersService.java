package io.skipruntime.connect.shared;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.Resource;
import io.skipruntime.ResourceSink;
import io.skipruntime.Resources;
import io.skipruntime.Sink;
import io.skipruntime.SinkStatus;
import io.skipruntime.SkipService;
import io.skipruntime.engine.ServiceInstance;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A service with numbers by name, all of which go to a sink, and what tests do with it. */
public record NumbersService(Sink sink)
    implements SkipService<NumbersService.Inputs, NumbersService.Inputs> {

  private static final long TIMEOUT_SECONDS = 60;

  public record Inputs(EagerCollection<String, Long> numbers) {}

  public record All() implements Resource<Inputs> {
    @Override
    public EagerCollection<String, Long> instantiate(Inputs in, Context context) {
      return in.numbers();
    }
  }

  @Override
  public Resources<Inputs> resources() {
    return Resources.<Inputs>empty().and("all", new All());
  }

  @Override
  public Map<String, ResourceSink> sinks() {
    return Map.of("numbers", ResourceSink.of("all", sink));
  }

  @Override
  public Inputs createGraph(Inputs in, Context context) {
    return in;
  }

  /** Writes the numbers of keys, in one commit. */
  public static void put(ServiceInstance service, List<Entry<String, Long>> entries) {
    service.update("numbers", entries);
  }

  /** Writes a number of a key. */
  public static void put(ServiceInstance service, String key, long number) {
    put(service, List.of(Entry.of(key, number)));
  }

  public static void delete(ServiceInstance service, String key) {
    service.update("numbers", List.of(new Entry<String, Long>(key, List.of())));
  }

  public static SinkStatus status(ServiceInstance service) {
    return service.sinks().statuses().getFirst();
  }

  /** Waits until the target has everything. */
  public static void awaitDelivered(ServiceInstance service) {
    until(
        service,
        () ->
            status(service).lag().equals(SinkStatus.Lag.NONE)
                && status(service).state() == SinkStatus.State.LIVE
                && status(service).acknowledged().isPresent());
  }

  /** Waits until a sink has a reason for its state that contains a text. */
  public static void awaitReason(ServiceInstance service, String text) {
    until(service, () -> status(service).reason().filter(why -> why.contains(text)).isPresent());
  }

  public static void until(ServiceInstance service, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + TIMEOUT_SECONDS + " s; " + status(service));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }
}
