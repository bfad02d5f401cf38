package io.skipruntime.nats;

import io.nats.client.JetStreamApiException;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueOperation;
import io.nats.client.api.StreamInfo;
import io.skipruntime.ExternalService.Callbacks;
import io.skipruntime.ExternalService.Delivery;
import io.skipruntime.InvalidInputException;
import io.skipruntime.SourceStatus;
import io.skipruntime.client.feed.Backoff;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.connect.EntryReader;
import io.skipruntime.connect.SubscriptionFeed;
import io.skipruntime.json.DecodeException;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonSyntaxException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The feed of one subscription of a bucket. An attempt is a connection, which lasts until something
 * fails: it goes on from the mark that the service has, or reads the last change of each key and
 * delivers that as one replacement; then it delivers the changes as they come.
 *
 * <ul>
 *   <li>{@code taken} is the mark whose changes are part of the service; empty if all is to be
 *       read. What was delivered and refused comes again, which changes nothing in a table.
 *   <li>While nothing changes, the mark is renewed now and then, since its time says for how long
 *       the service was away.
 *   <li>All is for the feed's own thread.
 * </ul>
 */
final class BucketFeed extends SubscriptionFeed {

  private static final long FIRST_RETRY_MILLIS = 500;
  private static final int RENEWALS = 10;

  private final BucketTable table;
  private final NatsOptions options;
  private final NatsFailures failures;
  private final EntryReader keys;
  private final EntryReader values;
  private final String position;
  private Optional<BucketMark> taken;

  /**
   * A feed that is not started.
   *
   * @param name of the resource
   * @throws IllegalArgumentException if JSON has no form for a type that the resource is used with
   */
  BucketFeed(String name, BucketTable table, NatsOptions options, Callbacks callbacks) {
    super(
        "skip-nats-" + name,
        callbacks,
        new Backoff(FIRST_RETRY_MILLIS, options.line().maxRetryMillis()));
    var usedAs = callbacks.resource();
    this.table = table;
    this.options = options;
    this.failures = new NatsFailures(options);
    this.keys = EntryReader.of(usedAs.keyType());
    this.values = EntryReader.of(usedAs.valueType());
    this.position =
        "%s %s %s"
            .formatted(name, usedAs.keyType().getTypeName(), usedAs.valueType().getTypeName());
    this.taken = position(position).flatMap(BucketMark::of);
  }

  @Override
  protected long attempt() throws SourceException, InterruptedException {
    try (NatsConnection connection = NatsConnection.open(options)) {
      follow(connection);
      return 0;
    } catch (IOException | JetStreamApiException | IllegalStateException e) {
      if (isStopped()) { // which has interrupted it
        throw new InterruptedException();
      }
      throw failures.ofSource(e);
    }
  }

  private void follow(NatsConnection connection)
      throws IOException, JetStreamApiException, SourceException, InterruptedException {
    StreamInfo info = bucket(connection);
    if (!info.getConfig().getMaxAge().isZero()) {
      throw SourceException.lasting(
          "the bucket %s has a time to live, and NATS does not tell which keys expire; use one without"
              .formatted(table.bucket()));
    }
    taken = taken.filter(mark -> isContinued(mark, info));
    try (BucketReader reader =
        taken.isPresent()
            ? BucketReader.after(connection, table.bucket(), taken.get().revision())
            : BucketReader.ofLast(connection, table.bucket())) {
      if (taken.isEmpty()) {
        load(reader, info);
      } else if (reader.pending() == 0) {
        confirm();
      }
      while (!isStopped()) {
        take(reader);
        StreamInfo now = bucket(connection);
        if (!isContinued(taken.orElseThrow(), now)) {
          taken = Optional.empty();
          throw SourceException.passing(
              "the bucket %s was made again, or has lost changes; all is read again"
                  .formatted(table.bucket()));
        }
      }
    }
  }

  private StreamInfo bucket(NatsConnection connection)
      throws IOException, JetStreamApiException, SourceException {
    return connection
        .find(table.bucket())
        .orElseThrow(() ->
            SourceException.passing(
                "there is no bucket %s: nats kv add %s; what it had stays until it is there"
                    .formatted(table.bucket(), table.bucket())));
  }

  /** Whether the changes after a mark are all that there were. */
  private boolean isContinued(BucketMark mark, StreamInfo info) {
    return mark.bucket().equals(table.bucket())
        && mark.created().equals(info.getCreateTime().toString())
        && mark.revision() <= info.getStreamState().getLastSequence()
        && System.currentTimeMillis() - mark.atMillis() < table.markersMillis();
  }

  /** Reads the last change of each key, and delivers that in place of what there was. */
  private void load(BucketReader reader, StreamInfo info)
      throws IOException, SourceException, InterruptedException {
    Delivery delivery = callbacks().begin();
    delivery.replace(callbacks());
    long total = reader.pending();
    long revision = info.getStreamState().getLastSequence();
    while (reader.pending() > 0 && !isStopped()) {
      for (KeyValueEntry each :
          reader.nextPending(Duration.ofMillis(options.line().timeoutMillis()))) {
        put(each, delivery);
        revision = Math.max(revision, each.getRevision());
      }
      callbacks().report(new SourceStatus.Progress(Math.max(0, total - reader.pending()), total));
    }
    commit(
        delivery,
        new BucketMark(
            table.bucket(), info.getCreateTime().toString(), revision, System.currentTimeMillis()));
  }

  /** Delivers what comes until it is time to look at the bucket. */
  private void take(BucketReader reader) throws IOException, SourceException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(options.line().checkMillis());
    long left = options.line().checkMillis();
    while (left > 0 && !isStopped()) {
      List<KeyValueEntry> changes = reader.next(Duration.ofMillis(left));
      BucketMark mark = taken.orElseThrow();
      long sinceMillis = System.currentTimeMillis() - mark.atMillis();
      if (!changes.isEmpty()) {
        Delivery delivery = callbacks().begin();
        changes.forEach(each -> put(each, delivery));
        commit(delivery, mark.at(changes.getLast().getRevision()));
      } else if (reader.pending() == 0 && sinceMillis > table.markersMillis() / RENEWALS) {
        commit(callbacks().begin(), mark.at(mark.revision()));
      }
      callbacks().report(new SourceStatus.Lag(reader.pending(), "changes", Optional.empty()));
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
  }

  private void commit(Delivery delivery, BucketMark reached) throws SourceException {
    deliver(delivery, position, reached.json());
    taken = Optional.of(reached);
  }

  private void put(KeyValueEntry change, Delivery delivery) {
    String name = change.getKey();
    if (name.equals(SinkMark.KEY)) {
      return;
    }
    Object key;
    try {
      key = keys.read(Json.of(name));
    } catch (DecodeException e) {
      delivery.reject(callbacks(), name, "the key: " + SourceException.messageOf(e));
      return;
    }
    if (change.getOperation() != KeyValueOperation.PUT) {
      delivery.put(callbacks(), key, List.of());
      return;
    }
    try {
      byte[] bytes = change.getValue() == null ? new byte[0] : change.getValue();
      delivery.put(callbacks(), key, List.of(values.read(Json.parse(bytes))));
    } catch (JsonSyntaxException | DecodeException | InvalidInputException e) {
      delivery.reject(
          callbacks(),
          key,
          "%s, revision %d: %s"
              .formatted(table.bucket(), change.getRevision(), SourceException.messageOf(e)));
    }
  }
}
