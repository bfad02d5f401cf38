package io.skipruntime.redis;

import io.skipruntime.Sink;
import io.skipruntime.SinkException;
import java.util.OptionalLong;

/**
 * A sink that keeps a hash or a stream of a Redis server equal to a resource. Each batch is one
 * transaction of the server, and the position goes with it, into the hash {@code
 * TARGET:skip-position}: each state is written exactly once, and a reader sees the states of the
 * resource, each whole. A process that was replaced by another one, and goes on, cannot write any
 * more.
 *
 * <ul>
 *   <li>A hash has a field for each key, with the value as JSON. A resync fills another hash, and
 *       renames it.
 *   <li>A stream gets a record for each key that changes, with the fields {@code key}, {@code
 *       value} as JSON, which is missing if the key is gone, and {@code position}. A {@link
 *       StreamTable} reads it. A resync reads the stream, and adds what differs.
 *   <li>A key that is a text is written as it is, any other one as JSON.
 *   <li>A key with several values, and one that is longer than Redis takes, is listed as refused.
 *       Such a key has no value at the target.
 * </ul>
 *
 * <p>Nothing else writes to the target. Immutable, {@code with…} gives a sink that differs in one
 * thing; for any number of services, of which each has targets of its own.
 */
public final class RedisSink implements Sink {

  private static final int MAX_BYTES = 512 * 1024 * 1024;

  private final SinkSettings settings;

  private RedisSink(SinkSettings settings) {
    this.settings = settings;
  }

  /**
   * A sink of a hash.
   *
   * @param key that the hash has in Redis; it is made if it is not there
   */
  public static RedisSink hash(RedisOptions options, String key) {
    return of(options, key, false);
  }

  /**
   * A sink of a stream.
   *
   * @param key that the stream has in Redis; it is made if it is not there
   */
  public static RedisSink stream(RedisOptions options, String key) {
    return of(options, key, true);
  }

  private static RedisSink of(RedisOptions options, String key, boolean isStream) {
    if (key.isEmpty()) {
      throw new IllegalArgumentException("a target has a key");
    }
    return new RedisSink(new SinkSettings(options, key, isStream, OptionalLong.empty(), MAX_BYTES));
  }

  /**
   * With a stream of which the oldest records are trimmed. Keys whose last record is trimmed are
   * not there for those who read the stream from its beginning; this suits consumers that follow
   * changes.
   *
   * @param records how many are kept at least, and some more, as suits the server
   * @throws IllegalArgumentException if that is not at least 1, or the target is no stream
   */
  public RedisSink withMaxLength(long records) {
    if (records < 1 || !settings.isStream()) {
      throw new IllegalArgumentException("a stream has a length of at least 1");
    }
    return new RedisSink(settings.withMaxLength(records));
  }

  /**
   * With another limit of the length of a key or a value than 512 MiB, which is Redis' own where
   * {@code proto-max-bulk-len} was not changed. What is longer is listed as refused.
   *
   * @param bytes how many there are at most, in UTF-8
   * @throws IllegalArgumentException if that is not at least 1
   */
  public RedisSink withMaxBytes(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("maxBytes must be at least 1: " + bytes);
    }
    return new RedisSink(settings.withMaxBytes(bytes));
  }

  @Override
  public Connection connect(Context context) throws SinkException, InterruptedException {
    return SinkConnection.open(settings, context);
  }

  /** The target, without the options of the client. */
  @Override
  public String toString() {
    return "RedisSink[%s %s]".formatted(settings.isStream() ? "stream" : "hash", settings.key());
  }
}
