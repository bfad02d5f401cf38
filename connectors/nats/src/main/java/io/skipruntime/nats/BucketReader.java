package io.skipruntime.nats;

import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.KeyValueEntry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The reader of the changes of a bucket, in the order of their revisions, none left out. For one
 * thread.
 *
 * <ul>
 *   <li>{@code pending} is how many there are after those that were read, as far as is known.
 * </ul>
 */
final class BucketReader implements AutoCloseable {

  /** How many changes are read at once. */
  private static final int MAX_CHANGES = 1_000;

  private static final Duration FURTHER = Duration.ofMillis(1);

  private final NatsConnection connection;
  private final JetStreamSubscription subscription;
  private long pending;

  private BucketReader(NatsConnection connection, JetStreamSubscription subscription)
      throws IOException, JetStreamApiException {
    this.connection = connection;
    this.subscription = subscription;
    this.pending = subscription.getConsumerInfo().getCalculatedPending();
  }

  /** A reader of the last change of each key, and of what follows. */
  static BucketReader ofLast(NatsConnection connection, String bucket)
      throws IOException, JetStreamApiException {
    return open(
        connection,
        bucket,
        ConsumerConfiguration.builder().deliverPolicy(DeliverPolicy.LastPerSubject));
  }

  /** A reader of the changes after a revision. */
  static BucketReader after(NatsConnection connection, String bucket, long revision)
      throws IOException, JetStreamApiException {
    return open(
        connection,
        bucket,
        ConsumerConfiguration.builder()
            .deliverPolicy(DeliverPolicy.ByStartSequence)
            .startSequence(revision + 1));
  }

  private static BucketReader open(
      NatsConnection connection, String bucket, ConsumerConfiguration.Builder from)
      throws IOException, JetStreamApiException {
    PushSubscribeOptions options =
        PushSubscribeOptions.builder().stream(NatsConnection.stream(bucket))
            .ordered(true)
            .configuration(from.build())
            .build();
    return new BucketReader(
        connection, connection.jetStream().subscribe(NatsConnection.subject(bucket, ">"), options));
  }

  /** How many changes there are after those that were read; some more may have come since. */
  long pending() {
    return pending;
  }

  /**
   * The next changes.
   *
   * @param limit how long to wait for one
   * @return none if none came
   * @throws IOException if the connection is lost
   */
  List<KeyValueEntry> next(Duration limit) throws IOException, InterruptedException {
    List<KeyValueEntry> changes = new ArrayList<>();
    Message next = subscription.nextMessage(limit);
    while (next != null) {
      changes.add(new KeyValueEntry(next));
      pending = next.metaData().pendingCount();
      next =
          pending == 0 || changes.size() == MAX_CHANGES ? null : subscription.nextMessage(FURTHER);
    }
    connection.requireOpen();
    return changes;
  }

  /**
   * The next ones of changes that are pending.
   *
   * @param limit how long to wait for one
   * @throws IOException if none comes
   */
  List<KeyValueEntry> nextPending(Duration limit) throws IOException, InterruptedException {
    List<KeyValueEntry> changes = next(limit);
    if (changes.isEmpty()) {
      throw new IOException("the server has changes, and none came in time");
    }
    return changes;
  }

  @Override
  public void close() {
    try {
      subscription.unsubscribe();
    } catch (IllegalStateException e) {
      System.getLogger(BucketReader.class.getName())
          .log(System.Logger.Level.DEBUG, "the connection has ended before its subscription", e);
    }
  }
}
