package io.skipruntime.redis;

import io.skipruntime.Entry;
import io.skipruntime.SinkBatch;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonString;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The settings of a {@link RedisSink}. Immutable.
 *
 * @param key of the target
 * @param isStream whether that is a stream; else it is a hash
 * @param maxLength how many records a stream keeps; empty if all
 * @param maxBytes the longest key or value that is written
 */
record SinkSettings(
    RedisOptions options, String key, boolean isStream, OptionalLong maxLength, int maxBytes) {

  SinkSettings withMaxLength(long records) {
    return new SinkSettings(options, key, isStream, OptionalLong.of(records), maxBytes);
  }

  SinkSettings withMaxBytes(int bytes) {
    return new SinkSettings(options, key, isStream, maxLength, bytes);
  }

  /** What the target's key has, as {@code TYPE} says it. */
  String type() {
    return isStream ? "stream" : "hash";
  }

  /** The bytes of an entry's key; empty if it is too long, which is refused. */
  Optional<byte[]> keyOf(Entry<Object, Object> entry, SinkBatch batch) {
    Json json = Json.from(entry.key());
    byte[] bytes =
        RedisConnection.bytes(json instanceof JsonString text ? text.asString() : json.toString());
    if (bytes.length > maxBytes) {
      batch.refuse(entry.key(), tooLong("the key", bytes.length));
      return Optional.empty();
    }
    return Optional.of(bytes);
  }

  /** The bytes of an entry's value; empty if the key is gone, or its value is refused. */
  Optional<byte[]> valueOf(Entry<Object, Object> entry, SinkBatch batch) {
    if (entry.values().isEmpty()) {
      return Optional.empty();
    }
    if (entry.values().size() > 1) {
      batch.refuse(
          entry.key(),
          "it has %d values, and a key of the target has one".formatted(entry.values().size()));
      return Optional.empty();
    }
    byte[] bytes = RedisConnection.bytes(Json.from(entry.values().getFirst()).toString());
    if (bytes.length > maxBytes) {
      batch.refuse(entry.key(), tooLong("the value", bytes.length));
      return Optional.empty();
    }
    return Optional.of(bytes);
  }

  private String tooLong(String what, int length) {
    return "%s has %,d bytes, and the limit is %,d".formatted(what, length, maxBytes);
  }
}
