package io.skipruntime.postgres;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The commits that were given to the service and that are not durable yet, in order. For one
 * thread.
 */
final class Flights {

  /**
   * A commit.
   *
   * @param lsn its end
   * @param isNoted whether the service keeps the position with it
   */
  private record Flight(long lsn, boolean isNoted, CompletableFuture<Void> shown) {}

  private static final int MAX_FLIGHTS = 1_000;
  private static final long END_SECONDS = 10;

  private final Deque<Flight> flights = new ArrayDeque<>();

  /** Adds a commit; waits for the first one if there are many. */
  void add(long lsn, boolean isNoted, CompletableFuture<Void> shown) {
    flights.addLast(new Flight(lsn, isNoted, shown));
    if (flights.size() > MAX_FLIGHTS) {
      flights.getFirst().shown().join();
    }
  }

  /** Adds what has no data and is done as soon as all before it is. */
  void addEmpty(long lsn, boolean isNoted) {
    flights.addLast(
        new Flight(
            lsn,
            isNoted,
            flights.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : flights.getLast().shown()));
  }

  boolean isEmpty() {
    return flights.isEmpty();
  }

  /**
   * Takes those that are done off.
   *
   * @return the last position among them that is noted; empty if there is none
   * @throws java.util.concurrent.CompletionException if one could not be made durable
   */
  OptionalLong landed() {
    OptionalLong last = OptionalLong.empty();
    while (!flights.isEmpty() && flights.getFirst().shown().isDone()) {
      Flight flight = flights.removeFirst();
      flight.shown().join();
      last = flight.isNoted() ? OptionalLong.of(flight.lsn()) : last;
    }
    return last;
  }

  /** Waits for all, so that the positions that are kept are those of what was given. */
  void await() {
    boolean wasInterrupted = Thread.interrupted();
    for (Flight flight : flights) {
      try {
        flight.shown().get(END_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        break;
      } catch (InterruptedException e) {
        wasInterrupted = true;
      }
    }
    flights.clear();
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
