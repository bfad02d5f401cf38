package io.skipruntime.redis;

import io.skipruntime.Entry;
import io.skipruntime.Sink;
import io.skipruntime.testkit.adapter.Ability;
import io.skipruntime.testkit.adapter.TestedSink;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.resps.StreamEntry;

/** A hash or a stream as the target of a sink. The server takes no more than a megabyte at once. */
record Target(RedisServer server, boolean isStream) implements TestedSink {

  private static final String KEY = "target";
  private static final int MAX_BYTES = 1024 * 1024;

  @Override
  public Sink sink() {
    RedisSink sink =
        isStream ? RedisSink.stream(server.options(), KEY) : RedisSink.hash(server.options(), KEY);
    return sink.withMaxBytes(MAX_BYTES);
  }

  @Override
  public Map<String, Long> contents() {
    try (Jedis redis = server.connect()) {
      return isStream ? fold(redis) : fields(redis);
    }
  }

  private static Map<String, Long> fields(Jedis redis) {
    Map<String, Long> contents = new TreeMap<>();
    redis.hgetAll(KEY).forEach((key, value) -> contents.put(key, Long.valueOf(value)));
    return contents;
  }

  private static Map<String, Long> fold(Jedis redis) {
    Map<String, Long> contents = new TreeMap<>();
    for (StreamEntry each : redis.xrange(KEY, "-", "+")) {
      String key = each.getFields().get("key");
      String value = each.getFields().get("value");
      if (value == null) {
        contents.remove(key);
      } else {
        contents.put(key, Long.valueOf(value));
      }
    }
    return contents;
  }

  @Override
  public void putByHand(String key, long number) {
    try (Jedis redis = server.connect()) {
      if (isStream) {
        redis.xadd(
            KEY, StreamEntryID.NEW_ENTRY, Map.of("key", key, "value", Long.toString(number)));
      } else {
        redis.hset(KEY, key, Long.toString(number));
      }
    }
  }

  @Override
  public Set<Ability> abilities() {
    return Set.of(Ability.OUTAGE, Ability.REFUSE, Ability.POSITION);
  }

  @Override
  public void interrupt() {
    server.stop();
  }

  @Override
  public void restore() throws IOException {
    server.start();
  }

  @Override
  public Entry<String, Long> refused() {
    return Entry.of("x".repeat(MAX_BYTES + 1), 1L);
  }

  @Override
  public void remove() {
    try (Jedis redis = server.connect()) {
      redis.flushAll();
    }
  }
}
