package io.skipruntime.cluster;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.ServiceSnapshot;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The contents of services, and the patience until something is so. */
final class Contents {

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private Contents() {}

  /** All entries of all collections of a service, as texts. */
  static Map<String, String> of(ServiceInstance service) {
    ServiceSnapshot snapshot = service.snapshot();
    Map<String, String> contents = new TreeMap<>();
    snapshot
        .collections()
        .forEach(each -> contents.put(each.name(), snapshot.entries(each.name()).toString()));
    return contents;
  }

  /** Waits until a service has carried out a tick. */
  static void awaitTick(ServiceInstance service, long tick) {
    awaitThat("a node comes to tick " + tick, () -> service.watermark().tick() >= tick);
  }

  /** Waits until a condition holds. */
  static void awaitThat(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, what);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
