package io.skipruntime.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.engine.ServiceInstance;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedCluster.class)
final class OrdersServiceTest {

  @Test
  void amounts_followTheTopic(Cluster cluster) throws Exception {
    cluster.create("shop.orders", 2, 1, Map.of("cleanup.policy", "compact"));
    cluster.create("shop.clicks", 2, 1, Map.of());
    cluster.send("shop.orders", "o1", "{\"customer\":\"ann\",\"amount\":10}");
    cluster.send("shop.orders", "o2", "{\"customer\":\"ann\",\"amount\":5,\"note\":\"soon\"}");
    try (ServiceInstance service = ServiceInstance.start(new OrdersService(cluster.options()))) {
      assertThat(service.<String, Long>getAll("amounts")).containsExactly(Entry.of("ann", 15L));
      assertThat(service.getAll("clicks")).isEmpty();
      cluster.send("shop.orders", "o2", null);
      Cluster.until(() -> cluster.hasTopic("shop.amounts"));
      Cluster.until(
          () -> service.<String, Long>getAll("amounts").equals(List.of(Entry.of("ann", 10L))));
      Cluster.until(() -> Fold.rows(cluster, "shop.amounts").equals("\"ann\"=10"));
    }
    assertThat(OrdersService.secured("127.0.0.1:9092", "ann", "a hushed word").toString())
        .doesNotContain("hushed");
  }
}
