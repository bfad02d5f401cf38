package io.skipruntime.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.connect.shared.NumbersService;
import io.skipruntime.engine.ServiceInstance;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

final class OrdersServiceTest {

  private static void add(Jedis redis, Map<String, String> fields) {
    redis.xadd("shop:orders", StreamEntryID.NEW_ENTRY, fields);
  }

  @Test
  void amounts_followTheStream() throws Exception {
    try (RedisServer server = RedisServer.launch();
        Jedis redis = server.connect()) {
      add(redis, Map.of("key", "o1", "value", "{\"customer\":\"ann\",\"amount\":10}"));
      add(redis, Map.of("key", "o2", "value", "{\"customer\":\"ann\",\"amount\":5}"));
      try (ServiceInstance service = ServiceInstance.start(new OrdersService(server.options()))) {
        assertThat(service.<String, Long>getAll("amounts")).containsExactly(Entry.of("ann", 15L));
        add(redis, Map.of("key", "o2"));
        NumbersService.until(
            service,
            () -> service.<String, Long>getAll("amounts").equals(List.of(Entry.of("ann", 10L))));
        NumbersService.until(
            service, () -> redis.hgetAll("shop:amounts").equals(Map.of("ann", "10")));
      }
    }
  }
}
