package io.skipruntime.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.SinkStatus;
import io.skipruntime.connect.shared.NumbersService;
import io.skipruntime.engine.ServiceInstance;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OrdersServiceTest {

  @Test
  void amounts_followTheBucket() throws Exception {
    try (NatsServer server = NatsServer.launch()) {
      Bucket orders = new Bucket(server, "orders").create();
      orders.put("o1", "{\"customer\":\"ann\",\"amount\":10}");
      orders.put("o2", "{\"customer\":\"ann\",\"amount\":5,\"note\":\"soon\"}");
      try (ServiceInstance service = ServiceInstance.start(new OrdersService(server.options()))) {
        assertThat(service.<String, Long>getAll("amounts")).containsExactly(Entry.of("ann", 15L));
        orders.delete("o2");
        NumbersService.until(
            service,
            () -> service.<String, Long>getAll("amounts").equals(List.of(Entry.of("ann", 10L))));
        SinkStatus status = NumbersService.status(service);
        assertThat(status.name()).isEqualTo("amounts");
        NumbersService.awaitDelivered(service);
        assertThat(new Bucket(server, "amounts").numbers()).isEqualTo(Map.of("ann", 10L));
      }
    }
  }
}
