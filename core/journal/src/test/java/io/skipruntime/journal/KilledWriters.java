package io.skipruntime.journal;

import io.skipruntime.Entry;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * A process with a service and eight writers, each of which counts a key up and prints what was
 * acknowledged: {@code writer number}. It goes on until it is killed.
 */
final class KilledWriters {

  static final int WRITERS = 8;

  private KilledWriters() {}

  /** Takes the directory. */
  public static void main(String[] arguments) {
    ServiceInstance service =
        ServiceInstance.start(
            new CountersService(10),
            EngineOptions.defaults()
                .withPersistence(Persistence.in(Path.of(arguments[0])).withSnapshotBytes(50_000)));
    long[] last = new long[WRITERS];
    for (int writer = 0; writer < WRITERS; writer++) {
      last[writer] = value(service, "writer" + writer);
      System.out.println("writer" + writer + " " + last[writer]);
    }
    for (int writer = 0; writer < WRITERS; writer++) {
      String key = "writer" + writer;
      long from = last[writer];
      Thread.ofPlatform().start(() -> write(service, key, from));
    }
  }

  /** The value of a counter; 0 if it is not there. */
  static long value(ServiceInstance service, String key) {
    List<Long> values = service.getArray("counters", new CountersService.All(), key);
    return values.isEmpty() ? 0 : values.getFirst();
  }

  private static void write(ServiceInstance service, String key, long last) {
    PrintStream out = System.out;
    for (long number = last + 1; ; number++) {
      service.update("counters", List.of(Entry.of(key, number)));
      out.println(key + " " + number);
    }
  }
}
