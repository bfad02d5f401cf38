package io.skipruntime.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.skipruntime.Entry;
import io.skipruntime.Resources;
import io.skipruntime.benchmarks.measure.Peer;
import io.skipruntime.benchmarks.measure.Work;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/** Measurements that take minutes: of large contents, and of long lives. */
enum LongRun {
  /** How long lookups take while another thread loads a million entries. */
  READS(3072) {
    @Override
    void run() throws InterruptedException {
      try (Service service = MapChain.service(READ_ENTRIES)) {
        lookups(service, IDLE_LOOKUPS, () -> false);
        double idle = lookups(service, IDLE_LOOKUPS, () -> false);
        Thread load = new Thread(() -> service.update("input", entries(LOADED_ENTRIES)), "load");
        load.start();
        double loading = lookups(service, Integer.MAX_VALUE, () -> !load.isAlive());
        load.join();
        result(
            "99 %% of lookups within %.2f µs idle, %.2f µs while %,d entries are loaded: %.1f times"
                .formatted(idle, loading, LOADED_ENTRIES, loading / idle));
      }
    }
  },

  /** Ten million entries of a small record. */
  CAPACITY(4096) {
    @Override
    void run() {
      long start = System.nanoTime();
      long cpu = SYSTEM.getProcessCpuTime();
      try (Service service = new Service(new SmallRecords())) {
        for (long first = 0; first < CAPACITY_ENTRIES; first += CAPACITY_STEP) {
          service.update("records", SmallRecords.entries(first, CAPACITY_STEP));
        }
        SmallRecords.requireAll(service, CAPACITY_ENTRIES);
        result(
            "%,d entries loaded in %.1f s, %.1f s of CPU time, live heap %,d MB of %,d"
                .formatted(
                    CAPACITY_ENTRIES,
                    (System.nanoTime() - start) / 1e9,
                    (SYSTEM.getProcessCpuTime() - cpu) / 1e9,
                    liveBytes() >> 20,
                    Runtime.getRuntime().maxMemory() >> 20));
      }
    }
  },

  /** How long loads and large updates take on as many cores as the process has. */
  CORES(3072) {
    @Override
    void run() {
      String cores = Runtime.getRuntime().availableProcessors() + " cores";
      elapsed(cores + ", load of W1, N=" + HEAP_USERS, Groups.load(HEAP_USERS), 20);
      elapsed(cores + ", load of W2, N=" + READ_ENTRIES, MapChain.loading(READ_ENTRIES), 40);
      elapsed(cores + ", update of 10,000 entries of W4", Lookups.largest(), 200);
    }
  },

  /** Whether the past costs: after a million openings and ten million updates. */
  FLAT(2048) {
    @Override
    void run() {
      try (Service service = Groups.service(FLAT_USERS)) {
        IntConsumer opening = i -> Groups.openAndClose(service, i % FLAT_USERS);
        flatness("opening and closing", opening, OPENINGS, OPENINGS / 50);
      }
      try (Service service = MapChain.service(FLAT_ENTRIES)) {
        IntConsumer update =
            i ->
                service.update(
                    "input", List.of(Entry.of((long) (i % FLAT_ENTRIES), (long) i + FLAT_ENTRIES)));
        flatness("update", update, UPDATES, UPDATES / 50);
      }
    }
  },

  /** How long writes wait while live queries over a million rows are opened. */
  OPENING(3072) {
    @Override
    void run() throws InterruptedException {
      try (LiveOpenings openings = new LiveOpenings()) {
        openings.measure(LongRun::result);
      }
    }
  },

