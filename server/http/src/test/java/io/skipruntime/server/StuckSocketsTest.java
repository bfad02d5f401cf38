package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.server.ChildServer.Memory;
import io.skipruntime.server.EventReader.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Sockets that do not read cost others nothing: two servers with a small heap are written to in
 * turn, and only one of them has such sockets. System properties {@code skip.stuck} and {@code
 * skip.updates} say how many of them, and of updates; with {@code skip.strict} what healthy
 * subscribers and writers have to wait is compared without allowance for a busy machine.
 */
final class StuckSocketsTest {

  private static final int STUCK = Integer.getInteger("skip.stuck", 100);
  private static final int UPDATES = Integer.getInteger("skip.updates", 1_000);
  private static final long ALLOWANCE_NANOS =
      Boolean.getBoolean("skip.strict") ? 0 : TimeUnit.MILLISECONDS.toNanos(20);
  private static final int HEALTHY = 4;
  private static final int TIMEOUT_SECONDS = 60;
  private static final int KEYS = 1_000;
  private static final int TURN = 100;
  private static final int WARM_UP = 500;
  private static final int SMALL_WINDOW = 4096;
  private static final String KILOBYTE = "x".repeat(1000);
  private static final long MAX_GROWTH_BYTES = 64L << 20;
  private static final String[] PATIENT = {
    "--write-stall-seconds", "100000", "--idle-seconds", "100000"
  };

  @Test
  void stuckSockets_holdLittle_andDelayNobody() throws Exception {
    try (Side alone = new Side();
        Side crowded = new Side()) {
      run(alone, crowded, WARM_UP);
      alone.forget();
      crowded.forget();
      final Memory before = crowded.server.memory();
      crowded.addStuck(STUCK);

      run(alone, crowded, UPDATES);

      assertThat(crowded.server.metric("skip_lagging_subscribers")).isEqualTo(STUCK);
      Memory after = crowded.server.memory();
      System.out.printf(
          "%d stuck sockets, %d updates: heap %+d KiB, direct memory %+d KiB%n  alone   %s%n"
              + "  crowded %s%n",
          STUCK,
          UPDATES,
          (after.heapBytes() - before.heapBytes()) >> 10,
          (after.directBytes() - before.directBytes()) >> 10,
          alone,
          crowded);
      assertThat(after.heapBytes() - before.heapBytes()).isLessThan(MAX_GROWTH_BYTES);
      assertThat(after.directBytes() - before.directBytes()).isLessThan(MAX_GROWTH_BYTES);
      assertThat(crowded.events.percentile(99))
          .isLessThan(2 * alone.events.percentile(99) + ALLOWANCE_NANOS);
      assertThat(crowded.writes.percentile(99))
          .isLessThan(2 * alone.writes.percentile(99) + ALLOWANCE_NANOS);
    }
  }

  private static void run(Side alone, Side crowded, int updates) throws InterruptedException {
    for (int i = 0; i < updates; i += TURN) {
      alone.write(i, Math.min(i + TURN, updates));
      crowded.write(i, Math.min(i + TURN, updates));
    }
  }

  /** Durations of one kind. */
  private static final class Sample {
    private long[] nanos = new long[1024];
    private int count;

    synchronized void add(long duration) {
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * count);
      }
      nanos[count++] = duration;
    }

    synchronized long percentile(int percent) {
      long[] sorted = Arrays.copyOf(nanos, count);
      Arrays.sort(sorted);
      return sorted[(int) ((long) (count - 1) * percent / 100)];
    }

    synchronized void clear() {
      count = 0;
    }

    @Override
    public String toString() {
      return "p50 %.2f ms, p99 %.2f ms"
          .formatted(percentile(50) / (double) MILLI, percentile(99) / (double) MILLI);
    }

    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  }

  /** A server, its writer, and its healthy subscribers. */
  private static final class Side implements AutoCloseable {
    private final ChildServer server = new ChildServer("256m", PATIENT);
    private final TextWriter writer = new TextWriter(server.controlPort());
    private final List<EventReader> stuck = new ArrayList<>();
    private final List<EventReader> healthy = new ArrayList<>();
    private final Semaphore received = new Semaphore(0);
    private final Sample events = new Sample();
    private final Sample writes = new Sample();

    Side() {
      for (int i = 0; i < HEALTHY; i++) {
        EventReader reader = new EventReader(server.streamingPort(), "/v1/resources/texts");
        reader.next();
        healthy.add(reader);
        Thread.ofPlatform().daemon().start(() -> follow(reader));
      }
    }

    private void follow(EventReader reader) {
      while (true) {
        Event event;
        try {
          event = reader.next();
        } catch (RuntimeException | AssertionError e) {
          return; // it was closed
        }
        long now = System.nanoTime();
        for (int at = event.data().indexOf('@'); at >= 0; at = event.data().indexOf('@', at + 1)) {
          int end = event.data().indexOf('x', at);
          events.add(now - Long.parseLong(event.data(), at + 1, end, 10));
          received.release();
        }
      }
    }

    /** Opens connections that take a little and then nothing any more. */
    void addStuck(int count) {
      for (int i = 0; i < count; i++) {
        stuck.add(new EventReader(server.streamingPort(), SMALL_WINDOW, "/v1/resources/texts"));
      }
    }

    /** Writes, and waits until the healthy have it all. */
    void write(int from, int to) throws InterruptedException {
      for (int i = from; i < to; i++) {
        writes.add(writer.write("key" + i % KEYS, "@" + System.nanoTime() + KILOBYTE));
      }
      int due = HEALTHY * (to - from);
      if (!received.tryAcquire(due, TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(due + " events are due, " + received + " came");
      }
    }

    void forget() {
      events.clear();
      writes.clear();
    }

    @Override
    public void close() {
      stuck.forEach(EventReader::close);
      healthy.forEach(EventReader::close);
      writer.close();
      server.close();
    }

    @Override
    public String toString() {
      return "events %s; writes %s".formatted(events, writes);
    }
  }
}
