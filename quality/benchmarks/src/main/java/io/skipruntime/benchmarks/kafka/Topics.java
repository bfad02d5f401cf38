package io.skipruntime.benchmarks.kafka;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The topics of a benchmark: how they are made, filled and read by bare clients. Thread-safe.
 *
 * @param bootstrapServers the addresses of the brokers
 */
record Topics(String bootstrapServers) {

  /** The key of the record that comes after all others. */
  static final String LAST = "last";

  private static final int PARTITIONS = 4;
  private static final int LINGER_MILLIS = 20;
  private static final long CREATION_LIMIT_SECONDS = 60;
  private static final int BATCH_BYTES = 256 << 10;

  /** Creates an empty topic, which is compacted, and waits until brokers know it. */
  void create(String topic) throws ExecutionException, InterruptedException {
    NewTopic created = new NewTopic(topic, Optional.of(PARTITIONS), Optional.empty());
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin.createTopics(List.of(created.configs(Map.of("cleanup.policy", "compact")))).all().get();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CREATION_LIMIT_SECONDS);
      while (!isKnown(admin, topic)) {
        if (System.nanoTime() > end) {
          throw new IllegalStateException("the brokers do not know " + topic);
        }
        Thread.sleep(10);
      }
    }
  }

  private static boolean isKnown(Admin admin, String topic)
      throws ExecutionException, InterruptedException {
    try {
      return Objects.requireNonNull(
                  admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic))
              .partitions()
              .size()
          == PARTITIONS;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return false;
      }
      throw e;
    }
  }

  /** Deletes a topic. */
  void delete(String topic) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin.deleteTopics(List.of(topic)).all().get();
    }
  }

  /** A record with an amount of a customer. */
  static ProducerRecord<byte[], byte[]> amount(String topic, String key, long amount) {
    String value = "{\"customer\":\"" + key + "\",\"amount\":" + amount + "}";
    return new ProducerRecord<>(topic, bytes(key), bytes(value));
  }

  /**
   * Writes records as fast as brokers take them, and then the last one.
   *
   * @param keys how many keys the records have, in turn
   * @throws IllegalStateException if brokers do not take them all
   */
  void fill(String topic, int records, int keys) {
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    Callback noted = (place, reason) -> failure.compareAndSet(null, reason);
    try (KafkaProducer<byte[], byte[]> producer =
        producer(Map.of("linger.ms", LINGER_MILLIS, "batch.size", BATCH_BYTES))) {
      for (int i = 0; i < records; i++) {
        var unused = producer.send(amount(topic, "customer " + i % keys, i), noted);
      }
      producer.flush();
      var unused = producer.send(amount(topic, LAST, records), noted);
    }
    if (failure.get() != null) {
      throw new IllegalStateException("records could not be written", failure.get());
    }
  }

  /** A producer, for the caller to close. */
  KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("bootstrap.servers", bootstrapServers);
    all.put("acks", "all");
    return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** A consumer of a whole topic from its beginning, for the caller to close. */
  KafkaConsumer<byte[], byte[]> consumer(String topic) {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                "max.poll.records",
                10_000,
                "fetch.max.wait.ms",
                50), // closing waits for it
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> all =
        consumer.partitionsFor(topic).stream()
            .map(each -> new TopicPartition(topic, each.partition()))
            .toList();
    if (all.size() != PARTITIONS) {
      throw new IllegalStateException(topic + " has " + all.size() + " partitions");
    }
    consumer.assign(all);
    consumer.seekToBeginning(all);
    return consumer;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
