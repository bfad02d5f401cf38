package io.skipruntime.server.stream;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The event streams that connections follow now. May be used by any thread. */
public final class OpenStreams {

  private static final long RETRY_MIN_MILLIS = 1_000;
  private static final long RETRY_MAX_MILLIS = 5_000;

  private final Set<OpenStream> streams = ConcurrentHashMap.newKeySet();
  private final PartlySent partlySent;

  /** With a bound for {@link #partlySent}. */
  public OpenStreams(long partlySentBytes) {
    partlySent = new PartlySent(partlySentBytes);
  }

  void add(OpenStream stream) {
    streams.add(stream);
  }

  void remove(OpenStream stream) {
    streams.remove(stream);
  }

  /** How many streams connections follow; one that is followed twice counts twice. */
  public int size() {
    return streams.stream().mapToInt(OpenStream::size).sum();
  }

  /** The events that some of them have sent a part of; bounded. */
  public PartlySent partlySent() {
    return partlySent;
  }

  /** How many of them have sockets that do not take what there is for them. */
  public long lagging() {
    return streams.stream().filter(OpenStream::isLagging).count();
  }

  /** How many connections follow streams. */
  public int connections() {
    return streams.size();
  }

  /**
   * Some of the connections, those that lag first.
   *
   * @param most how many
   * @param millis how long the event loops are waited for; what has not been told by then is left
   *     out
   */
  public List<ConnectionDescription> describe(int most, long millis) {
    List<CompletableFuture<ConnectionDescription>> asked =
        streams.stream()
            .sorted(Comparator.comparing((OpenStream each) -> !each.isLagging()))
            .limit(most)
            .map(OpenStream::describe)
            .toList();
    CompletableFuture.allOf(asked.toArray(new CompletableFuture<?>[0]))
        .completeOnTimeout(null, millis, TimeUnit.MILLISECONDS)
        .join();
    return asked.stream().filter(CompletableFuture::isDone).map(CompletableFuture::join).toList();
  }

  /**
   * Ends all streams because the server ends; clients are told to come back at different times.
   *
   * @return completes when all ends are sent, which is never if a client does not read
   */
  public CompletableFuture<?> shutDown() {
    List<CompletableFuture<?>> ends = new ArrayList<>();
    for (OpenStream stream : streams) {
      long retryMillis = ThreadLocalRandom.current().nextLong(RETRY_MIN_MILLIS, RETRY_MAX_MILLIS);
      ends.add(stream.shutDown(retryMillis));
    }
    return CompletableFuture.allOf(ends.toArray(new CompletableFuture<?>[0]));
  }

  /** Ends all connections, whatever is still to be sent. */
  public void cutOff() {
    streams.forEach(OpenStream::cutOff);
  }
}
