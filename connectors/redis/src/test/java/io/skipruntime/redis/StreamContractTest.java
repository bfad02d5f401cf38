package io.skipruntime.redis;

import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.connect.shared.RunningServer;
import io.skipruntime.testkit.adapter.Ability;
import io.skipruntime.testkit.adapter.SourceContract;
import io.skipruntime.testkit.adapter.TestedSource;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** The contract of a source, kept by a stream as a table. */
final class StreamContractTest extends SourceContract {

  @RegisterExtension
  static final RunningServer<RedisServer> server = new RunningServer<>(RedisServer::launch);

  @Override
  protected TestedSource open() {
    return new Stream("items");
  }

  /** A stream with a record for each change. */
  private record Stream(String name) implements TestedSource {

    private void add(Map<String, String> fields) {
      try (Jedis redis = server.get().connect()) {
        redis.xadd(name, StreamEntryID.NEW_ENTRY, fields);
      }
    }

    @Override
    public ExternalService connect() {
      return new RedisService(server.get().options(), Map.of("items", StreamTable.of(name)));
    }

    @Override
    public ExternalResource<String, Long> resource() {
      return ExternalResource.of("redis", "items", String.class, Long.class);
    }

    @Override
    public void put(String key, long number) {
      add(Map.of("key", key, "value", Long.toString(number)));
    }

    @Override
    public void delete(String key) {
      add(Map.of("key", key));
    }

    @Override
    public Set<Ability> abilities() {
      return Set.of(Ability.OUTAGE, Ability.RESUME, Ability.REPLACE, Ability.REFUSE);
    }

    @Override
    public void interrupt() {
      server.get().stop();
    }

    @Override
    public void restore() throws IOException {
      server.get().start();
    }

    @Override
    public void replace(Map<String, Long> contents) {
      try (Jedis redis = server.get().connect()) {
        redis.del(name);
      }
      contents.forEach(this::put);
    }

    @Override
    public void putUnusable(String key) {
      add(Map.of("key", key, "value", "{oops"));
    }

    @Override
    public void remove() {
      try (Jedis redis = server.get().connect()) {
        redis.del(name);
      }
    }
  }
}
