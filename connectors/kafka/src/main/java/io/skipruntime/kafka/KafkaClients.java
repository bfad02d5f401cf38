package io.skipruntime.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The clients of one cluster: a consumer for each session, and one that asks about topics, for all.
 * Thread-safe.
 */
final class KafkaClients implements AutoCloseable {

  private static final int MAX_POLL_RECORDS = 10_000;
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
    Map<String, Object> properties = new HashMap<>();
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
    properties.putAll(options.properties());
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** The client that asks about topics. */
  synchronized Admin admin() {
    if (isClosed) {
      throw new IllegalStateException("the external service is shut down");
    }
    if (admin.isEmpty()) {
      Map<String, Object> properties = new HashMap<>();
      options
          .properties()
          .forEach((name, value) -> {
            if (AdminClientConfig.configNames().contains(name)
                || !ConsumerConfig.configNames().contains(name)) {
              properties.put(name, value);
            }
          });
      admin = Optional.of(Admin.create(properties));
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
