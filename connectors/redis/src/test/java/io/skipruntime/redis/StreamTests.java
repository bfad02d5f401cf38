package io.skipruntime.redis;

import io.skipruntime.ExternalResource;
import io.skipruntime.connect.shared.RunningServer;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.followed.Followed;
import io.skipruntime.journal.Persistence;
import io.skipruntime.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** Tests with services that follow the stream {@code items}, under the name rows. */
abstract class StreamTests {

  static final String STREAM = "items";
  static final String ROWS = "rows";
  private static final long NEVER = 1_000_000;

  @RegisterExtension
  static final RunningServer<RedisServer> server = new RunningServer<>(RedisServer::launch);

  private final List<Followed> opened = new ArrayList<>();
  private Jedis redis = new Jedis();

  @BeforeEach
  void connect() {
    redis = server.get().connect();
    redis.flushAll();
  }

  @AfterEach
  void close() {
    opened.forEach(Followed::close);
    redis.close();
  }

  static RedisServer server() {
    return server.get();
  }

  final Jedis redis() {
    return redis;
  }

  /** Adds a record with fields and their values in turn. */
  final void add(String... fields) {
    addAt(StreamEntryID.NEW_ENTRY, fields);
  }

  /** Adds a record with an identifier. */
  final void addAt(StreamEntryID id, String... fields) {
    Map<String, String> record = new LinkedHashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      record.put(fields[i], fields[i + 1]);
    }
    redis.xadd(STREAM, id, record);
  }

  final <K, V> Followed follow(StreamTable table, Class<K> keys, Class<V> values) {
    return follow(table, keys, values, EngineOptions.defaults());
  }

  private Followed follow(
      StreamTable table, Class<?> keys, Class<?> values, EngineOptions options) {
    Followed followed =
        new Followed(
            new RedisService(server.get().options().withTimeoutMillis(500), Map.of(ROWS, table)),
            options.withIdleMillis(NEVER),
            ExternalResource.of("redis", ROWS, keys, values));
    opened.add(followed);
    return followed;
  }

  final Followed follow(StreamTable table) {
    return follow(table, String.class, Json.class);
  }

  /** A service that goes on where one with the same directory was. */
  final Followed resume(Path directory, StreamTable table) {
    return follow(
        table,
        String.class,
        Json.class,
        EngineOptions.defaults()
            .withPersistence(Persistence.in(directory).withProgramVersion("1")));
  }

  /** Closes a service before the end of the test. */
  final void stop(Followed followed) {
    opened.remove(followed);
    followed.close();
  }
}
