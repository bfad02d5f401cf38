package io.skipruntime.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What the committed records of a topic lead to, as a consumer of its own sees them. */
public final class Fold {

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private Fold() {}

  /** The rows of a topic whose keys are in one partition each, as {@code key=value …}. */
  static String rows(Cluster cluster, String topic) {
    return values(cluster, topic).entrySet().stream()
        .map(row -> "\"" + row.getKey() + "\"=" + row.getValue())
        .collect(Collectors.joining(" "));
  }

  /** The rows of such a topic whose values are numbers. */
  static Map<String, Long> numbers(Cluster cluster, String topic) {
    Map<String, Long> numbers = new TreeMap<>();
    values(cluster, topic).forEach((key, value) -> numbers.put(key, Long.valueOf(value)));
    return numbers;
  }

  private static Map<String, String> values(Cluster cluster, String topic) {
    Map<String, String> values = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> each : records(cluster, topic)) {
      String key = new String(each.key(), StandardCharsets.UTF_8);
      if (each.value() == null) {
        values.remove(key);
      } else {
        values.put(key, new String(each.value(), StandardCharsets.UTF_8));
      }
    }
    return values;
  }

  /**
   * The committed records of a topic, each partition in its order. A producer hears of a commit
   * before consumers see it, so this waits some seconds while transactions are open.
   */
  public static List<ConsumerRecord<byte[], byte[]>> records(Cluster cluster, String topic) {
    return records(cluster, topic, "read_committed");
  }

  /** All records of a topic, those of aborted transactions, too. */
  static List<ConsumerRecord<byte[], byte[]>> uncommitted(Cluster cluster, String topic) {
    return records(cluster, topic, "read_uncommitted");
  }

  private static List<ConsumerRecord<byte[], byte[]>> records(
      Cluster cluster, String topic, String isolation) {
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers",
            cluster.bootstrapServers(),
            "isolation.level",
            isolation,
            "fetch.max.wait.ms",
            20); // which closing waits for
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          consumer.partitionsFor(topic).stream()
              .map(each -> new TopicPartition(topic, each.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> written = written(cluster, all);
      long patience = System.nanoTime() + PATIENCE_NANOS;
      while (isBefore(written, consumer)
          && (System.nanoTime() < patience || isBefore(consumer.endOffsets(all), consumer))) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  private static boolean isBefore(
      Map<TopicPartition, Long> ends, KafkaConsumer<byte[], byte[]> consumer) {
    return ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
  }

  /** Where the partitions end, with the records of open transactions. */
  private static Map<TopicPartition, Long> written(Cluster cluster, List<TopicPartition> all) {
    Map<TopicPartition, OffsetSpec> latest =
        all.stream().collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    Cluster.get(cluster.admin().listOffsets(latest).all())
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  /**
   * Checks that a reader of records, whose values grow with each key, is never told a state twice
   * or out of order.
   */
  static void hasEveryStateOnceAndInOrder(List<ConsumerRecord<byte[], byte[]>> records) {
    Map<ByteBuffer, Long> last = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> each : records) {
      if (each.value() != null) {
        ByteBuffer key = ByteBuffer.wrap(each.key());
        long number = Long.parseLong(new String(each.value(), StandardCharsets.UTF_8));
        assertThat(number)
            .as("%s at offset %d", each.partition(), each.offset())
            .isGreaterThan(Objects.requireNonNullElse(last.get(key), -1L));
        last.put(key, number);
      }
    }
    assertThat(last).isNotEmpty();
  }
}
