package io.skipruntime.nats;

import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.PublishOptions;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import io.skipruntime.Sink;
import io.skipruntime.SinkException;
import io.skipruntime.SinkPosition;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The writer of a bucket, of which there is one at a time: the server refuses what another one has
 * under way or sends later. For one thread.
 *
 * <ul>
 *   <li>Each change names the revision that it follows, the last of the stream, and the server
 *       refuses it if that is another. As nothing else writes to the bucket, a writer knows it
 *       before the answers are there, and sends up to {@link #WINDOW} changes at a time.
 *   <li>A writer that takes the bucket over writes its {@link SinkMark} as many times in a row.
 *       With that the revision is beyond what any change follows that another writer has under way.
 *   <li>The mark with the position of a batch follows when the server has all its changes: while it
 *       refuses one, since something else has written, it may take those behind it.
 *   <li>{@code last} is the last revision when the server has taken what is {@code waiting}, and
 *       {@code mark} that of the last mark.
 * </ul>
 */
final class BucketWriter {

  /** How many changes are under way at most. */
  private static final int WINDOW = 128;

  private static final int MAX_CLAIMS = 100;

  /** The codes of the answer that a change follows another revision than it says. */
  private static final Set<Integer> WRONG_REVISION = Set.of(10_071, 10_164);

  private final NatsConnection connection;
  private final JetStream target;
  private final String bucket;
  private final Sink.Context context;
  private final NatsFailures failures;
  private final long timeoutMillis;
  private final Queue<CompletableFuture<PublishAck>> waiting = new ArrayDeque<>();
  private Optional<SinkPosition> position = Optional.empty();
  private long last;
  private long mark;

  BucketWriter(NatsConnection connection, NatsOptions options, String bucket, Sink.Context context)
      throws IOException {
    this.connection = connection;
    this.target = connection.jetStream();
    this.bucket = bucket;
    this.context = context;
    this.failures = new NatsFailures(options);
    this.timeoutMillis = options.line().timeoutMillis();
  }

  /**
   * Takes the bucket over from other writers.
   *
   * @return the position up to which the bucket has everything
   * @throws SinkException if this process was replaced
   */
  Optional<SinkPosition> claim()
      throws IOException, JetStreamApiException, SinkException, InterruptedException {
    for (int round = 0; round < MAX_CLAIMS; round++) {
      SinkMark known = SinkMark.of(connection, bucket);
      if (context.isReconnect() && known.owner().filter(this::isOther).isPresent()) {
        throw replaced();
      }
      OptionalLong first = replace(known.revision(), known.position());
      if (first.isPresent() && isAlone(first.getAsLong(), known.position())) {
        position = known.position();
        return position;
      }
    }
    throw SinkException.passing(
        "other processes take the bucket %s over at the same time".formatted(bucket));
  }

  private boolean isOther(String owner) {
    return !owner.equals(context.owner());
  }

  private SinkException replaced() {
    return SinkException.lasting(
        "another process writes to the bucket %s, and this one, as the sink %s, does not any more"
            .formatted(bucket, context.name()));
  }

  /** Writes the mark if its revision is still the given one; gives its revision then. */
  private OptionalLong replace(long revision, Optional<SinkPosition> reached)
      throws IOException, JetStreamApiException {
    PublishOptions options = PublishOptions.builder().expectedLastSubjectSequence(revision).build();
    try {
      PublishAck taken =
          target.publish(
              NatsConnection.subject(bucket, SinkMark.KEY),
              SinkMark.headers(context.owner(), reached),
              new byte[0],
              options);
      return OptionalLong.of(taken.getSeqno());
    } catch (JetStreamApiException e) {
      if (WRONG_REVISION.contains(e.getApiErrorCode())) {
        return OptionalLong.empty();
      }
      throw e;
    }
  }

  /** Writes the rest of the marks; tells whether nothing else came between. */
  private boolean isAlone(long first, Optional<SinkPosition> reached)
      throws IOException, SinkException, InterruptedException {
    connection.requireOpen();
    Headers headers = SinkMark.headers(context.owner(), reached);
    for (int i = 1; i < WINDOW; i++) {
      waiting.add(
          target.publishAsync(NatsConnection.subject(bucket, SinkMark.KEY), headers, new byte[0]));
    }
    last = first;
    boolean isAlone = true;
    while (!waiting.isEmpty()) {
      long revision;
      try {
        revision = awaitFirst();
      } catch (DisturbedException e) { // these follow nothing
        throw new IllegalStateException(e);
      }
      isAlone &= revision == last + 1;
      last = revision;
    }
    mark = last;
    return isAlone;
  }

  /**
   * Finds out what the last revision is, after something else has written or may have.
   *
   * @throws SinkException if that was another process of the service
   */
  void renew() throws IOException, JetStreamApiException, SinkException {
    waiting.clear(); // all of it was sent before, so the server handles it before
    OptionalLong renewed = replace(mark, position);
    if (renewed.isEmpty()) {
      if (SinkMark.of(connection, bucket).owner().filter(this::isOther).isPresent()) {
        throw replaced();
      }
      throw SinkException.passing(
          "the bucket %s was made again, or its key %s was changed"
              .formatted(bucket, SinkMark.KEY));
    }
    mark = renewed.getAsLong();
    last = mark;
  }

  /**
   * Sends a change; when it returns, the server may not have it yet.
   *
   * @throws DisturbedException if one was refused, since something else has written
   */
  void publish(String key, Headers headers, byte[] value)
      throws IOException, SinkException, InterruptedException, DisturbedException {
    connection.requireOpen();
    PublishOptions options = PublishOptions.builder().expectedLastSequence(last).build();
    waiting.add(target.publishAsync(NatsConnection.subject(bucket, key), headers, value, options));
    last++;
    if (waiting.size() == WINDOW) {
      awaitFirst();
    }
  }

  /**
   * Waits until the server has all changes, and notes the position that they lead to.
   *
   * @throws DisturbedException if one was refused, since something else has written
   */
  void finish(SinkPosition reached)
      throws IOException, SinkException, InterruptedException, DisturbedException {
    settle();
    publish(SinkMark.KEY, SinkMark.headers(context.owner(), Optional.of(reached)), new byte[0]);
    settle();
    mark = last;
    position = Optional.of(reached);
  }

  private void settle() throws SinkException, InterruptedException, DisturbedException {
    while (!waiting.isEmpty()) {
      awaitFirst();
    }
  }

  /** Waits for the answer to the first change that is under way; gives its revision. */
  private long awaitFirst() throws SinkException, InterruptedException, DisturbedException {
    try {
      return waiting.remove().get(timeoutMillis, TimeUnit.MILLISECONDS).getSeqno();
    } catch (ExecutionException e) {
      if (isOfRevision(e)) {
        throw new DisturbedException();
      }
      throw failures.ofSink(e);
    } catch (TimeoutException e) {
      throw SinkException.passing("NATS does not answer within %d ms".formatted(timeoutMillis));
    }
  }

  private static boolean isOfRevision(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof JetStreamApiException refusal
        ? WRONG_REVISION.contains(refusal.getApiErrorCode())
        : cause != null && cause != failure && isOfRevision(cause);
  }
}
