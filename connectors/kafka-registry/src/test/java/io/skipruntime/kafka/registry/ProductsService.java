package io.skipruntime.kafka.registry;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Resource;
import io.skipruntime.ResourceSink;
import io.skipruntime.Resources;
import io.skipruntime.Sink;
import io.skipruntime.SkipService;
import io.skipruntime.kafka.KafkaOptions;
import io.skipruntime.kafka.KafkaService;
import io.skipruntime.kafka.KafkaSink;
import io.skipruntime.kafka.TopicTable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A service with products, all of which go to a sink; and how sources and sinks are made. */
record ProductsService(Sink sink)
    implements SkipService<ProductsService.Inputs, ProductsService.Inputs> {

  static final String AVRO =
      """
      {"type":"record","name":"Product","namespace":"shop","fields":[
       {"name":"name","type":"string"},
       {"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":18,"scale":2}},
       {"name":"since","type":{"type":"long","logicalType":"timestamp-millis"}},
       {"name":"color","type":["null","string"],"default":null}]}
      """;

  static final String PROTOBUF =
      """
      syntax = "proto3";
      import "google/protobuf/timestamp.proto";
      import "google/type/decimal.proto";
      message Product {
        string name = 1;
        google.type.Decimal price = 2;
        google.protobuf.Timestamp since = 3;
        optional string color = 4;
      }
      """;

  static final String JSON_SCHEMA =
      """
      {"type":"object","required":["name","price"],"properties":{
       "name":{"type":"string"},
       "price":{"type":"number","minimum":0},
       "since":{"type":"string"},
       "color":{"type":["string","null"]}}}
      """;

  // region source
  record Product(String name, BigDecimal price, Instant since, Optional<String> color) {}

  static KafkaService products(
      KafkaOptions brokers, String registry, String user, String password) {
    SchemaRegistry schemas =
        SchemaRegistry.of(RegistryOptions.of(registry).withBasicAuth(user, password));
    return new KafkaService(
        brokers,
        Map.of(
            "products", TopicTable.of("shop.products").withValues(RegistryFormat.avro(schemas))));
  }

  // endregion

  // region sink
  static KafkaSink prices(KafkaOptions brokers, SchemaRegistry schemas, String schema) {
    return KafkaSink.of(brokers, "shop.prices")
        .withValues(RegistryFormat.protobuf(schemas).withSchema(schema));
  }

  // endregion

  record Inputs(EagerCollection<String, Product> products) {}

  record All() implements Resource<Inputs> {
    @Override
    public EagerCollection<String, Product> instantiate(Inputs in, Context context) {
      return in.products();
    }
  }

  @Override
  public Resources<Inputs> resources() {
    return Resources.<Inputs>empty().and("all", new All());
  }

  @Override
  public Map<String, ResourceSink> sinks() {
    return Map.of("products", ResourceSink.of("all", sink));
  }

  @Override
  public Inputs createGraph(Inputs in, Context context) {
    return in;
  }
}