  /** The groups of a hundred thousand users. */
  HEAP(2048) {
    @Override
    void run() {
      long before = liveBytes();
      try (Service service = Groups.service(HEAP_USERS)) {
        long after = liveBytes();
        result(
            "%,d users with their groups: %,d MB of live heap, with %d nodes"
                .formatted(HEAP_USERS, (after - before) >> 20, service.instance().nodeCount()));
      }
    }
  };

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final int READ_ENTRIES = 100_000;
  private static final int LOADED_ENTRIES = 1_000_000;
  private static final int IDLE_LOOKUPS = 1_000_000;
  private static final int CAPACITY_ENTRIES = 10_000_000;
  private static final int CAPACITY_STEP = 100_000;
  private static final int FLAT_USERS = 1000;
  private static final int FLAT_ENTRIES = 10_000;
  private static final int OPENINGS = 1_000_000;
  private static final int UPDATES = 10_000_000;
  private static final int HEAP_USERS = 100_000;
  private static final String RESULT = "result";

  private final int heapMegabytes;

  LongRun(int heapMegabytes) {
    this.heapMegabytes = heapMegabytes;
  }

  abstract void run() throws InterruptedException;

  /** Measures in a process with a heap of a fixed size, and prints what it says. */
  int inProcess() throws IOException {
    return inProcess(Runtime.getRuntime().availableProcessors());
  }

  /** As {@link #inProcess()}, with so many cores and the same collector whatever their number. */
  int inProcess(int cores) throws IOException {
    String heap = heapMegabytes + "m";
    List<String> options =
        List.of("-Xms" + heap, "-Xmx" + heap, "-XX:+UseG1GC", "-XX:ActiveProcessorCount=" + cores);
    try (Peer process = Peer.startJava(LongRun.class, options, List.of(name()))) {
      for (List<String> words = process.await(RESULT);
          !words.equals(List.of("end"));
          words = process.await(RESULT)) {
        System.out.println(String.join(" ", words));
      }
      return 0;
    }
  }

  /** What the process runs. */
  public static void main(String[] arguments) throws InterruptedException {
    valueOf(arguments[0]).run();
    result("end");
  }

  private static void result(String line) {
    System.out.println(RESULT + " " + line);
  }

  /** Does some work until it is compiled, and then so many times. */
  private static void elapsed(String name, Work work, int times) {
    try (work) {
      for (int i = 0; i < times; i++) {
        work.run(i);
      }
      long start = System.nanoTime();
      for (int i = times; i < 2 * times; i++) {
        work.run(i);
      }
      result("%s: %.2f ms".formatted(name, (System.nanoTime() - start) / 1e6 / times));
    }
  }

  /** Something that comes true, perhaps. */
  private interface Condition {
    boolean holds();
  }

  /** What 99 % of lookups did not exceed, in microseconds. */
  private static double lookups(Service service, int most, Condition end) {
    long[] nanos = new long[1024];
    int count = 0;
    while (count < most && !end.holds()) {
      long start = System.nanoTime();
      service
          .instance()
          .getArray("tail", new Resources.NoParameters(), (long) count % READ_ENTRIES);
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * count);
      }
      nanos[count++] = System.nanoTime() - start;
    }
    Arrays.sort(nanos, 0, count);
    return nanos[(int) (count * 0.99)] / 1000.0;
  }

  private static List<Entry<Long, Long>> entries(int count) {
    List<Entry<Long, Long>> entries = new ArrayList<>(count);
    for (long key = 0; key < count; key++) {
      entries.add(Entry.of(key, -1 - key));
    }
    return entries;
  }

  /** Compares the first operations, when they are compiled, with the last. */
  private static void flatness(String name, IntConsumer operation, int times, int sampled) {
    for (int i = 0; i < 2 * sampled; i++) {
      operation.accept(i);
    }
    double first = cpuMicros(operation, 2 * sampled, sampled);
    for (int i = 3 * sampled; i < times; i++) {
      operation.accept(i);
    }
    double last = cpuMicros(operation, times, sampled);
    result(
        "%s: %.2f µs of CPU time at first, %.2f µs after %,d: %+.0f %%"
            .formatted(name, first, last, times, 100 * (last / first - 1)));
  }

  private static double cpuMicros(IntConsumer operation, int from, int count) {
    long cpu = SYSTEM.getProcessCpuTime();
    for (int i = from; i < from + count; i++) {
      operation.accept(i);
    }
    return (SYSTEM.getProcessCpuTime() - cpu) / 1000.0 / count;
  }

  private static long liveBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
