package io.skipruntime.kafka.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.SinkStatus;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.followed.Followed;
import io.skipruntime.json.Json;
import io.skipruntime.kafka.Cluster;
import io.skipruntime.kafka.Fold;
import io.skipruntime.kafka.Format;
import io.skipruntime.kafka.KafkaService;
import io.skipruntime.kafka.KafkaSink;
import io.skipruntime.kafka.SharedCluster;
import io.skipruntime.kafka.TopicTable;
import io.skipruntime.kafka.registry.ProductsService.Product;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Topics of a real broker whose records have schemas of a registry, read and written. */
@ExtendWith(SharedCluster.class)
final class RegistryTopicsTest {

  private static final String ROWS = "rows";
  private static final HexFormat HEX = HexFormat.of();
  private static final ExternalResource<String, Product> AS_PRODUCTS =
      ExternalResource.of("kafka", ROWS, String.class, Product.class);
  private static final Product PEN =
      new Product(
          "pen", new BigDecimal("1.20"), Instant.parse("2026-01-31T12:00:00Z"), Optional.empty());
  private static final Product INK =
      new Product(
          "ink",
          new BigDecimal("12345678901234.56"),
          Instant.parse("2026-01-31T12:00:00.001Z"),
          Optional.of("blue"));

  private final Cluster cluster;
  private final StandInRegistry registry = start();
  private final List<AutoCloseable> opened = new ArrayList<>();

  RegistryTopicsTest(Cluster cluster) {
    this.cluster = cluster;
  }

