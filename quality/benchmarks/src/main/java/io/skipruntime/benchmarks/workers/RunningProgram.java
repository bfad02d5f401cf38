package io.skipruntime.benchmarks.workers;

import com.sun.management.OperatingSystemMXBean;
import io.skipruntime.Entry;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.workers.WorkerLanguage;
import io.skipruntime.workers.WorkerOptions;
import io.skipruntime.workers.WorkerProgram;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

/**
 * A program in another language whose service runs in this process, and a subscriber that adds up
 * what it is sent. Not thread-safe.
 *
 * <ul>
 *   <li>{@code sum} is the sum over all entries of all updates since it was taken last.
 * </ul>
 */
final class RunningProgram implements AutoCloseable {

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final double NANOS_PER_MICRO = 1000;

  private final WorkerProgram program;
  private final ServiceInstance service;
  private final AtomicLong millis = new AtomicLong();
  private long sum;

  RunningProgram(Path file) {
    WorkerOptions options = WorkerOptions.of(WorkerLanguage.of(file).command(file, false));
    // The clock goes on where all that is idle is let go, so that nothing is found that was kept.
    EngineOptions engine =
        EngineOptions.defaults()
            .withIdleMillis(1)
            .withClock(() -> Instant.ofEpochMilli(millis.get()));
    program =
        WorkerProgram.start(options, ServerOptions.defaults().withPorts(0, 0).withEngine(engine));
    service = program.service();
  }

  /** Opens a resource and subscribes to it. */
  void subscribe(
      String identifier, String resource, Json params, ToLongFunction<Entry<Json, Json>> value) {
    service.instantiateResource(identifier, resource, params);
    service.<Json, Json>subscribe(
        identifier,
        update -> {
          for (Entry<Json, Json> entry : update.values()) {
            sum += value.applyAsLong(entry);
          }
        });
  }

  /** Closes what was opened. */
  void unsubscribe(String identifier) {
    service.closeResourceInstance(identifier);
  }

  /** Writes to an input, and gives what the subscribers made of it. */
  long update(String input, List<Entry<Json, Json>> entries) {
    service.update(input, entries);
    return takeSum();
  }

  /** Lets go of what nothing uses any more. */
  void collectIdle() {
    millis.addAndGet(2);
    service.collectIdle();
  }

  long takeSum() {
    long taken = sum;
    sum = 0;
    return taken;
  }

  /** The CPU time so far of this process and of the program's, in microseconds. */
  double cpuMicros() {
    double worker =
        ProcessHandle.of(program.processId())
            .flatMap(process -> process.info().totalCpuDuration())
            .orElseThrow()
            .toNanos();
    return (SYSTEM.getProcessCpuTime() + worker) / NANOS_PER_MICRO;
  }

  @Override
  public void close() {
    program.close();
  }
}
