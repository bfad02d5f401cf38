package io.skipruntime.kafka;

import io.skipruntime.client.feed.TimeLimits;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The options of a {@link KafkaService} or a {@link KafkaSink}: where the brokers are, and how they
 * are used. Immutable: {@code with…} gives options with one thing changed.
 */
public final class KafkaOptions {

  private static final Set<String> OWN =
      Set.of(
          "bootstrap.servers",
          "group.id",
          "group.instance.id",
          "group.protocol",
          "enable.auto.commit",
          "auto.offset.reset",
          "isolation.level",
          "allow.auto.create.topics",
          "key.deserializer",
          "value.deserializer",
          "acks",
          "enable.idempotence",
          "transactional.id",
          "key.serializer",
          "value.serializer");

  /** Not changed once it is here. */
  private final Values values;

  private KafkaOptions(Values values) {
    this.values = values;
  }

  /**
   * The options for a cluster.
   *
   * @param bootstrapServers some of its brokers, such as {@code 127.0.0.1:9092}, with commas
   */
  public static KafkaOptions of(String bootstrapServers) {
    if (bootstrapServers.isBlank()) {
      throw new IllegalArgumentException("at least one broker is to be named");
    }
    Values values = new Values();
    values.properties.put("bootstrap.servers", bootstrapServers);
    return new KafkaOptions(values);
  }

  private KafkaOptions changed(Consumer<Values> change) {
    Values copy = new Values(values);
    change.accept(copy);
    return new KafkaOptions(copy);
  }

  /**
   * With a property of Kafka's clients, such as {@code security.protocol}, {@code
   * ssl.truststore.location} or {@code fetch.max.bytes}.
   *
   * @throws IllegalArgumentException if it is one that a source or sink decides by itself, such as
   *     {@code group.id}
   */
  public KafkaOptions withProperty(String name, String value) {
    if (OWN.contains(name)) {
      throw new IllegalArgumentException(
          "sources and sinks decide by themselves what " + name + " is");
    }
    return changed(copy -> copy.properties.put(name, value));
  }

  /**
   * As {@link #withProperty}, with a value that no message shows, such as that of {@code
   * sasl.jaas.config} or {@code ssl.key.password}. {@code SecretFile} of the Java client reads one
   * from a file.
   */
  public KafkaOptions withSecret(String name, String value) {
    return withProperty(name, value).changed(copy -> copy.secrets.add(value));
  }

  /**
   * With another time than 10 seconds from one look at a topic to the next. A look notices brokers
   * that cannot be reached, new partitions and topics that were made again, and tells the lag.
   */
  public KafkaOptions withCheckMillis(long millis) {
    long bounded = TimeLimits.option("checkMillis", millis);
    return changed(copy -> copy.checkMillis = bounded);
  }

  /** With another limit than 30 seconds of the time between attempts. */
  public KafkaOptions withMaxRetryMillis(long millis) {
    long bounded = TimeLimits.option("maxRetryMillis", millis);
    return changed(copy -> copy.maxRetryMillis = bounded);
  }

  Map<String, String> properties() {
    return values.properties;
  }

  Set<String> secrets() {
    return values.secrets;
  }

  long checkMillis() {
    return values.checkMillis;
  }

  long maxRetryMillis() {
    return values.maxRetryMillis;
  }

  /** The names of the properties, without values. */
  @Override
  public String toString() {
    return "KafkaOptions[" + String.join(", ", values.properties.keySet()) + "]";
  }

  /** The values that can be changed; only a copy that nothing else has yet is changed. */
  private static final class Values {

    private final Map<String, String> properties = new TreeMap<>();
    private final Set<String> secrets = new HashSet<>();
    private long checkMillis = 10_000;
    private long maxRetryMillis = 30_000;

    Values() {}

    Values(Values other) {
      properties.putAll(other.properties);
      secrets.addAll(other.secrets);
      checkMillis = other.checkMillis;
      maxRetryMillis = other.maxRetryMillis;
    }
  }
}
