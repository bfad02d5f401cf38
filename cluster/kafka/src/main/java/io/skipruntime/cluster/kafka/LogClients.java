package io.skipruntime.cluster.kafka;

import io.skipruntime.SkipException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The clients of Kafka that a log needs. What the promises of a log rest on cannot be set. */
final class LogClients {

  private static final int SESSION_MILLIS = 10_000;

  /** The largest record in bytes, unless the properties say otherwise. */
  static final int MOST_RECORD_BYTES = 16 << 20;

  private static final int REQUEST_MILLIS = 5_000;
  private static final int DELIVERY_MILLIS = 30_000;
  private static final int BLOCK_MILLIS = 5_000;
  private static final int GROUP_BATCH_BYTES = 128 << 10;

  private final Map<String, Object> given;

  LogClients(TopicAddress address) {
    this.given = address.properties();
  }

  /** The size in bytes of the largest request that producers send. */
  long mostRequestBytes() {
    Object size = given.get(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
    try {
      return size == null ? MOST_RECORD_BYTES : Long.parseLong(size.toString().strip());
    } catch (NumberFormatException e) {
      return MOST_RECORD_BYTES; // which a producer refuses
    }
  }

  private Map<String, Object> properties(Set<String> known) {
    Map<String, Object> properties = new HashMap<>(given);
    properties
        .keySet()
        .removeIf(name ->
            !known.contains(name)
                && (ProducerConfig.configNames().contains(name)
                    || ConsumerConfig.configNames().contains(name)));
    properties.putIfAbsent("request.timeout.ms", REQUEST_MILLIS);
    return properties;
  }

  /** A producer whose records are in the topic once, however often it has to send them. */
  KafkaProducer<byte[], byte[]> producer() {
    return producer(properties(ProducerConfig.configNames()));
  }

  /**
   * As {@link #producer()}, and nothing is on its way while the brokers do not have what was sent
   * before it. Its batches are larger, since only one travels at a time.
   */
  KafkaProducer<byte[], byte[]> groupProducer() {
    Map<String, Object> properties = properties(ProducerConfig.configNames());
    properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    properties.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, GROUP_BATCH_BYTES);
    return producer(properties);
  }

  private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> properties) {
    properties.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MOST_RECORD_BYTES);
    properties.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
    properties.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    return made(() ->
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()));
  }

  /** A consumer without a group, which fails where its position is not there any more. */
  KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> properties = properties(ConsumerConfig.configNames());
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return made(() ->
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
  }

  /** A consumer of the group of nodes that may read external sources. It reads no records. */
  KafkaConsumer<byte[], byte[]> member(String topic) {
    Map<String, Object> properties = properties(ConsumerConfig.configNames());
    properties.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
    properties.putIfAbsent(ConsumerConfig.GROUP_ID_CONFIG, "skip-sources-" + topic);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return made(() ->
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
  }

  /** The client that asks about topics. */
  Admin admin() {
    Map<String, Object> properties = properties(AdminClientConfig.configNames());
    properties.putIfAbsent("default.api.timeout.ms", REQUEST_MILLIS);
    return made(() -> Admin.create(properties));
  }

  private interface Making<T> {
    T make();
  }

  private static <T> T made(Making<T> making) {
    try {
      return making.make();
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new SkipException(
          "the properties of Kafka's clients are wrong: " + messageOf(cause), e);
    }
  }

  /** What a failure says, in one line. */
  static String messageOf(Throwable failure) {
    String kind =
        failure instanceof AuthenticationException || failure instanceof AuthorizationException
            ? "the brokers refuse the credentials: "
            : failure instanceof TimeoutException ? "no broker can be reached: " : "";
    return kind + String.valueOf(failure.getMessage()).replaceAll("\\s+", " ").strip();
  }

  /** Whether a record whose sending has failed may be in the topic. */
  static boolean mayHaveBeenSent(Throwable failure) {
    boolean isRefused =
        failure instanceof AuthenticationException || failure instanceof AuthorizationException;
    boolean isWithoutTopic =
        failure instanceof TimeoutException
            && String.valueOf(failure.getMessage()).contains("not present in metadata");
    return !isRefused && !isWithoutTopic;
  }
}
