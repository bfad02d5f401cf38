package io.skipruntime.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The clients of one cluster: consumers and producers for those who close them, and one that asks
 * about topics, for all. Thread-safe.
 */
final class KafkaClients implements AutoCloseable {

  private static final int MAX_POLL_RECORDS = 10_000;
  private static final int DELIVERY_MILLIS = 30_000;
  private static final int REQUEST_MILLIS = 10_000;
  private static final int SCAN_WAIT_MILLIS = 20;
  private static final int TRANSACTION_MILLIS = 300_000;
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final KafkaOptions options;
  private Optional<Admin> admin = Optional.empty();
  private boolean isClosed;

  KafkaClients(KafkaOptions options) {
    this.options = options;
  }

  /**
   * A consumer without a group, that keeps no position, sees what transactions have committed, and
   * fails where its position is not there any more.
   */
  KafkaConsumer<byte[], byte[]> consumer() {
    return consumer(Map.of());
  }

  /**
   * As {@link #consumer}, for a topic that is read to its end. Its closing waits for an answer to
   * the request for what comes after that, so the broker is to give one soon.
   */
  KafkaConsumer<byte[], byte[]> scanner() {
    return consumer(Map.of(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, SCAN_WAIT_MILLIS));
  }

  private KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> own) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
    properties.putAll(propertiesOf(ConsumerConfig.configNames()));
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.putAll(own);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * A producer whose records are there once, and on all brokers that are to have them.
   *
   * @param transactionalId of its transactions; empty if it makes none
   */
  KafkaProducer<byte[], byte[]> producer(Optional<String> transactionalId) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, DELIVERY_MILLIS);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
    properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS);
    properties.putAll(propertiesOf(ProducerConfig.configNames()));
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    transactionalId.ifPresent(id -> properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id));
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** The properties that a kind of client has, and those that no kind is known to have. */
  private Map<String, Object> propertiesOf(Set<String> known) {
    Map<String, Object> properties = new HashMap<>();
    options
        .properties()
        .forEach((name, value) -> {
          boolean isOfAnother =
              ConsumerConfig.configNames().contains(name)
                  || ProducerConfig.configNames().contains(name);
          if (known.contains(name) || !isOfAnother) {
            properties.put(name, value);
          }
        });
    return properties;
  }

  /** The client that asks about topics. */
  synchronized Admin admin() {
    if (isClosed) {
      throw new IllegalStateException("the external service is shut down");
    }
    if (admin.isEmpty()) {
      admin = Optional.of(Admin.create(propertiesOf(AdminClientConfig.configNames())));
    }
    return admin.get();
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    admin.ifPresent(known -> known.close(CLOSE_LIMIT));
    admin = Optional.empty();
  }
}
