package io.skipruntime.redis;

import io.skipruntime.Entry;
import io.skipruntime.SinkBatch;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import redis.clients.jedis.Protocol.Command;

/**
 * A hash as the target of a sink. What a resync gives goes into a hash of the process's own, which
 * takes the place of the target in the transaction, and expires if that does not come about. For
 * one thread.
 */
final class HashTarget implements SinkTarget {

  private static final int MAX_ARGUMENTS = 1_000;
  private static final long STAGING_MILLIS = TimeUnit.HOURS.toMillis(1);

  private final SinkSettings settings;
  private final RedisConnection connection;
  private final String staging;

  /**
   * A target.
   *
   * @param owner the process that writes
   */
  HashTarget(SinkSettings settings, RedisConnection connection, String owner) {
    this.settings = settings;
    this.connection = connection;
    this.staging = settings.key() + ":skip-staging:" + owner;
  }

  /** Fields of a hash, some of which are the arguments of one command. */
  private static final class Fields {
    private final String hash;
    private final Consumer<List<byte[]>> command;
    private List<byte[]> arguments;

    Fields(String hash, Consumer<List<byte[]>> command) {
      this.hash = hash;
      this.command = command;
      this.arguments = RedisConnection.arguments(hash);
    }

    void add(byte[]... parts) {
      arguments.addAll(List.of(parts));
      if (arguments.size() > MAX_ARGUMENTS) {
        flush();
      }
    }

    void flush() {
      if (arguments.size() > 1) {
        command.accept(arguments);
        arguments = RedisConnection.arguments(hash);
      }
    }
  }

  @Override
  public Consumer<RedisTransaction> prepare(SinkBatch batch) {
    return batch.isResync() ? stage(batch) : transaction -> addChanges(batch, transaction);
  }

  private void addChanges(SinkBatch batch, RedisTransaction transaction) {
    Fields present =
        new Fields(settings.key(), arguments -> transaction.add(Command.HSET, arguments));
    Fields gone = new Fields(settings.key(), arguments -> transaction.add(Command.HDEL, arguments));
    for (Entry<Object, Object> entry : batch.entries()) {
      Optional<byte[]> key = settings.keyOf(entry, batch);
      if (key.isPresent()) {
        settings
            .valueOf(entry, batch)
            .ifPresentOrElse(value -> present.add(key.get(), value), () -> gone.add(key.get()));
      }
    }
    present.flush();
    gone.flush();
  }

  private Consumer<RedisTransaction> stage(SinkBatch batch) {
    byte[] staged = RedisConnection.bytes(staging);
    byte[] target = RedisConnection.bytes(settings.key());
    byte[] limit = RedisConnection.bytes(Long.toString(STAGING_MILLIS));
    connection.call(Command.UNLINK, staged);
    boolean[] isFilled = {false};
    Fields all =
        new Fields(
            staging,
            arguments -> {
              connection.call(Command.HSET, arguments);
              connection.call(Command.PEXPIRE, staged, limit);
              isFilled[0] = true;
            });
    for (Entry<Object, Object> entry : batch.entries()) {
      Optional<byte[]> key = settings.keyOf(entry, batch);
      if (key.isPresent()) {
        settings.valueOf(entry, batch).ifPresent(value -> all.add(key.get(), value));
      }
    }
    all.flush();
    return transaction -> {
      transaction.add(Command.UNLINK, target);
      if (isFilled[0]) {
        transaction.add(Command.RENAME, staged, target);
        transaction.add(Command.PERSIST, target);
      }
    };
  }
}
