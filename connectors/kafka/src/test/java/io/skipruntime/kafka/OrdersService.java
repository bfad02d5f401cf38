package io.skipruntime.kafka;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.Reducers;
import io.skipruntime.ResourceSink;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.json.Json;
import java.util.Map;
import java.util.Optional;

/**
 * The service of docs/kafka.md: what each customer has ordered, which goes to a topic, too, and the
 * latest clicks.
 */
final class OrdersService implements SkipService<OrdersService.Inputs, OrdersService.Shared> {

  record Inputs(EagerCollection<String, String> unused) {}

  // region service
  record Order(String customer, long amount, Optional<String> note) {}

  record Shared(EagerCollection<String, Long> amounts, EagerCollection<Json, Json> clicks) {}

  private final KafkaOptions options;
  private final KafkaService kafka;

  OrdersService(KafkaOptions options) {
    this.options = options;
    kafka =
        new KafkaService(
            options,
            Map.of(
                "orders", TopicTable.of("shop.orders"),
                "clicks", TopicLog.of("shop.clicks").withLast(1_000)));
  }

  @Override
  public Map<String, ExternalService> externalServices() {
    return Map.of("kafka", kafka);
  }

  @Override
  public Shared createGraph(Inputs inputs, Context context) {
    EagerCollection<String, Order> orders =
        context.useExternalResource(
            ExternalResource.of("kafka", "orders", String.class, Order.class));
    EagerCollection<Json, Json> clicks =
        context.useExternalResource(ExternalResource.of("kafka", "clicks", Json.class, Json.class));
    return new Shared(
        orders.mapReduce(
            (id, order, out) -> out.emit(order.getUnique().customer(), order.getUnique().amount()),
            Reducers.sum()),
        clicks);
  }

  // endregion

  // region security
  static KafkaOptions secured(String servers, String user, String password) {
    return KafkaOptions.of(servers)
        .withProperty("security.protocol", "SASL_SSL")
        .withProperty("sasl.mechanism", "SCRAM-SHA-512")
        .withSecret(
            "sasl.jaas.config",
            "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                .formatted(user, password));
  }

  // endregion

  // region sink
  @Override
  public Map<String, ResourceSink> sinks() {
    KafkaSink amounts = KafkaSink.of(options, "shop.amounts").creatingTopic(2);
    return Map.of("amounts", ResourceSink.of("amounts", amounts.withTransactions()));
  }

  // endregion

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty()
        .and("amounts", (shared, context) -> shared.amounts())
        .and("clicks", (shared, context) -> shared.clicks());
  }
}
