package io.skipruntime.benchmarks.measure;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The measuring of a program in this process, which must do nothing else.
 *
 * @param warmMillis for how long the work is done before it is measured
 * @param sampleMillis for how long it is measured; the clock of CPU time ticks every 10 ms
 */
public record Meter(long warmMillis, long sampleMillis) {

  private static final int LEAST = 3;

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /**
   * Does some work, of which the first {@code checked} times are checked, and measures more of it.
   */
  public Measurement measure(Supplier<Work> program, int checked) {
    long heapBefore = heap();
    try (Work work = program.get()) {
      long checksum = 0;
      int next = 0;
      while (next < checked) {
        checksum = 31 * checksum + work.run(next++);
      }
      next = runFor(warmMillis, next, work);
      long cpu = SYSTEM.getProcessCpuTime();
      long bytes = THREADS.getTotalThreadAllocatedBytes();
      int end = runFor(sampleMillis, next, work);
      double times = end - next;
      double cpuMicros = (SYSTEM.getProcessCpuTime() - cpu) / 1000.0 / times;
      double bytesEach = (THREADS.getTotalThreadAllocatedBytes() - bytes) / times;
      return new Measurement(cpuMicros, bytesEach, heap() - heapBefore, checksum);
    }
  }

  private static int runFor(long millis, int from, Work work) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    int next = from;
    long sum = 0;
    while (next < from + LEAST || System.nanoTime() < end) {
      sum += work.run(next++);
    }
    sink = sum;
    return next;
  }

  /** Keeps the compiler from leaving out the work. */
  private static volatile long sink;

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Override
  public String toString() {
    return warmMillis + " ms + " + sampleMillis + " ms, last sum " + sink;
  }
}
