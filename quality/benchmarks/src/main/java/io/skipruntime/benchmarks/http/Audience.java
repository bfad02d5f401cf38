package io.skipruntime.benchmarks.http;

import java.io.IOException;

/**
 * Subscribers of one entry, who all have to get each event, with what was written.
 *
 * <ul>
 *   <li>{@code received} is how many have got {@code expected}.
 * </ul>
 */
final class Audience {

  private static final long KEY = 5;
  private static final int LEAST_ROUNDS = 5;
  private static final String STREAM = "one";

  private final Clients clients;
  private final Writes writes;
  private final int size;
  private Latencies latencies = new Latencies();
  private String expected;
  private int received;
  private long writtenAt;

  Audience(Clients clients, Writes writes, int size) throws IOException {
    this.clients = clients;
    this.writes = writes;
    this.size = size;
    expected = write();
    for (int i = 0; i < size; i++) {
      clients.subscribe(STREAM, String.valueOf(KEY), this::receive);
    }
    clients.serveUntil(() -> received == size);
  }

  private void receive(String data) {
    if (!data.equals(expected)) {
      throw new IllegalStateException("an event has " + data + " instead of " + expected);
    }
    received++;
    latencies.add(System.nanoTime() - writtenAt);
  }

  /** Writes, and gives the data that events of it have. */
  private String write() throws IOException {
    long value = writes.nextValue();
    received = 0;
    writtenAt = System.nanoTime();
    expected = Writes.body(KEY, value + 1);
    clients.ask("PATCH", "/v1/inputs/input", Writes.body(KEY, value));
    return expected;
  }

  /** Writes again and again, each time when all have received what was written before. */
  Traffic writeFor(long millis) throws IOException {
    latencies = new Latencies();
    long start = System.nanoTime();
    long end = start + millis * 1_000_000;
    int rounds = 0;
    while (rounds < LEAST_ROUNDS || System.nanoTime() < end) {
      expected = write();
      clients.serveUntil(() -> received == size);
      rounds++;
    }
    return Traffic.of((long) rounds * size, System.nanoTime() - start, latencies);
  }
}
