package io.skipruntime.benchmarks.durable;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The work that some writers got done.
 *
 * @param writes how many writes a second were kept
 * @param entries how many entries a second
 * @param p50Millis the time that half of the writes took at most
 * @param p99Millis the time that 99 of 100 took at most
 * @param cpuMicros the CPU time of the process for each entry
 */
record Load(double writes, double entries, double p50Millis, double p99Millis, double cpuMicros) {

  private static final long KEYS = 100_000;

  /** Lets writers write for some seconds, each one after the other. */
  static Load of(Store store, int writers, int entries, double seconds)
      throws InterruptedException {
    run(store, writers, entries, seconds / 2);
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long cpu = system.getProcessCpuTime();
    long begin = System.nanoTime();
    long[] nanos = run(store, writers, entries, seconds);
    double took = (System.nanoTime() - begin) / 1e9;
    Arrays.sort(nanos);
    double count = nanos.length;
    return new Load(
        count / took,
        count * entries / took,
        nanos[nanos.length / 2] / 1e6,
        nanos[(int) (count * 0.99)] / 1e6,
        (system.getProcessCpuTime() - cpu) / 1e3 / count / entries);
  }

  private static long[] run(Store store, int writers, int entries, double seconds)
      throws InterruptedException {
    long end = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    List<List<Long>> all = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int writer = 0; writer < writers; writer++) {
      List<Long> nanos = new ArrayList<>();
      all.add(nanos);
      long base = writer * KEYS;
      threads.add(Thread.ofVirtual().start(() -> write(store, base, entries, end, nanos)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return all.stream().flatMap(List::stream).mapToLong(Long::longValue).toArray();
  }

  private static void write(Store store, long base, int entries, long end, List<Long> nanos) {
    for (long number = 0; System.nanoTime() < end; number++) {
      long begin = System.nanoTime();
      store.put(base + number * entries % KEYS, entries, number);
      nanos.add(System.nanoTime() - begin);
    }
  }

  /** The figures in a line. */
  String line(String name) {
    return String.format(
        Locale.ROOT,
        "%-44s %9.0f writes/s %10.0f entries/s  p50 %7.2f ms  p99 %7.2f ms  %6.1f µs CPU/entry",
        name,
        writes,
        entries,
        p50Millis,
        p99Millis,
        cpuMicros);
  }
}
