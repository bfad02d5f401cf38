package io.skipruntime.benchmarks.kafka;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.Resource;
import io.skipruntime.ResourceSink;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.kafka.KafkaOptions;
import io.skipruntime.kafka.KafkaService;
import io.skipruntime.kafka.KafkaSink;
import io.skipruntime.kafka.TopicTable;
import java.util.Map;
import java.util.Optional;

/**
 * A service with a topic as a table, and with numbers that go to a topic.
 *
 * @param kafka has the table {@code amounts}
 * @param sink the topic of the numbers; empty if they go nowhere
 */
record AmountsService(KafkaService kafka, Optional<KafkaSink> sink)
    implements SkipService<AmountsService.Inputs, AmountsService.Inputs> {

  record Inputs(EagerCollection<String, Long> numbers) {}

  record Amount(String customer, long amount) {}

  record Amounts() implements Resource<Inputs> {
    @Override
    public EagerCollection<String, Amount> instantiate(Inputs inputs, Context context) {
      return context.useExternalResource(
          ExternalResource.of("kafka", "amounts", String.class, Amount.class));
    }
  }

  record Numbers() implements Resource<Inputs> {
    @Override
    public EagerCollection<String, Long> instantiate(Inputs inputs, Context context) {
      return inputs.numbers();
    }
  }

  /** A service whose table is a topic, and that writes to another one if it has a sink. */
  static AmountsService of(Topics topics, String topic, Optional<KafkaSink> sink) {
    return new AmountsService(
        new KafkaService(
            KafkaOptions.of(topics.bootstrapServers()), Map.of("amounts", TopicTable.of(topic))),
        sink);
  }

  @Override
  public Resources<Inputs> resources() {
    return Resources.<Inputs>empty().and("amounts", Amounts.class).and("numbers", Numbers.class);
  }

  @Override
  public Map<String, ExternalService> externalServices() {
    return Map.of("kafka", kafka);
  }

  @Override
  public Map<String, ResourceSink> sinks() {
    return sink.map(target -> Map.of("numbers", ResourceSink.of("numbers", target)))
        .orElseGet(Map::of);
  }

  @Override
  public Inputs createGraph(Inputs inputs, Context context) {
    return inputs;
  }
}
