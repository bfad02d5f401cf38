package io.skipruntime.kafka;

import java.util.Optional;

/**
 * The settings of a {@link KafkaSink}. Immutable.
 *
 * @param creation how the topic is made if it is not there; empty if it is not to be made
 * @param allowsDeletion whether Kafka may delete records by their age
 */
record SinkSettings(
    KafkaOptions options,
    String topic,
    Format keys,
    Format values,
    Optional<Creation> creation,
    boolean allowsDeletion,
    boolean isTransactional) {

  /**
   * The way in which a topic is made.
   *
   * @param replicas empty if the brokers decide
   */
  record Creation(int partitions, Optional<Short> replicas) {}

  SinkSettings withKeys(Format format) {
    return new SinkSettings(
        options, topic, format, values, creation, allowsDeletion, isTransactional);
  }

  SinkSettings withValues(Format format) {
    return new SinkSettings(
        options, topic, keys, format, creation, allowsDeletion, isTransactional);
  }

  SinkSettings withCreation(Creation made) {
    return new SinkSettings(
        options, topic, keys, values, Optional.of(made), allowsDeletion, isTransactional);
  }

  SinkSettings allowingDeletion() {
    return new SinkSettings(options, topic, keys, values, creation, true, isTransactional);
  }

  SinkSettings withTransactions() {
    return new SinkSettings(options, topic, keys, values, creation, allowsDeletion, true);
  }
}
