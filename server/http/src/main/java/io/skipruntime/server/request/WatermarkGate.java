package io.skipruntime.server.request;

import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Watermark;
import io.skipruntime.server.problem.RefusedException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Holds a read back until the service has reached the version that its caller has seen. */
public final class WatermarkGate {

  private static final String HEADER = "Skip-Min-Watermark";
  private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final ServiceInstance service;
  private final long waitMillis;

  /**
   * A gate before the reads of a service.
   *
   * @param waitMillis how long a read waits at most
   */
  public WatermarkGate(ServiceInstance service, long waitMillis) {
    this.service = service;
    this.waitMillis = waitMillis;
  }

  /**
   * Waits for the version that the call asks for, if it does.
   *
   * @throws RefusedException if it is not reached in time, or never will be
   */
  public void await(Call call) {
    call.header(HEADER).ifPresent(this::await);
  }

  private void await(String header) {
    Watermark wanted =
        Watermark.parse(header)
            .orElseThrow(() ->
                new RefusedException(
                    400, "malformed-watermark", HEADER + " must be of the form epoch/tick"));
    if (!wanted.epoch().equals(service.watermark().epoch())) {
      throw new RefusedException(
          412,
          "unknown-epoch",
          HEADER + " is of another epoch: the service has started anew since; read without it");
    }
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
    while (service.watermark().tick() < wanted.tick()) {
      if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
        throw new RefusedException(
            412,
            "watermark-not-reached",
            "the service is at " + service.watermark() + " after " + waitMillis + " ms");
      }
      LockSupport.parkNanos(CHECK_NANOS);
    }
  }
}
