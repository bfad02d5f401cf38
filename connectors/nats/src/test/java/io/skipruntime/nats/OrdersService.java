package io.skipruntime.nats;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.Reducers;
import io.skipruntime.ResourceSink;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** The service of docs/nats.md: what each customer has ordered, which goes to a bucket, too. */
final class OrdersService implements SkipService<OrdersService.Inputs, OrdersService.Shared> {

  record Inputs(EagerCollection<String, String> unused) {}

  // region service
  record Order(String customer, long amount, Optional<String> note) {}

  record Shared(EagerCollection<String, Long> amounts) {}

  private final NatsOptions options;
  private final NatsService nats;

  OrdersService(NatsOptions options) {
    this.options = options;
    nats = new NatsService(options, Map.of("orders", BucketTable.of("orders")));
  }

  @Override
  public Map<String, ExternalService> externalServices() {
    return Map.of("nats", nats);
  }

  @Override
  public Shared createGraph(Inputs inputs, Context context) {
    EagerCollection<String, Order> orders =
        context.useExternalResource(
            ExternalResource.of("nats", "orders", String.class, Order.class));
    return new Shared(
        orders.mapReduce(
            (id, order, out) -> out.emit(order.getUnique().customer(), order.getUnique().amount()),
            Reducers.sum()));
  }

  // endregion

  // region security
  static NatsOptions secured(String server, String user, String password, SSLContext trusting) {
    return NatsOptions.of(server).withCredentials(user, password).withTls(trusting);
  }

  // endregion

  // region sink
  @Override
  public Map<String, ResourceSink> sinks() {
    NatsSink amounts = NatsSink.of(options, "amounts").creatingBucket(1);
    return Map.of("amounts", ResourceSink.of("amounts", amounts));
  }

  // endregion

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty().and("amounts", (shared, context) -> shared.amounts());
  }
}
