package io.skipruntime.engine.async;

import io.skipruntime.engine.spi.AsyncStatistics;
import java.time.Duration;

/** The counts of a {@link CallExecutor}, for the holder of its lock. */
final class CallCounters {

  private long pausing;
  private long begun;
  private long succeeded;
  private long failed;
  private long timedOut;
  private long retried;
  private long cancelled;
  private long latencyNanos;

  void begun() {
    begun++;
  }

  void succeeded(long nanos) {
    succeeded++;
    latencyNanos += nanos;
  }

  void failed() {
    failed++;
  }

  void timedOut() {
    timedOut++;
  }

  void retried() {
    retried++;
  }

  void cancelled() {
    cancelled++;
  }

  void pauseBegan() {
    pausing++;
  }

  void pauseEnded() {
    pausing--;
  }

  /** The counts, with the sizes of the executor. */
  AsyncStatistics statistics(String name, long running, long queued, long kept) {
    return new AsyncStatistics(
        name,
        running,
        queued,
        pausing,
        begun,
        succeeded,
        failed,
        timedOut,
        retried,
        cancelled,
        Duration.ofNanos(latencyNanos),
        kept);
  }
}
