package io.skipruntime.redis;

import io.skipruntime.Sink;
import io.skipruntime.SinkBatch;
import io.skipruntime.SinkException;
import io.skipruntime.SinkPosition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The connection of a sink: a batch is one transaction, together with the position that it leads
 * to. For one thread.
 *
 * <ul>
 *   <li>The hash {@code TARGET:skip-position} has the owner and the position. The server runs a
 *       transaction only if neither that hash nor the target has changed since they were looked at,
 *       so that a process that finds another owner is fenced, and a change by hand only repeats the
 *       look.
 *   <li>A process that connects for the first time takes the target over. One that connects again
 *       and finds another owner was replaced, and ends.
 *   <li>Without a target, or with the position gone, nothing is known, which leads to a resync: a
 *       server that has lost its data is given all.
 * </ul>
 */
final class SinkConnection implements Sink.Connection {

  private static final int MAX_LOOKS = 10;

  private final SinkSettings settings;
  private final Sink.Context context;
  private final RedisFailures failures;
  private final RedisConnection connection;
  private final SinkTarget target;
  private final byte[] key;
  private final byte[] positionKey;
  private Optional<SinkPosition> position = Optional.empty();

  /** The owner and the position of a sink, as the server has them. */
  private record Note(Optional<String> owner, Optional<SinkPosition> position) {}

  /** Something that is done with the server. */
  private interface Action {
    void run() throws SinkException;
  }

  private SinkConnection(
      SinkSettings settings,
      Sink.Context context,
      RedisFailures failures,
      RedisConnection connection) {
    this.settings = settings;
    this.context = context;
    this.failures = failures;
    this.connection = connection;
    this.target =
        settings.isStream()
            ? new StreamTarget(settings, connection)
            : new HashTarget(settings, connection, context.owner());
    this.key = RedisConnection.bytes(settings.key());
    this.positionKey = RedisConnection.bytes(settings.key() + ":skip-position");
  }

  static SinkConnection open(SinkSettings settings, Sink.Context context)
      throws SinkException, InterruptedException {
    RedisFailures failures = new RedisFailures(settings.options());
    RedisConnection connection;
    try {
      connection = RedisConnection.open(settings.options());
    } catch (JedisException e) {
      throw told(failures, e, settings);
    }
    SinkConnection opened = new SinkConnection(settings, context, failures, connection);
    try {
      opened.run(opened::claim);
      return opened;
    } catch (SinkException | InterruptedException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private void run(Action action) throws SinkException, InterruptedException {
    try {
      action.run();
    } catch (JedisException e) {
      throw told(failures, e, settings);
    }
  }

  /** The failure as a sink tells it. */
  private static SinkException told(
      RedisFailures failures, JedisException failure, SinkSettings settings)
      throws InterruptedException {
    if (Thread.interrupted()) { // which is why the connection has failed
      throw new InterruptedException();
    }
    return failures.ofSink(failure, settings.key());
  }

  /** Becomes the owner, and reads the position. */
  private void claim() throws SinkException {
    for (int look = 0; look < MAX_LOOKS; look++) {
      Note note = watched();
      if (context.isReconnect() && note.owner().filter(this::isOther).isPresent()) {
        throw takenOver();
      }
      position = isThere() ? note.position() : Optional.empty();
      RedisTransaction transaction = connection.begin();
      transaction.add(
          Command.HSET,
          positionKey,
          RedisConnection.bytes("owner"),
          RedisConnection.bytes(context.owner()));
      if (isRun(transaction)) {
        return;
      }
    }
    throw SinkException.passing(
        "other processes take %s over at the same time".formatted(settings.key()));
  }

  private boolean isOther(String owner) {
    return !owner.equals(context.owner());
  }

  private SinkException takenOver() {
    return SinkException.lasting(
        "another process writes to %s, and this one, as the sink %s, does not any more"
            .formatted(settings.key(), context.name()));
  }

  /** Lets a transaction fail if the target or its note are changed, and reads the note. */
  private Note watched() {
    connection.call(Command.WATCH, positionKey, key);
    List<?> values =
        RedisConnection.list(
            connection.call(
                Command.HMGET,
                positionKey,
                RedisConnection.bytes("owner"),
                RedisConnection.bytes("position")));
    return new Note(text(values.getFirst()), text(values.get(1)).flatMap(SinkPosition::parse));
  }

  private static Optional<String> text(@Nullable Object answer) {
    return Optional.ofNullable(answer).map(RedisConnection::text);
  }

  /** Whether there is a target. */
  private boolean isThere() throws SinkException {
    String type = RedisConnection.text(Objects.requireNonNull(connection.call(Command.TYPE, key)));
    if (type.equals("none")) {
      return false;
    }
    if (!type.equals(settings.type())) {
      throw SinkException.passing(
          "the key %s is a %s, and the sink writes a %s; name another key, or delete it"
              .formatted(settings.key(), type, settings.type()));
    }
    return true;
  }

  @Override
  public Optional<SinkPosition> position() {
    return position;
  }

  @Override
  public void write(SinkBatch batch) throws SinkException, InterruptedException {
    run(() -> {
      for (int look = 0; look < MAX_LOOKS; look++) {
        requireOwn();
        Consumer<RedisTransaction> changes = target.prepare(batch);
        RedisTransaction transaction = connection.begin();
        changes.accept(transaction);
        transaction.add(
            Command.HSET,
            positionKey,
            RedisConnection.bytes("position"),
            RedisConnection.bytes(batch.position().toString()));
        if (isRun(transaction)) {
          position = Optional.of(batch.position());
          return;
        }
      }
      throw SinkException.passing(
          "%s is changed by others all the time; only the sink may write to it"
              .formatted(settings.key()));
    });
  }

  private void requireOwn() throws SinkException {
    Note note = watched();
    if (note.owner().filter(this::isOther).isPresent()) {
      throw takenOver();
    }
    if (note.owner().isEmpty()) {
      throw SinkException.passing(
          "the server has lost the position of %s; all is written again".formatted(settings.key()));
    }
    if (!note.position().equals(position) && position.isPresent()) {
      throw SinkException.passing(
          "the position of %s was changed by another".formatted(settings.key()));
    }
    isThere();
  }

  /** Runs a transaction; gives whether what it was made from was still so. */
  private boolean isRun(RedisTransaction transaction) {
    Optional<List<?>> answers = transaction.run();
    for (Object each : answers.orElseGet(List::of)) {
      if (each instanceof JedisDataException failure) { // the other commands have been run
        connection.call(Command.HDEL, positionKey, RedisConnection.bytes("position"));
        throw failure;
      }
    }
    return answers.isPresent();
  }

  @Override
  public void close() {
    connection.close();
  }
}
