package io.skipruntime.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.ComputationException;
import io.skipruntime.Entry;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Watermark;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A process with a service and eight writers, each of which counts a key up. It goes on until it is
 * killed, and prints:
 *
 * <ul>
 *   <li>first {@code state TICK KEY=NUMBER…}, which is what it has recovered;
 *   <li>{@code writer NUMBER TICK} for each write that was acknowledged.
 * </ul>
 *
 * <p>It ends by itself only where a writer fails, or when no test reads it any more.
 */
final class KilledWriters {

  static final int WRITERS = 8;

  /** Each of so many writes of a writer is one that the service's function refuses. */
  private static final int REFUSED = 16;

  private KilledWriters() {}

  /** Takes the directory. */
  public static void main(String[] arguments) {
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
      failure.printStackTrace();
      Runtime.getRuntime().halt(1);
    });
    ServiceInstance service =
        ServiceInstance.start(
            new CountersService(10),
            EngineOptions.defaults()
                .withPersistence(Persistence.in(Path.of(arguments[0])).withSnapshotBytes(50_000)));
    System.out.println(state(service));
    for (int writer = 0; writer < WRITERS; writer++) {
      String key = "writer" + writer;
      long from = value(service, key);
      Thread.ofPlatform().start(() -> write(service, key, from));
    }
  }

  /** The line that says what a service has, after a look whether what it computed fits that. */
  static String state(ServiceInstance service) {
    List<Entry<String, Long>> counters = service.getAll("counters", new CountersService.All());
    Map<Long, List<String>> expected = new HashMap<>();
    counters.forEach(entry ->
        expected.merge(
            entry.values().getFirst() % 10, List.of(entry.key()), KilledWriters::joined));
    List<Entry<Long, String>> remainders =
        service.getAll("remainders", new CountersService.Remainders());
    assertThat(remainders.stream().collect(Collectors.toMap(Entry::key, Entry::values)))
        .isEqualTo(expected);
    return counters.stream()
        .map(entry -> entry.key() + "=" + entry.values().getFirst())
        .collect(Collectors.joining(" ", "state " + service.watermark().tick() + " ", ""));
  }

  private static List<String> joined(List<String> some, List<String> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  /** The value of a counter; 0 if it is not there. */
  static long value(ServiceInstance service, String key) {
    List<Long> values = service.getArray("counters", new CountersService.All(), key);
    return values.isEmpty() ? 0 : values.getFirst();
  }

  private static void write(ServiceInstance service, String key, long last) {
    PrintStream out = System.out;
    for (long number = last + 1; ; number++) {
      if (number % REFUSED == 0) {
        writeRefused(service, key + "refused");
      }
      Watermark watermark = service.update("counters", List.of(Entry.of(key, number)));
      out.println(key + " " + number + " " + watermark.tick());
      endUnlessRead(out);
    }
  }

  /** Ends the process if the test that it writes to is gone. */
  static void endUnlessRead(PrintStream out) {
    if (out.checkError()) {
      Runtime.getRuntime().halt(1);
    }
  }

  private static void writeRefused(ServiceInstance service, String key) {
    try {
      service.update("counters", List.of(Entry.of(key, CountersService.REFUSED)));
    } catch (ComputationException refused) {
      return;
    }
    throw new AssertionError("the write of " + key + " was not refused");
  }
}
