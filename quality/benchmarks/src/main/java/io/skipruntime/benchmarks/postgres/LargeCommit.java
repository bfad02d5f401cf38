package io.skipruntime.benchmarks.postgres;

import com.sun.management.GarbageCollectionNotificationInfo;
import io.skipruntime.benchmarks.measure.Arrivals;
import io.skipruntime.benchmarks.measure.Program;
import io.skipruntime.engine.ServiceInstance;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * A program that sees one large commit, in a process of its own with a small heap. It is told the
 * address, the role and the password in three lines, says {@code ready}, and {@code seen} when it
 * has the commit; then {@code heap} and two numbers of bytes: by how much the heap had grown at
 * most after a collection, and by how much it has grown in the end.
 */
final class LargeCommit {

  private LargeCommit() {}

  /** Runs as the program that the first argument names, for a commit of so many rows. */
  public static void main(String[] arguments) throws IOException, SQLException {
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    BenchmarkDatabase database = BenchmarkDatabase.at(line(input), line(input), line(input));
    int rows = Integer.parseInt(arguments[1]);
    if (Program.valueOf(arguments[0]) == Program.HAND) {
      try (BareReader reader =
          new BareReader(database.url(), database.user(), database.password(), new Arrivals(1))) {
        see(reader.largeCommit());
      }
      return;
    }
    try (ServiceInstance service = SkipFollower.start(database)) {
      see(seenBySubscriber(service, rows));
    }
  }

  private static CompletableFuture<Void> seenBySubscriber(ServiceInstance service, int rows) {
    CompletableFuture<Void> seen = new CompletableFuture<>();
    Subscriber subscriber =
        new Subscriber(
            service,
            "posts",
            "large",
            update -> {
              if (update.values().size() == rows) {
                seen.complete(null);
              }
            });
    return seen.whenComplete((nothing, failure) -> subscriber.end());
  }

  private static String line(BufferedReader input) throws IOException {
    return Objects.requireNonNull(input.readLine());
  }

  private static void see(CompletableFuture<Void> seen) {
    long before = liveBytes();
    AtomicLong most = watchedHeap();
    System.out.println("ready");
    seen.join();
    System.out.println("seen");
    long after = liveBytes();
    System.out.println("heap " + (Math.max(most.get(), after) - before) + " " + (after - before));
  }

  /** The most that the heap has held after a collection, from now on. */
  private static AtomicLong watchedHeap() {
    AtomicLong most = new AtomicLong();
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (collector instanceof NotificationEmitter emitter) {
        emitter.addNotificationListener(
            (notification, handback) -> {
              if (notification.getUserData() instanceof CompositeData data) {
                long used =
                    GarbageCollectionNotificationInfo.from(data)
                        .getGcInfo()
                        .getMemoryUsageAfterGc()
                        .entrySet()
                        .stream()
                        .filter(pool -> isHeap(pool.getKey()))
                        .map(pool -> pool.getValue())
                        .mapToLong(MemoryUsage::getUsed)
                        .sum();
                most.accumulateAndGet(used, Math::max);
              }
            },
            null,
            null);
      }
    }
    return most;
  }

  private static boolean isHeap(String pool) {
    return pool.startsWith("G1")
        || pool.startsWith("Tenured")
        || pool.startsWith("Survivor")
        || pool.startsWith("Eden")
        || pool.startsWith("PS");
  }

  private static long liveBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
