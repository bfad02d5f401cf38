package io.skipruntime.redis;

import io.skipruntime.ExternalService.Callbacks;
import io.skipruntime.ExternalService.Delivery;
import io.skipruntime.SourceStatus;
import io.skipruntime.client.feed.Backoff;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.connect.SubscriptionFeed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The feed of one subscription of a stream. An attempt is a connection, which lasts until something
 * fails: it goes on from the mark that the service has, or reads all there is and delivers that as
 * one replacement; then it delivers what each look brings.
 *
 * <ul>
 *   <li>{@code taken} is the mark whose records are part of the service; empty if all is to be
 *       read. What was delivered and refused comes again, which changes nothing in a table.
 *   <li>{@code caughtUpNanos} is when nothing was behind at last.
 *   <li>All is for the feed's own thread.
 * </ul>
 */
final class StreamFeed extends SubscriptionFeed {

  private static final long FIRST_RETRY_MILLIS = 500;

  private final StreamTable table;
  private final RedisOptions options;
  private final RedisFailures failures;
  private final RecordMapping mapping;
  private final String position;
  private Optional<StreamMark> taken;
  private List<String> warnings = List.of();
  private long caughtUpNanos = System.nanoTime();

  /**
   * A feed that is not started.
   *
   * @param name of the resource
   * @throws IllegalArgumentException if JSON has no form for a type that the resource is used with
   */
  StreamFeed(String name, StreamTable table, RedisOptions options, Callbacks callbacks) {
    super(
        "skip-redis-" + name,
        callbacks,
        new Backoff(FIRST_RETRY_MILLIS, options.line().maxRetryMillis()));
    var usedAs = callbacks.resource();
    this.table = table;
    this.options = options;
    this.failures = new RedisFailures(options);
    this.mapping = new RecordMapping(table, usedAs);
    this.position =
        "%s %s %s"
            .formatted(name, usedAs.keyType().getTypeName(), usedAs.valueType().getTypeName());
    this.taken = position(position).flatMap(known -> StreamMark.of(known, table.definition()));
  }

  @Override
  protected long attempt() throws SourceException, InterruptedException {
    try (RedisConnection connection = RedisConnection.open(options)) {
      follow(new StreamReader(connection, table.stream(), options));
      return 0;
    } catch (JedisException e) {
      if (isStopped()) { // which has interrupted it
        throw new InterruptedException();
      }
      throw failures.ofSource(e, table.stream());
    }
  }

  private void follow(StreamReader reader) throws SourceException {
    boolean isConfirmed = taken.isEmpty(); // a load is all there is
    StreamMark mark = taken.isPresent() ? taken.get() : load(reader);
    while (!isStopped()) {
      StreamLook look = lookAfter(mark, reader);
      if (!look.next().isEmpty()) {
        mark = deliver(mark.after(look.next()), look);
        isConfirmed = true;
      } else if (!isConfirmed) {
        confirm();
        isConfirmed = true;
      }
      report(look, mark);
      if (!look.isFull()) {
        reader.await(mark);
      }
    }
  }

  private StreamLook lookAfter(StreamMark mark, StreamReader reader) throws SourceException {
    StreamLook look = reader.look(mark);
    if (!look.isThere()) {
      if (mark.id().equals(RecordId.ZERO)) {
        return look; // it had no records, and has none
      }
      throw SourceException.passing(
          "there is no stream %s any more; what it had stays until it is there again"
              .formatted(table.stream()));
    }
    Optional<String> loss = look.lossSince(mark);
    if (loss.isPresent()) {
      taken = Optional.empty();
      throw SourceException.passing(
          "the stream %s: %s; all is read again".formatted(table.stream(), loss.get()));
    }
    return look;
  }

  private StreamMark deliver(StreamMark reached, StreamLook look) throws SourceException {
    Delivery delivery = callbacks().begin();
    look.next().forEach(each -> mapping.put(each, callbacks(), delivery));
    commit(delivery, reached);
    return reached;
  }

  private void commit(Delivery delivery, StreamMark reached) throws SourceException {
    deliver(delivery, position, reached.json(table.definition(), System.currentTimeMillis()));
    taken = Optional.of(reached);
  }

  /** Reads all that there is, and delivers it in place of what there was. */
  private StreamMark load(StreamReader reader) throws SourceException {
    StreamLook look = reader.look(StreamMark.START);
    StreamMark mark = look.beforeAll();
    RecordId goal = look.last();
    long total = look.length();
    long read = 0;
    Delivery delivery = callbacks().begin();
    delivery.replace(callbacks());
    while (!look.next().isEmpty() && !isStopped()) {
      for (StreamRecord each : look.next()) {
        mapping.put(each, callbacks(), delivery);
      }
      mark = mark.after(look.next());
      read += look.next().size();
      callbacks().report(new SourceStatus.Progress(read, Math.max(total, read)));
      if (!look.isFull() || mark.id().compareTo(goal) >= 0) {
        break;
      }
      look = lookAfter(mark, reader);
    }
    if (!look.isFull()) {
      mark = new StreamMark(mark.id(), look.added(), mark.digest()); // whatever was deleted before
    }
    commit(delivery, mark);
    return mark;
  }

  private void report(StreamLook look, StreamMark mark) {
    long behind = Math.max(0, look.added() - mark.added());
    long now = System.nanoTime();
    if (behind == 0) {
      caughtUpNanos = now;
    }
    callbacks()
        .report(
            new SourceStatus.Lag(
                behind,
                "records",
                behind == 0
                    ? Optional.empty()
                    : Optional.of(Duration.ofNanos(now - caughtUpNanos))));
    warn(look);
  }

  private void warn(StreamLook look) {
    List<String> all =
        look.added() == look.length()
            ? List.of()
            : List.of(
                "records of %s were trimmed or deleted: a service that reads all again has those keys only of which records are left"
                    .formatted(table.stream()));
    if (!all.equals(warnings)) {
      warnings = all;
      callbacks().warn(all);
    }
  }
}