  private static StandInRegistry start() {
    try {
      return StandInRegistry.start();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    registry.close();
  }

  private Followed follow(String topic, Format values) {
    TopicTable table = TopicTable.of(topic).withValues(values);
    Followed followed =
        new Followed(new KafkaService(cluster.options(), Map.of(ROWS, table)), AS_PRODUCTS);
    opened.add(followed);
    return followed;
  }

  private ServiceInstance write(KafkaSink sink) {
    ServiceInstance service =
        ServiceInstance.start(
            new ProductsService(sink), EngineOptions.defaults().withCloseMillis(500));
    opened.add(service);
    return service;
  }

  private void send(String topic, String key, byte[] value) {
    cluster.send(new ProducerRecord<>(topic, null, key.getBytes(StandardCharsets.UTF_8), value));
  }

  private static String entries(Product... products) {
    StringBuilder all = new StringBuilder();
    for (Product each : products) {
      all.append(all.isEmpty() ? "" : " ")
          .append(Json.of(each.name()))
          .append('=')
          .append(Json.from(each));
    }
    return all.toString();
  }

  /** A product as Avro's own library writes it. */
  private static byte[] avro(Product product) {
    Schema schema = new Schema.Parser().parse(ProductsService.AVRO);
    GenericData.Record record = new GenericData.Record(schema);
    record.put("name", product.name());
    record.put("price", ByteBuffer.wrap(product.price().unscaledValue().toByteArray()));
    record.put("since", product.since().toEpochMilli());
    record.put("color", product.color().orElse(null));
    return AvroFormatTest.encoded(schema, record);
  }

  /** The same in Protobuf, after the index of the first message. */
  private static byte[] protobuf(Product product) {
    byte[] message =
        ProtobufFormatTest.message(to -> {
          to.writeString(1, product.name());
          to.writeByteArray(
              2, ProtobufFormatTest.message(price -> price.writeString(1, product.price() + "")));
          to.writeByteArray(
              3,
              ProtobufFormatTest.message(since -> {
                long millis = product.since().toEpochMilli();
                since.writeInt64(1, millis / 1_000);
                if (millis % 1_000 != 0) {
                  since.writeInt32(2, (int) (millis % 1_000) * 1_000_000);
                }
              }));
          if (product.color().isPresent()) {
            to.writeString(4, product.color().get());
          }
        });
    return ByteBuffer.allocate(1 + message.length).put((byte) 0).put(message).array();
  }

  private static byte[] json(Product product) {
    return Json.from(product).toUtf8();
  }

  private void areRead(Kind kind, String schema, Format format, Function<Product, byte[]> bytes)
      throws Exception {
    String topic = cluster.compacted(1);
    int id = registry.add(topic + "-value", kind, schema);
    send(topic, "pen", AvroFormatTest.framed(id, bytes.apply(PEN)));
    send(topic, "ink", AvroFormatTest.framed(id, bytes.apply(INK)));
    Followed followed = follow(topic, format);
    assertThat(followed.entries(ROWS)).isEqualTo(entries(INK, PEN));
    cluster.send(topic, "ink", null);
    followed.becomes(ROWS, entries(PEN));
  }

  private void areWritten(String schema, RegistryFormat format, Function<Product, byte[]> bytes)
      throws Exception {
    String topic = cluster.compacted(1);
    ServiceInstance service =
        write(KafkaSink.of(cluster.options(), topic).withValues(format.withSchema(schema)));
    service.update("products", List.of(Entry.of("pen", PEN), Entry.of("ink", INK)));
    Followed followed = follow(topic, format);
    followed.becomes(ROWS, entries(INK, PEN));
    assertThat(Fold.records(cluster, topic))
        .extracting(each -> HEX.formatHex(each.value(), 5, each.value().length))
        .containsExactlyInAnyOrder(
            HEX.formatHex(bytes.apply(PEN)), HEX.formatHex(bytes.apply(INK)));
  }

  @Test
  void recordsOfAvro_areRead_andWritten() throws Exception {
    RegistryFormat format = RegistryFormat.avro(registry.client());
    areRead(Kind.AVRO, ProductsService.AVRO, format, RegistryTopicsTest::avro);
    areWritten(ProductsService.AVRO, format, RegistryTopicsTest::avro);
  }

  @Test
  void recordsOfProtobuf_areRead_andWritten() throws Exception {
    RegistryFormat format = RegistryFormat.protobuf(registry.client());
    areRead(Kind.PROTOBUF, ProductsService.PROTOBUF, format, RegistryTopicsTest::protobuf);
    areWritten(ProductsService.PROTOBUF, format, RegistryTopicsTest::protobuf);
  }

  @Test
  void recordsOfJsonSchema_areRead_andWritten() throws Exception {
    RegistryFormat format = RegistryFormat.jsonSchema(registry.client());
    areRead(Kind.JSON, ProductsService.JSON_SCHEMA, format, RegistryTopicsTest::json);
    areWritten(ProductsService.JSON_SCHEMA, format, RegistryTopicsTest::json);
  }

  @Test
  void registryThatIsAway_leavesTheSourceStale_andNoRecordIsLeftOut() throws Exception {
    String topic = cluster.compacted(1);
    Followed followed = follow(topic, RegistryFormat.avro(registry.client()));
    assertThat(followed.entries(ROWS)).isEmpty();
    registry.answerAll(503, Json.object(Map.of("message", Json.of("in repair"))));
    int id = registry.add(topic + "-value", Kind.AVRO, ProductsService.AVRO);
    send(topic, "pen", AvroFormatTest.framed(id, avro(PEN)));
    send(topic, "ink", AvroFormatTest.framed(id, avro(INK)));
    followed.becomesStale(ROWS, "answered 503: \"in repair\"");
    registry.answerAsUsual();
    followed.becomes(ROWS, entries(INK, PEN));
    followed.becomesLive(ROWS);
    assertThat(followed.status(ROWS).rejected().count()).isZero();
  }

  @Test
  void registryThatIsAway_doesNotMatter_whileItsSchemasAreKnown() throws Exception {
    String topic = cluster.compacted(1);
    int id = registry.add(topic + "-value", Kind.AVRO, ProductsService.AVRO);
    send(topic, "pen", AvroFormatTest.framed(id, avro(PEN)));
    Followed followed = follow(topic, RegistryFormat.avro(registry.client()));
    assertThat(followed.entries(ROWS)).isEqualTo(entries(PEN));
    registry.answerAll(503, Json.NULL);
    send(topic, "ink", AvroFormatTest.framed(id, avro(INK)));
    followed.becomes(ROWS, entries(INK, PEN));
  }

  @Test
  void recordsThatDoNotFit_areListed_withTheirPlaces_andDoNotStopOthers() throws Exception {
    String topic = cluster.compacted(1);
    int id = registry.add(topic + "-value", Kind.AVRO, ProductsService.AVRO);
    send(topic, "unknown", AvroFormatTest.framed(9_999, avro(PEN)));
    send(topic, "cut", AvroFormatTest.framed(id, new byte[] {2}));
    send(topic, "plain", json(PEN));
    send(topic, "pen", AvroFormatTest.framed(id, avro(PEN)));
    Followed followed = follow(topic, RegistryFormat.avro(registry.client()));
    assertThat(followed.entries(ROWS)).isEqualTo(entries(PEN));
    assertThat(followed.status(ROWS).rejected().count()).isEqualTo(3);
    assertThat(followed.status(ROWS).rejected().toString())
        .contains(topic + ", partition 0, offset 0", "no schema of the id 9999")
        .contains("offset 1", "schema " + id + ": its bytes are not of the schema")
        .contains("offset 2", "does not begin with a zero");
  }

  @Test
  void sink_waitsForItsSchema_ifItMayNotRegisterIt() throws Exception {
    String topic = cluster.compacted(1);
    RegistryFormat format =
        RegistryFormat.avro(registry.client())
            .withSchema(ProductsService.AVRO)
            .withoutRegistration();
    ServiceInstance service = write(KafkaSink.of(cluster.options(), topic).withValues(format));
    service.update("products", List.of(Entry.of("pen", PEN)));
    Cluster.until(() -> status(service).reason().isPresent());
    assertThat(status(service).reason().orElseThrow())
        .contains("does not have the schema under " + topic + "-value");
    registry.add(topic + "-value", Kind.AVRO, ProductsService.AVRO);
    Followed followed = follow(topic, format);
    followed.becomes(ROWS, entries(PEN));
    assertThat(status(service).refused().count()).isZero();
  }

  private static SinkStatus status(ServiceInstance service) {
    return service.sinks().statuses().getFirst();
  }
}
