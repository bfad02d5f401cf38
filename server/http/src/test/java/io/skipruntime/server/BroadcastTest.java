package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * One update reaches very many subscribers. System property {@code skip.subscribers} says how many.
 */
final class BroadcastTest {

  private static final int SUBSCRIBERS = Integer.getInteger("skip.subscribers", 2_000);
  private static final int UPDATES = 5;
  private static final int OTHER_FILES = 500;
  private static final long MAX_HEAP_BYTES_EACH = 20_000;

  private static long maxFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }

  private static double millis(long nanos) {
    return nanos / (double) TimeUnit.MILLISECONDS.toNanos(1);
  }

  @Test
  void update_reachesAllSubscribers_encodedOnce_andItsWriterDoesNotWait() {
    assumeTrue(
        maxFiles() > SUBSCRIBERS + OTHER_FILES,
        "a process may have only " + maxFiles() + " open files; raise it by ulimit -n");
    try (ChildServer server = new ChildServer("512m");
        TextWriter writer = new TextWriter(server.controlPort());
        ManyReaders readers = new ManyReaders()) {
      final ChildServer.Memory before = server.memory();
      long start = System.nanoTime();
      readers.connect(server.streamingPort(), "/v1/resources/texts", SUBSCRIBERS, "event: init");
      System.out.printf(
          "%d subscribers in %.0f ms%n", SUBSCRIBERS, millis(System.nanoTime() - start));
      long heapBytes = (server.memory().heapBytes() - before.heapBytes()) / SUBSCRIBERS;
      System.out.printf("%d bytes of heap each%n", heapBytes);
      assertThat(heapBytes).isLessThan(MAX_HEAP_BYTES_EACH);
      for (int i = 0; i < UPDATES; i++) {
        readers.forget();
        final long encoded = server.metric("skip_events_encoded_total");
        final long written = System.nanoTime();
        long answered = writer.write("key", "text" + i);
        readers.awaitAll("[[\"key\",[\"text" + i + "\"]]]");
        System.out.printf(
            "answered in %.1f ms, with all in %.0f ms%n",
            millis(answered), millis(System.nanoTime() - written));
        // twice if the collector took it before the second event loop came to it
        assertThat(server.metric("skip_events_encoded_total")).isBetween(encoded + 1, encoded + 2);
      }
      assertThat(server.metric("skip_subscribers")).isEqualTo(SUBSCRIBERS);
      assertThat(server.metric("skip_events_sent_total")).isEqualTo(SUBSCRIBERS * (1L + UPDATES));
    }
  }
}
